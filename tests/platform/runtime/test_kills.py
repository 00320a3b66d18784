"""kill -9 of each process twice while packages are scanned: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import pytest

from tools.drill.kills import KINDS, strike
from tools.drill.platform import Platform


@pytest.mark.parametrize("round_", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_acknowledged_is_lost_or_doubled(
    platform: Platform, package: bytes, kind: str, round_: int
) -> None:
    strike(platform, package, kind, KINDS.index(kind) + len(KINDS) * round_)
