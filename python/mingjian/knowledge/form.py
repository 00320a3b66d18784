"""The one written form of an SDK file, so that importers, tools and people leave the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

import msgspec

from mingjian.knowledge.types import Sdk

WIDTH = 110
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HEAD = (
    "id", "name_zh", "name_en", "aliases", "vendor_zh", "vendor_en", "category", "chinese", "processor",
    "purpose_zh", "policy_url", "notes",
)  # fmt: skip
BODY = (
    "prefixes", "weak_prefixes", "excludes", "components", "meta_data", "native_libs", "strings", "files",
    "version_hints", "init_calls", "consent_calls", "personal_info", "maven", "verified",
)  # fmt: skip


def write(sdk: Sdk) -> str:
    """The TOML of one SDK."""
    body = _fields(sdk, BODY)
    parts = [_fields(sdk, HEAD), body if sdk.prefixes else f"prefixes = []\n{body}"]
    for table in ("confidence", "leads", "sources"):
        value = getattr(sdk, table)
        text = _fields(value, value.__struct_fields__)
        if text:
            parts.append(f"[{table}]\n{text}")
    return "\n".join(parts)


def _fields(holder: msgspec.Struct, names: Iterable[str]) -> str:
    return "".join(_field(name, getattr(holder, name)) for name in names)


def _field(name: str, value: object) -> str:
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return f"{name} = {str(value).lower()}\n"
    if not isinstance(value, tuple):
        return f"{name} = {_quote(str(value))}\n"
    items = [_quote(str(item)) for item in cast("tuple[object, ...]", value)]
    line = f"{name} = [{', '.join(items)}]\n"
    if len(line) <= WIDTH:
        return line
    return f"{name} = [\n" + "".join(f"    {item},\n" for item in items) + "]\n"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + CONTROL.sub(lambda found: f"\\u{ord(found[0]):04X}", escaped) + '"'
