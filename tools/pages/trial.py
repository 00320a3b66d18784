"""Labelled pages visited in Chromium and judged: what the tests sample and the drill runs in full."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from msgspec import Struct

from mingjian.capture.page.visiting import Options, a_browser, visit_with
from mingjian.errors import ArtifactError
from mingjian.facts import Facts
from mingjian.facts.web_page.build import alone
from mingjian.scan import run
from tools.pages.case import PageCase
from tools.pages.frozen import complaints
from tools.pages.server import PACKAGES, Site, serving
from tools.test_apps import build

AT_ONCE = 3
Wanted = tuple[PageCase, str]
"""A page and the variant of it."""


class Tried(Struct, frozen=True):
    """One page in one variant: what is wrong with its judgement, empty when nothing is."""

    name: str
    kind: str
    wrong: tuple[str, ...]
    seconds: float
    facts: Facts | None
    origin: str


def packages() -> dict[str, Path]:
    """The test apps that pages deliver, by the name pages call them. Raises: as `tools.test_apps.build`."""
    built = {app.case.name: app.apk for app in build(list(PACKAGES.values()))}
    return {name: built[case] for name, case in PACKAGES.items()}


async def trials(wanted: Sequence[Wanted], *, keep: Path | None = None) -> AsyncIterator[Tried]:
    """Every page of `wanted` visited and judged, `AT_ONCE` at a time in one browser, as they are done.

    `keep`: a folder in which the records of the visits stay.
    """
    with tempfile.TemporaryDirectory() as temporary, serving(packages()) as site:
        folder = keep or Path(temporary)
        free = asyncio.Semaphore(AT_ONCE)
        async with a_browser() as (running, coming):

            async def one(case: PageCase, kind: str) -> Tried:
                async with free:
                    return await _tried(running, coming, site, case, kind, folder)

            tasks = [asyncio.create_task(one(case, kind)) for case, kind in wanted]
            try:
                for done in asyncio.as_completed(tasks):
                    yield await done
            finally:
                for task in tasks:
                    task.cancel()


async def _tried(running: object, coming: Path, site: Site, case: PageCase, kind: str, folder: Path) -> Tried:
    started = time.monotonic()
    own = folder / kind / case.name
    options = Options(allow=("127.0.0.1",), moved_time=True, record=False, deliver_s=10)
    facts: Facts | None = None
    try:
        await visit_with(running, coming, site.url(case.name, kind), own, options)  # type: ignore[arg-type]
        facts = await asyncio.to_thread(alone, own)
        wrong = tuple(complaints(case, run(facts)))
    except ArtifactError as error:
        wrong = (str(error),)
    return Tried(case.name, kind, wrong, time.monotonic() - started, facts, site.origin)
