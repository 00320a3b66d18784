"""The whole API under generated requests at full size: 1,000 examples an operation, a hundred a trial."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from tools.drill.mutations import Outcome
from tools.drill.walk import walk

EXAMPLES = 100
"""Requests a trial sends to each operation; another seed makes others."""


def requests(_bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Every operation asked so often, once a seed, as many seeds at a time as there are cores."""
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        asked = [pool.submit(partial(_trial, seed, folder)) for seed in seeds]
        for one in as_completed(asked):
            yield one.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _trial(seed: int, folder: Path) -> Outcome:
    """One seed, in a process and a database of its own; what no seed changes (each bound the document names,
    each part left out) is asked by the first alone."""
    started = time.monotonic()
    asked = {"MINGJIAN_API_EXAMPLES": str(EXAMPLES), "MINGJIAN_API_SEED": str(seed)}
    if seed:
        asked["MINGJIAN_API_DRAWN_ALONE"] = "1"
    own = folder / str(seed)
    own.mkdir()
    why = walk(["tests/platform/api/test_schema.py"], own, **asked)
    end = "FAILED" if why else f"{EXAMPLES} requests an operation, none broke it"
    return Outcome(seed, "api", end, "; ".join(why), time.monotonic() - started)
