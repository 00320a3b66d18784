"""What the Rust core is told of SDKs: their prefixes, a row for each init or consent call, their strings.

Apart from `compile`, which needs PyYAML, because a user's own SDKs join the table when a scan starts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

MATCHES = {None: 0, "hierarchy": 1, "class_and_name": 2}


class CoreSdks(Struct, frozen=True):
    """The parts of the compiled table that come from SDK files."""

    sdks: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    interest: list[str]
    """Beginnings of constants that name an SDK."""


def build(sources: Iterable[Mapping[str, Any]]) -> CoreSdks:
    """The core's share of SDK files, each given as the table of its TOML, in their order."""
    sdks: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    interest: dict[str, None] = {}
    same: Counter[str] = Counter()
    for source in sources:
        sdk = {key: source[key] for key in ("prefixes", "excludes", "weak_prefixes") if source.get(key)}
        sdk["id"] = source["id"]
        sdk["versions"] = [match for hint in source.get("version_hints", ()) if (match := _constant(hint))]
        sdks.append(sdk)
        for text in source.get("strings", ()):
            schemes = () if "://" in text else (f"https://{text}", f"http://{text}")
            interest.update(dict.fromkeys((text, *schemes)))
        for role in ("init", "consent"):
            for call in source.get(f"{role}_calls", ()):
                made = _row(source["id"], role, call)
                if made:
                    # One call under two package names of its history: the id tells them apart.
                    same[made["id"]] += 1
                    number = same[made["id"]]
                    rows.append({**made, "id": f"{made['id']}~{number}"} if number > 1 else made)
    return CoreSdks(sdks, rows, list(interest))


def _constant(hint: str | dict[str, Any]) -> str | None:
    """`class#FIELD` or `class` of a version hint, when that is what it gives."""
    text = hint if isinstance(hint, str) else str(hint.get("where", ""))
    match = re.fullmatch(r"class:([a-zA-Z_][\w.$]*\.[\w$]+(#\w+)?)", text)
    return match[1] if match else None


def _row(sdk: str, role: str, call: str | dict[str, Any]) -> dict[str, Any] | None:
    text = call if isinstance(call, str) else str(call.get("call", ""))
    match = re.match(r"^([\w.$]+)[.#]([\w$]+|<init>)(?:\(.*\))?$", text)
    if not match:
        return None
    return {
        "id": f"sdk_{role}.{sdk}.{match[1].rpartition('.')[2]}.{match[2]}",
        "tags": [f"sdk_{role}:{sdk}"],
        "kind": "method",
        "class": f"L{match[1].replace('.', '/')};",
        "name": match[2],
        "desc": "",
        "match": MATCHES["class_and_name"],
        "confidence": "high",
        "weight": 5,
    }
