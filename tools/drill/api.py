"""The whole API under generated requests at full size: 1,000 examples an operation, a hundred a trial."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.drill.mutations import Outcome
from tools.drill.walk import walk

EXAMPLES = 100
"""Requests a trial sends to each operation; another seed makes others."""


def requests(_bases: Sequence[Path], seeds: Sequence[int], folder: Path) -> Iterator[Outcome]:
    """Every operation asked so often, once a seed; what no seed changes (each bound the document names, each
    part left out) by the first alone."""
    for seed in seeds:
        started = time.monotonic()
        asked = {"MINGJIAN_API_EXAMPLES": str(EXAMPLES), "MINGJIAN_API_SEED": str(seed)}
        if seed:
            asked["MINGJIAN_API_DRAWN_ALONE"] = "1"
        why = walk(["tests/platform/api/test_schema.py"], folder, **asked)
        end = "FAILED" if why else f"{EXAMPLES} requests an operation, none broke it"
        yield Outcome(seed, "api", end, "; ".join(why), time.monotonic() - started)
