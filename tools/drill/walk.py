"""Tests of the project walked as a trial: the tests do the work, here it is told what became of them."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path


def walk(files: Sequence[str], folder: Path, **environment: str) -> list[str]:
    """Runs test files, named from the root, in a process of their own; the failures, one line each."""
    root = Path(__file__).resolve().parents[2]
    told = folder / "tests.xml"
    told.unlink(missing_ok=True)
    paths = [str(root / file) for file in files]
    end = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", f"--junitxml={told}", *paths],
        check=False, capture_output=True, text=True, cwd=root, env={**os.environ, **environment},
    )  # fmt: skip
    if not told.exists():
        return [" ".join(end.stdout.split())[-300:] or f"ended with {end.returncode}"]
    cases = ET.parse(told).getroot().iter("testcase")
    failed = [
        f"{case.get('name')}: {' '.join((bad.get('message') or '').split())[:200]}"
        for case in cases
        for bad in (*case.findall("failure"), *case.findall("error"), *case.findall("skipped"))
    ]
    return failed or ([] if end.returncode == 0 else [f"ended with {end.returncode}"])
