"""Compiles the knowledge files into the one table the Rust core loads.

`python -m mingjian.knowledge.compile OUT` writes it. The same sources give the same bytes, and their
SHA-256 is a report's `knowledge_sha256`. The core reads everything but `about`, which holds what only
rules ask of a row (weight, permissions …). Formats: `crates/apk/src/knowledge`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from mingjian.knowledge import core_sdks
from mingjian.knowledge.core_sdks import MATCHES

HERE = Path(__file__).parent
FORMAT = 1
OPERATIONS = (
    "equals",
    "prefix",
    "suffix",
    "bits",
    "uri",
    "field",
    "near",
    "consent_key",
)
_SIGNATURE = re.compile(r"^(L[^;]+;)->([^(:]+)(\(.*|:.*)$")
_ABOUT = (
    "weight",
    "user_mediated",
    "permission",
    "continuous",
    "interval",
    "group",
    "until_api",
    "measure",
    "note",
)

EDGE_OF_WHEN = {
    "process_start": "lifecycle", "lifecycle": "lifecycle", "ui_start": "lifecycle", "service": "lifecycle",
    "background_thread": "thread", "async": "callback", "timer": "timer", "job": "timer",
}  # fmt: skip
"""How control reaches a callback, by its row's `when`; a user gesture and everything else: see `_edge`."""
THREAD_CLASSES = {
    "Ljava/lang/Runnable;",
    "Ljava/util/concurrent/Callable;",
    "Ljava/util/concurrent/FutureTask;",
}


def compiled(root: Path = HERE) -> bytes:
    """The table as UTF-8 JSON.

    Raises: ValueError when a knowledge file holds a row this compiler has no meaning for.
    """
    rows = [
        *_api_rows(root / "sensitive_apis.yaml", "pi"),
        *_api_rows(root / "behaviours.yaml", "behaviour"),
    ]
    sdks = core_sdks.build(
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((root / "sdks").glob("*.toml"))
    )
    rows += [(row, {}) for row in sdks.rows]
    table = {
        "format": FORMAT,
        "rows": [row for row, _ in rows],
        "callbacks": list(_callbacks(root / "framework_callbacks.yaml")),
        "entry_kinds": _entry_kinds(root / "entry_points.yaml"),
        "hierarchy": _hierarchy(root / "framework_hierarchy.txt"),
        "sdks": sdks.sdks,
        "gates": _load(root / "gates.yaml"),
        "interest": [*_load(root / "interest_strings.yaml")["prefixes"], *sdks.interest],
        "guarding": [
            {key: row[key] for key in ("class", "name", "answers")}
            for row in _load(root / "hollow_overrides.yaml")
        ],
        "data_flow": _load(root / "data_flow.yaml"),
        "about": {row["id"]: about for row, about in rows if about},
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def sha256(table: bytes) -> str:
    """Digest of a compiled table: a report's `knowledge_sha256`."""
    return hashlib.sha256(table).hexdigest()


def _load(path: Path) -> Any:
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)


def _api_rows(path: Path, prefix: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for group, rows in _load(path)["rows"].items():
        for source in rows:
            row: dict[str, Any] = {"id": source["id"], "tags": [f"{prefix}:{group}"]}
            member = _SIGNATURE.match(source["key"])
            if member:
                row["kind"] = "field" if member[3].startswith(":") else "method"
                row["class"], row["name"], row["desc"] = member.groups()
                if row["kind"] == "field":
                    row["desc"] = row["desc"][1:]
                row["match"] = MATCHES[source.get("match")]
            else:
                row["kind"] = "string" if source["kind"] == "binder" else source["kind"]
                row["key"] = source["key"]
                if "where" in source:
                    row["kind"] = source["where"]
            if "args" in source:
                row["args"] = [_filter(source["id"], entry) for entry in source["args"]]
            if "unresolved" in source:
                row["unresolved"] = True
            row["confidence"] = source.get("confidence", "high")
            row["weight"] = source["weight"]
            yield row, {key: source[key] for key in _ABOUT if key in source}


def _filter(row: str, entry: dict[str, Any]) -> dict[str, Any]:
    """One alternative of an argument filter, values of one kind each."""
    result: dict[str, Any] = {"arg": entry["arg"]}
    for operation, value in entry.items():
        if operation == "arg":
            continue
        if operation not in OPERATIONS:
            raise ValueError(f"{row}: unknown argument filter {operation!r}")
        if operation == "equals":
            result["texts"] = [item for item in value if isinstance(item, str)]
            result["numbers"] = [item for item in value if isinstance(item, int)]
        else:
            result[operation] = value
    return result


def _edge(source: dict[str, Any], owner: str) -> str:
    if source.get("user_gesture"):
        return "gesture"
    if owner in THREAD_CLASSES:
        return "thread"
    return EDGE_OF_WHEN.get(source["when"], "callback")


def _callbacks(path: Path) -> Iterator[dict[str, Any]]:
    for owner, rows in _load(path)["callbacks"].items():
        for source in rows:
            name, _, rest = source["method"].partition("(")
            calls = [by for by in source["by"] if "->" in by]
            row = {
                "class": owner,
                "name": name,
                "desc": f"({rest}",
                "edge": _edge(source, owner),
                "when": source["when"],
                "component": "component" in source["by"],
                "instance": "instance" in source["by"],
                "calls": sorted({call.split("->")[1] for call in calls}),
                "names": sorted(by[5:] for by in source["by"] if by.startswith("call:")),
            }
            yield {key: value for key, value in row.items() if value not in (False, [])}


def _entry_kinds(path: Path) -> dict[str, str]:
    rows = [row for row in _load(path)["entry_points"] if "entry" in row]
    return {action: row["entry"] for row in rows for action in row.get("actions", ())}


def _hierarchy(path: Path) -> str:
    """`class super interface,interface` by descriptors, joined by `|`, sorted (nothing needs escaping)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (re.sub(r"[^ ,]{2,}", lambda name: f"L{name[0]};", line) for line in lines if line[0] != "#")
    return "|".join(sorted(rows, key=lambda row: row.split(" ")[0].encode()))


def main(arguments: list[str] | None = None) -> None:
    """Writes the compiled table to the named file."""
    parser = argparse.ArgumentParser(prog="python -m mingjian.knowledge.compile", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.parse_args(arguments).out.write_bytes(compiled())


if __name__ == "__main__":
    main()
