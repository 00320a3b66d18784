"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.test_apps import BuiltApp, build
from tools.test_apps.toolchain import ToolError


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared samples and specifications: `MINGJIAN_SHARED`, or ../shared beside the checkout.

    Skips where there is none, fails where there must be one (env `CI`).
    """
    here = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("MINGJIAN_SHARED", here.parent / "shared"))
    if folder.is_dir():
        return folder
    if os.environ.get("CI"):
        pytest.fail(f"no shared samples at {folder}")
    pytest.skip(f"no shared samples at {folder} (set MINGJIAN_SHARED)")


@pytest.fixture(scope="session")
def built_apps() -> dict[tuple[str, str], BuiltApp]:
    """Every test app as written, by (name, variant); built once, from the cache where nothing changed.

    Skips where the tools to build them are not installed, fails where they must be (env `CI`).
    """
    return _built(with_variants=False)


@pytest.fixture(scope="session")
def built_variants() -> dict[tuple[str, str], BuiltApp]:
    """As `built_apps`, with every mechanical variant."""
    return _built(with_variants=True)


def _built(*, with_variants: bool) -> dict[tuple[str, str], BuiltApp]:
    try:
        return {(app.case.name, app.variant): app for app in build(with_variants=with_variants, sample=True)}
    except ToolError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
