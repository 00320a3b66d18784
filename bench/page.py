"""One section of docs/benchmarks.md measured anew by itself: `python -m bench.page rejudge fleet`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from bench.samples import ROOT
from mingjian.cli import _start

PAGE = ROOT / "docs" / "benchmarks.md"
ALONE = ("rejudge", "fleet")
"""Modules that print their section, heading first."""


def section(module: str) -> list[str]:
    """What `bench.<module>` prints, from a process of its own, whose core keeps memory as in a command."""
    command = [sys.executable, "-m", f"bench.{module}"]
    env = os.environ | {_start.PURGE: _start.NEVER}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout.splitlines()


def put(page: Sequence[str], new: Sequence[str]) -> list[str]:
    """The page with a section in place of the one whose heading begins alike, or at the end."""
    name = new[0].partition(" (")[0]
    start = next((number for number, line in enumerate(page) if line.startswith(name)), len(page))
    rest = (number for number, line in enumerate(page) if number > start and line.startswith("## "))
    before, after = list(page[:start]), list(page[next(rest, len(page)) :])
    return [*before, *([""] if before and before[-1] else []), *new, *([""] if new[-1] else []), *after]


if __name__ == "__main__":
    for each in sys.argv[1:] or ALONE:
        told = section(each)
        lines = put(PAGE.read_text(encoding="utf-8").splitlines(), told)
        PAGE.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")
        print("\n".join(told))
