"""One platform a test process, one browser a module; each journey has an organisation of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.stage import PATIENCE_MS, Backstage, Lang, Size, Stage
from tools.drill.platform import Platform, serving

CHROMIUM = "/usr/bin/chromium"
PAIRS: tuple[tuple[Lang, Size], ...] = (("zh", "desktop"), ("en", "phone"))
CROSS: tuple[tuple[Lang, Size], ...] = (*PAIRS, ("zh", "phone"), ("en", "desktop"))
"""`make test` walks PAIRS: both languages, both sizes. A drill names one of the four in `MINGJIAN_PAIR`."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if {"lang", "size"} <= set(metafunc.fixturenames):
        asked = os.environ.get("MINGJIAN_PAIR")
        pairs = [pair for pair in CROSS if "-".join(pair) == asked] if asked else PAIRS
        metafunc.parametrize(("lang", "size"), pairs, ids=[f"{lang}-{size}" for lang, size in pairs])


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail(f"no {CHROMIUM}")
        pytest.skip(f"no {CHROMIUM} (`make apt`)")
    with serving(tmp_path_factory.mktemp("browser") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def backstage(platform: Platform) -> Iterator[Backstage]:
    made = Backstage(platform.data)
    yield made
    made.close()


@pytest.fixture(scope="module")
def stage(platform: Platform, backstage: Backstage) -> Iterator[Stage]:
    """Playwright ends with the module: its event loop would forbid Django's tests their database."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield Stage(platform, backstage, browser)
        browser.close()
