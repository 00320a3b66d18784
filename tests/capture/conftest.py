"""One Chromium for all visits of these tests, on a loop of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from mingjian.artifacts.page_visit import Visit
from mingjian.capture.page import browser
from mingjian.capture.page.visiting import Options, a_browser, visit_with
from mingjian.capture.proxy import Resolver, resolve


class Visiting(Struct):
    """Visits pages in the one browser; each into a folder of its own."""

    runner: asyncio.Runner
    running: browser.Running
    coming: Path
    made: Path
    count: int = 0

    def __call__(self, url: str, options: Options, *, resolver: Resolver = resolve) -> Visit:
        """The visit; its record stands in `folder`."""
        self.count += 1
        work = visit_with(self.running, self.coming, url, self.folder, options, resolver=resolver)
        return self.runner.run(work)

    @property
    def folder(self) -> Path:
        """The record of the last visit."""
        return self.made / str(self.count)


@pytest.fixture(scope="session")
def visiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visiting]:
    if browser.find() is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium")
        pytest.skip("no Chromium (`make apt`)")
    with asyncio.Runner() as runner:
        held = a_browser()
        running, coming = runner.run(held.__aenter__())
        yield Visiting(runner, running, coming, tmp_path_factory.mktemp("visits"))
        runner.run(held.__aexit__(None, None, None))
