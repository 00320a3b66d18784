"""Runs the command as a user would: a process of its own, its streams and exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ran:
    code: int
    stdout: str
    stderr: str


def mingjian(*arguments: str | Path, timeout_s: float = 120, env: dict[str, str] | None = None) -> Ran:
    """`mingjian ARGUMENTS…` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "mingjian", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
        env={**os.environ, **(env or {})},
    )
    return Ran(done.returncode, done.stdout, done.stderr)
