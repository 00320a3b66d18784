"""Every labelled page in every variant, visited in Chromium and judged: a trial each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.drill.mutations import Outcome
from tools.pages.case import PageCase, cases
from tools.pages.trial import trials
from tools.pages.variants import VARIANTS

BATCH = 20
"""Pages a browser is kept for, and that are lost when the drill is stopped."""


def every() -> list[tuple[PageCase, str]]:
    """What the seeds number: each page in each variant."""
    return [(case, kind) for case in cases() for kind in VARIANTS]


def judged(_bases: Sequence[Path], seeds: Sequence[int], _folder: Path) -> Iterator[Outcome]:
    """The pages of the seeds, a batch a browser."""
    pages = every()
    for first in range(0, len(seeds), BATCH):
        wanted = seeds[first : first + BATCH]
        numbers = {(pages[seed][0].name, pages[seed][1]): seed for seed in wanted}
        yield from asyncio.run(_batch([pages[seed] for seed in wanted], numbers))


async def _batch(wanted: list[tuple[PageCase, str]], numbers: dict[tuple[str, str], int]) -> list[Outcome]:
    return [
        Outcome(
            numbers[one.name, one.kind],
            f"{one.name}.{one.kind}",
            "FAILED" if one.wrong else "read",
            "; ".join(one.wrong),
            one.seconds,
        )
        async for one in trials(wanted)
    ]
