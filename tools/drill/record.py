"""docs/drills.json, what was run, and docs/drills.md, the table made from it."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from tools.drill.mutations import Outcome

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "docs" / "drills.json"
PAGE = ROOT / "docs" / "drills.md"
HEADER = "<!-- Generated from drills.json by `make drill`. -->\n"


class Run(Struct, frozen=True, kw_only=True):
    """One drill as it stands: trials done so far, by how they ended."""

    what: str
    bar: str
    first_seed: int
    count: int
    wanted: int
    ends: dict[str, int]
    slowest_seconds: float
    duration_seconds: float
    """Sum over the sittings of a drill that was resumed, two processes at a time."""
    commit: str
    date: str


def commit() -> str:
    """The commit that is tried, with `+` when the tree differs from it in more than this record."""
    here = _git("rev-parse", "--short=12", "HEAD")
    changed = _git("status", "--porcelain", "--", ".", ":!docs/drills.json", ":!docs/drills.md")
    return f"{here or 'unknown'}{'+' if changed else ''}"


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()


def read() -> dict[str, Run]:
    """The record, empty where there is none."""
    return msgspec.json.decode(RECORD.read_bytes(), type=dict[str, Run]) if RECORD.exists() else {}


def ends(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many ended how, by name."""
    return dict(sorted(Counter(one.end for one in outcomes).items()))


def page(runs: dict[str, Run]) -> str:
    """The table."""
    lines = [
        HEADER,
        "# Drills",
        "",
        "The large trials of `make drill`; each may be repeated from its seeds.",
        "",
    ]
    lines += ["| drill | trials | bar | failed | ended | slowest | took | commit | date |"]
    lines += ["|---|---|---|---|---|---|---|---|---|"]
    for name, run in sorted(runs.items()):
        ended = ", ".join(f"{count:,} {end}" for end, count in run.ends.items() if end != "FAILED")
        last = run.first_seed + run.count - 1
        lines.append(
            f"| **{name}**: {run.what} | {run.count:,} of {run.wanted:,} (seeds {run.first_seed}–{last}) "
            f"| {run.bar} | {run.ends.get('FAILED', 0)} | {ended} | {run.slowest_seconds:.2f} s "
            f"| {run.duration_seconds:.0f} s | {run.commit} | {run.date} |"
        )
    return "\n".join([*lines, ""])


def write(name: str, run: Run) -> None:
    """Puts one drill into the record and makes the table anew."""
    runs = {**read(), name: run}
    RECORD.write_bytes(msgspec.json.format(msgspec.json.encode(runs, order="sorted")) + b"\n")
    PAGE.write_text(page(runs), encoding="utf-8")
