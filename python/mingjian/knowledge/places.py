"""Where in a knowledge file something stands, for messages; decoders do not say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingjian.patterns import late

_TABLE = late(r"\s*\[+\s*([\w.\"'-]+)\s*\]+\s*(?:#.*)?$")
_KEY = late(r"\s*([\w.\"'-]+)\s*=")
_PATH = late(r" - at `\$\.?([^`]*)`")
_UNKNOWN = late(r"unknown field `([^`]+)`")
_TOML = late(r" \(at (?:line (\d+), column \d+|end of document)\)")


def line_of(lines: Sequence[str], field: str, value: str = "") -> int:
    """The line (from 1) of `value` in the field (`leads.prefixes`), of the field, or else of its table.

    1 where none stands there.
    """
    table, _, key = field.rpartition(".")
    inside = ""
    begun = 1
    for number, line in enumerate(lines, 1):
        header = _TABLE.match(line)
        if header:
            inside = header[1].replace('"', "")
            if inside in (table, field):
                begun = number
            if inside == field:
                return number
            continue
        found = _KEY.match(line)
        if found:
            name = found[1].replace('"', "").replace("'", "")
            if (inside, name) == (table, key) or (inside == "" and name in (field, table)):
                return _value(lines, number, value)
    return begun


def _value(lines: Sequence[str], start: int, value: str) -> int:
    """The line of `value`, quoted, from the key's line down to the next key."""
    quoted = (f'"{value}"', f"'{value}'")
    for number in range(start, len(lines) + 1):
        line = lines[number - 1]
        if number > start and (_KEY.match(line) or _TABLE.match(line)):
            break
        if value and any(form in line for form in quoted):
            return number
    return start


def of_shape(lines: Sequence[str], message: str) -> tuple[int, str]:
    """Line and bare text of a decoder's complaint (``Expected `bool`, got `str` - at `$.chinese` ``)."""
    at = _PATH.search(message)
    path = re.sub(r"\[[^]]*\]", "", at[1]) if at else ""
    told = message.replace(at[0], f" in {path}" if path else "") if at else message
    unknown = _UNKNOWN.search(message)
    field = ".".join(part for part in (path, unknown[1] if unknown else "") if part)
    return (line_of(lines, field) if field else 1), told


def of_toml(lines: Sequence[str], message: str) -> tuple[int, str]:
    """Line and bare text of tomllib's complaint."""
    at = _TOML.search(message)
    if at is None:
        return 1, message
    return int(at[1]) if at[1] else max(len(lines), 1), message.replace(at[0], "")


def of_path(text: str, message: str) -> int:
    """The line in a YAML text of the place (`$[0].signers[1]`) that a decoder's complaint names."""
    import yaml  # noqa: PLC0415 - only where there is YAML to read

    at = re.search(r" - at `\$([^`]*)`", message)
    node = yaml.compose(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    line = 1
    for index, key in re.findall(r"\[(\d+)\]|\.(\w+)", at[1] if at else ""):
        if index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
            node = node.value[int(index)]
        elif key and isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == key), None)
        if node is None:
            break
        line = node.start_mark.line + 1
    unknown = _UNKNOWN.search(message)
    if unknown and isinstance(node, yaml.MappingNode):
        line = next((name.start_mark.line + 1 for name, _ in node.value if name.value == unknown[1]), line)
    return line
