"""The browser tests at full size: 500 hostile words, every journey in each language on each size.

The tests do the work (tests/browser); here they are walked and what became of them is counted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.drill.mutations import Outcome
from tools.drill.walk import walk

BATCH = 50
"""Hostile words a report and its pages hold at once."""
WAYS_OUT = ("tests/capture/test_proxy.py", "tests/capture/test_way_out.py")
PAIRS = ("zh-desktop", "en-phone", "zh-phone", "en-desktop")
"""A language and a size: one trial of journeys, on a platform of its own whose limits it does not use up."""
JOURNEYS = tuple(f"tests/browser/test_{name}.py" for name in ("frame", "people", "run", "scans", "work"))


def hostile(_bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Payloads in batches; where one of a batch ran, the batch failed and its words say which."""
    wanted = set(seeds)
    for first in sorted({seed - seed % BATCH for seed in seeds}):
        started = time.monotonic()
        why = walk(["tests/browser/test_hostile.py"], folder, MINGJIAN_HOSTILE=f"{first}:{BATCH}")
        seconds = (time.monotonic() - started) / BATCH
        for seed in range(first, first + BATCH):
            if seed in wanted:
                yield Outcome(seed, "browser", "FAILED" if why else "read", "; ".join(why), seconds)


def journeys(_bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Every journey in one language on one size, a pair a seed."""
    for seed in seeds:
        started, pair = time.monotonic(), PAIRS[seed % len(PAIRS)]
        why = walk(JOURNEYS, folder, MINGJIAN_PAIR=pair)
        end = "FAILED" if why else f"{pair} read"
        yield Outcome(seed, "browser", end, "; ".join(why), time.monotonic() - started)


def ssrf(_bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Every vector through the proxy and through Chromium, once a seed."""
    for seed in seeds:
        started = time.monotonic()
        why = walk(WAYS_OUT, folder, MINGJIAN_DRILL="1")
        yield Outcome(
            seed, "proxy", "FAILED" if why else "refused", "; ".join(why), time.monotonic() - started
        )
