"""Each test of the host runs behind bubblewrap and without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.platform.scans.host.hosts import Hosts, bubblewrap_or_skip


@pytest.fixture(params=["bubblewrap", "alone"])
def hosts(request: pytest.FixtureRequest, tmp_path: Path) -> Hosts:
    return Hosts(tmp_path, bubblewrap_or_skip() if request.param == "bubblewrap" else "")
