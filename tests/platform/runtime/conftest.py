"""One running platform for the tests of this folder; a test that stops it starts it again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.drill.platform import Platform, serving


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with serving(tmp_path_factory.mktemp("up") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def package() -> bytes:
    """A small violating app."""
    return Path("examples/sample-app/sample.apk").read_bytes()
