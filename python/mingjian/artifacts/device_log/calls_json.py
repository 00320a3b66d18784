"""Call records as JSON: an array of objects, or one object a line, as Frida scripts and test platforms write.

Keys name what they hold, in Chinese or English (`calls.roles`); Frida's `{"type": "send", "payload": …}` is
looked into.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from mingjian.artifacts.device_log.calls import Calls, Role, enough, roles
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.json_stream import items
from mingjian.artifacts.device_log.reading import Reading

MAX_ROWS = 1_000_000
_MOST_TEXT = 256 << 10


def _object(raw: str | bytes) -> dict[str, object] | None:
    try:
        value: object = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def record(value: Mapping[str, object]) -> dict[Role, str] | None:
    """The cells of an object that records a call; None where it is none."""
    inner = value.get("payload")
    if isinstance(inner, dict):
        value = cast("dict[str, object]", inner)
    names = list(value)
    known = roles(names)
    if not enough(known):
        return None
    cells: dict[Role, str] = {}
    for place, role in known.items():
        text = _text(value[names[place]])
        cells[role] = f"{cells[role]}: {text}" if cells.get(role) and text else cells.get(role) or text
    owner = value.get("class") or value.get("className") or value.get("clazz") or value.get("类名")
    if isinstance(owner, str) and owner and (name := cells.get("api", "")) and "." not in name:
        cells["api"] = f"{owner}.{name}"
    return cells


def _text(value: object) -> str:
    if isinstance(value, str):
        return value[:_MOST_TEXT]
    if isinstance(value, list):
        return "\n".join(_text(one) for one in cast("list[object]", value)[:300])[:_MOST_TEXT]
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)[:_MOST_TEXT]


def read_lines(source: Input, out: Reading) -> None:
    """One object a line."""
    calls, rows = Calls(out), 0
    for number, line in source.lines():
        if not line.strip():
            continue
        value = _object(line)
        cells = record(value) if value is not None else None
        if cells is None:
            out.told("line_unreadable", number)
            continue
        rows += 1
        if rows > MAX_ROWS:
            out.told("too_many", number)
            return
        calls.row(cells, number)


def read_array(source: Input, out: Reading) -> None:
    """The objects of an array, or of the first array inside an object; `line` is the entry.

    Raises:
        ArtifactError: there is no such array, or it breaks off.
    """
    calls = Calls(out)
    with source.open() as stream:
        for number, item in enumerate(items(stream, (), shown=source.path), 1):
            if number > MAX_ROWS:
                out.told("too_many", number)
                return
            value = None if item.too_large else _object(item.raw)
            cells = record(value) if value is not None else None
            if cells is None:
                out.told("line_unreadable", number)
            else:
                calls.row(cells, number)


def sniff_lines(head: Head) -> int:
    """Whether the first line is an object that records a call."""
    first = next((line for line in head.text.splitlines() if line.strip()), "")
    if not first.lstrip().startswith("{"):
        return 0
    value = _object(first)
    return 72 if value is not None and record(value) is not None else 0


def sniff_array(head: Head) -> int:
    """Whether it begins with an array whose first object records a call."""
    text = head.text.lstrip()
    if not text.startswith("["):
        return 0
    start = text.find("{")
    if start < 0 or text[1:start].strip():
        return 0
    try:
        value: object = json.JSONDecoder().raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return 0
    return 72 if isinstance(value, dict) and record(cast("dict[str, object]", value)) is not None else 0


FORMAT = (
    Format(name="calls_jsonl", sniff=sniff_lines, read=read_lines),
    Format(name="calls_json", sniff=sniff_array, read=read_array),
)
