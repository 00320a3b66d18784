"""A finding survives what builds and authors do to code; a gate in front of it silences it."""

from __future__ import annotations

import pytest

from tests.judging import complaints
from tools.examined import examined
from tools.test_apps import BuiltApp, cases
from tools.test_apps.build import sampled

VARIANTS = [
    (case.name, variant) for case in cases() for variant in case.variants if sampled(case.name, variant)
]


@pytest.mark.parametrize(("name", "variant"), VARIANTS, ids=[f"{n}.{v}" for n, v in VARIANTS])
def test_variant_is_judged_as_it_should(
    name: str, variant: str, built_variants: dict[tuple[str, str], BuiltApp]
) -> None:
    app = built_variants[name, variant]
    assert list(complaints(app, examined(app).report)) == []


def test_each_kind_of_variant_is_there() -> None:
    assert {variant for _, variant in VARIANTS} == {"minified", "deep", "reflected", "sdk", "gated"}
