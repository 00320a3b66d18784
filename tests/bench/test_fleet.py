"""The projection of a fleet says what it says: from samples that follow a known law, worked out by hand."""

from __future__ import annotations

import pytest

from bench.fleet import APPS, Sample, lines, projected

FIXED, DEX, REST = 70.0, 6.0, 2.0
"""Milliseconds a package, a MB of dex and a MB of everything else."""


def _sample(name: str, dex_mb: float, rest_mb: float) -> Sample:
    packed = dex_mb / 2.5
    return Sample(name, packed + rest_mb, dex_mb, packed, FIXED + DEX * dex_mb + REST * rest_mb)


SAMPLES = [_sample("a", 5.0, 1.0), _sample("b", 10.0, 8.0), _sample("c", 20.0, 5.0), _sample("d", 15.0, 16.0)]


def _hours(milliseconds: float) -> float:
    return APPS * milliseconds / 1000 / 3600


def test_the_fleet_is_projected_from_the_fit() -> None:
    told = projected(SAMPLES)
    assert (told["fixed_ms"], told["dex_ms"], told["rest_ms"]) == pytest.approx((FIXED, DEX, REST))
    # 20 MB of packed dex in 50 MB of packages; so 24 of 60 MB, which inflate to 60.
    assert told["hours"] == pytest.approx(_hours(FIXED + DEX * 60 + REST * 36))
    assert told["hours_all_dex"] == pytest.approx(_hours(FIXED + DEX * 150))
    # 15 MB of dex lie packed in 6 MB.
    assert told["hours_peer_dex"] == pytest.approx(_hours(FIXED + DEX * 15 + REST * 54))


def test_each_assumption_has_its_row() -> None:
    text = "\n".join(lines(projected(SAMPLES)))
    assert f"| 15 MB of dex an app, as the bar's figure for androguard assumes | {_hours(268):,.0f} |" in text
    assert f"| the samples' mix | {_hours(502):,.0f} |" in text
    assert "46 s an app" in text
    assert "6.0 MB of the file" in text
