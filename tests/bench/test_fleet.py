"""The projection of a fleet says what it says: from samples that follow a known law, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.fleet import APPS, Pair, Sample, lines, padded, projected
from mingjian.scan import examine
from tools.test_apps import BuiltApp

APP = ("m1_09_processing_rules/collect_before_consent/violates", "")
FIXED, DEX, COMPILED, OTHER = 70.0, 6.0, 40.0, 2.0
"""Milliseconds a package, a MB of dex, of compiled resources and of everything else."""


def _sample(name: str, dex_mb: float, compiled_mb: float, other_mb: float) -> Sample:
    packed, packed_compiled = dex_mb / 2.5, compiled_mb / 2
    cost = FIXED + DEX * dex_mb + COMPILED * compiled_mb + OTHER * other_mb
    return Sample(
        name, packed + packed_compiled + other_mb, dex_mb, packed, compiled_mb, packed_compiled, cost
    )


SAMPLES = [
    _sample("a", 5.0, 0.5, 1.0), _sample("b", 10.0, 2.0, 8.0),
    _sample("c", 20.0, 1.5, 5.0), _sample("d", 15.0, 1.0, 13.5),
]  # fmt: skip
PAIRS = [Pair(100.0, 196.0, 48.0), Pair(200.0, 296.0, 48.0)]


def _hours(milliseconds: float) -> float:
    return APPS * milliseconds / 1000 / 3600


def test_the_fleet_is_projected_from_the_fit() -> None:
    told = projected(SAMPLES, PAIRS)
    fit = [told[name] for name in ("fixed_ms", "dex_ms", "compiled_ms", "other_ms")]
    assert fit == pytest.approx([FIXED, DEX, COMPILED, OTHER])
    # 20 MB of packed dex and 2.5 MB of packed resources in 50 MB of packages; so 24 and 3 of 60 MB.
    assert told["hours"] == pytest.approx(_hours(FIXED + DEX * 60 + COMPILED * 6 + OTHER * 33))
    assert told["hours_all_dex"] == pytest.approx(_hours(FIXED + DEX * 150))
    # 15 MB of dex lie packed in 6 MB, beside an eighth of that of resources.
    assert told["hours_peer_dex"] == pytest.approx(_hours(FIXED + DEX * 15 + COMPILED * 1.5 + OTHER * 53.25))


def test_each_assumption_has_its_row() -> None:
    text = "\n".join(lines(projected(SAMPLES, PAIRS)))
    assert (
        f"| 15 MB of dex an app, as the bar's figure for androguard assumes | {_hours(326.5):,.0f} |" in text
    )
    assert f"| the samples' mix | {_hours(736):,.0f} |" in text
    assert "46 s an app" in text
    assert "6.0 MB of the file" in text
    assert "60 MB of dex and 6 MB of" in text


def test_a_padded_package_is_signed_and_judged_alike(
    built_apps: dict[tuple[str, str], BuiltApp], tmp_path: Path
) -> None:
    plain, more = (
        padded(Path(built_apps[APP].apk), megabytes, tmp_path / f"{megabytes}.apk") for megabytes in (0, 2)
    )
    assert 2_000_000 <= more.stat().st_size - plain.stat().st_size < 2_100_000
    told = [examine(str(path)) for path in (plain, more)]
    assert [one.facts.signature is not None and one.facts.signature.verified for one in told] == [True, True]
    assert [o.verdict for o in told[0].report.outcomes] == [o.verdict for o in told[1].report.outcomes]
