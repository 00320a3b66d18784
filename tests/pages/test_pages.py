"""A seeded eighth of the labelled pages, each in one of its variants, visited in Chromium and judged."""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from mingjian.capture.page.browser import find
from tools.pages import VARIANTS, PageCase, cases
from tools.pages.trial import trials
from tools.test_apps.toolchain import ToolError

SEED = 26
SHARE = 8
"""Fifteen of the set, for the time tests may take; the drill `pages` visits each page in each variant."""


def sample() -> list[tuple[PageCase, str]]:
    """One page in `SHARE`, with the variants dealt out among them."""
    chance = random.Random(SEED)  # noqa: S311 - reproducible, not secret
    chosen = sorted(chance.sample(cases(), k=-(-len(cases()) // SHARE)), key=lambda case: case.name)
    kinds = list(VARIANTS)
    return [(case, kinds[number % len(kinds)]) for number, case in enumerate(chosen)]


def test_the_sample_holds_both_kinds_and_every_variant() -> None:
    taken = sample()
    assert {kind for _, kind in taken} == set(VARIANTS)
    assert len({case.violates for case, _ in taken}) == 2


async def judged() -> list[str]:
    """What is judged otherwise than labelled."""
    return [
        f"{one.kind} {one.name}: {why}" async for one in trials(sample()) for why in one.wrong
    ]  # fmt: skip


@pytest.mark.enable_socket
def test_a_sample_of_the_pages_is_judged_right_in_chromium() -> None:
    if find() is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium")
        pytest.skip("no Chromium")
    try:
        wrong = asyncio.run(judged())
    except ToolError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    assert wrong == []
