"""The browser tests at full size: 500 hostile words, every journey in each language on each size.

The tests do the work (tests/browser); here they are walked and what became of them is counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.drill.mutations import Outcome

BATCH = 50
"""Hostile words a report and its pages hold at once."""
JOURNEYS = ("test_frame.py", "test_people.py", "test_scans.py", "test_work.py")


def hostile(_bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Payloads in batches; where one of a batch ran, the batch failed and its words say which."""
    wanted = set(seeds)
    for first in sorted({seed - seed % BATCH for seed in seeds}):
        started = time.monotonic()
        why = _walk(["test_hostile.py"], folder, MINGJIAN_HOSTILE=f"{first}:{BATCH}")
        seconds = (time.monotonic() - started) / BATCH
        for seed in range(first, first + BATCH):
            if seed in wanted:
                yield Outcome(seed, "browser", "FAILED" if why else "read", "; ".join(why), seconds)


def journeys(_bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Every journey in each language on each size, once a seed."""
    for seed in seeds:
        started = time.monotonic()
        why = _walk(JOURNEYS, folder, MINGJIAN_DRILL="1")
        yield Outcome(
            seed, "browser", "FAILED" if why else "read", "; ".join(why), time.monotonic() - started
        )


def _walk(files: Sequence[str], folder: Path, **environment: str) -> list[str]:
    """Runs tests in a process of their own; the failures, one line each."""
    root = Path(__file__).resolve().parents[2]
    told = folder / "browser.xml"
    told.unlink(missing_ok=True)
    paths = [str(root / "tests" / "browser" / file) for file in files]
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
