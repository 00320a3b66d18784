"""docs/personal-information.md: what code can take of each type, how, and where data is followed to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from mingjian import knowledge
from mingjian.knowledge import source

HOW = {
    "method": "API", "field": "field", "uri": "provider URI", "setting": "setting", "property": "property",
    "binder": "hidden interface", "exec": "command", "intent": "intent", "permission": "permission",
    "file": "file",
}  # fmt: skip
SHOWN = 3
"""Rows named of each type, heaviest first."""
STOPS = """\
Data is followed, not decisions: what a condition on it leads to is no flow. It is followed through copies,
arithmetic, arrays and containers of one method; through arguments, results and what a callee puts into an
argument; through fields, by name, whatever the object; through explicit intents to components of the
package, saved state and AsyncTask. It stops at native code, at reflection on the package's own methods, at
messages between threads, at views that hold text, at fields of an object that a serialiser walks, and at
files and databases, from which nothing is read back. Elements of a map or list are not told apart, nor is
the order in which callbacks run. Work is bounded: `flows_cut` in the call facts counts sources that were
not followed to their end.
"""


def personal_info_page(header: str) -> str:
    """The page."""
    rows = _load("sensitive_apis.yaml")["rows"]
    lines = [header, "# Personal information: types, sources, flows", ""]
    types = knowledge.personal_info()
    with_source = [one for one in types if one.id in rows]
    total = sum(len(group) for group in rows.values())
    lines += [
        f"{len(with_source)} of {len(types)} types can be taken by code in a way that is known: {total} rows "
        "of `python/mingjian/knowledge/sensitive_apis.yaml`. The others stand below with the reason.",
        "",
        "| type | | sources | how | heaviest |",
        "|---|---|---|---|---|",
    ]
    for one in with_source:
        group: list[dict[str, Any]] = rows[one.id]
        how = Counter(HOW[row["kind"]] for row in group)
        told = ", ".join(f"{kind} {count}" for kind, count in how.most_common())
        heaviest = sorted(group, key=lambda row: -row["weight"])[:SHOWN]
        keys = ", ".join(f"`{_short(row['key'])}`" for row in heaviest)
        lines.append(f"| `{one.id}` | {one.name_zh} | {len(group)} | {told} | {keys} |")
    lines += ["", "## Types no code shows being taken", "", "| type | | why |", "|---|---|---|"]
    lines += [f"| `{one.id}` | {one.name_zh} | {one.no_source} |" for one in types if one.id not in rows]
    lines += ["", "## Where data is followed to", "", STOPS, "| where | methods |", "|---|---|"]
    ends: dict[str, list[str]] = {}
    for row in _load("data_flow.yaml")["rows"]:
        if row["role"] in ("sink", "return", "maker") and row.get("kind"):
            owner = row["class"].strip(";").rsplit("/", 1)[-1]
            ends.setdefault(row["kind"], []).extend(f"`{owner}.{name}`" for name in row["names"])
    lines += [f"| {kind} | {', '.join(sorted(set(names)))} |" for kind, names in sorted(ends.items())]
    return "\n".join([*lines, ""])


def _short(key: str) -> str:
    owner, arrow, member = key.partition(";->")
    if not arrow:
        return key.replace("|", "\\|")
    return f"{owner.rsplit('/', 1)[-1].removeprefix('L')}.{member.partition('(')[0].partition(':')[0]}"


def _load(name: str) -> Any:
    path: Path = source.HERE / name
    return yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
