"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


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
