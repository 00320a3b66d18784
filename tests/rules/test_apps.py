"""Every test app, built from its sources, is judged as its app.toml says; every twin is clean."""

from __future__ import annotations

import pytest

from tests.judging import complaints
from tools.examined import examined
from tools.test_apps import BuiltApp, cases

NAMES = [case.name for case in cases()]


@pytest.mark.parametrize("name", NAMES)
def test_app_is_judged_as_it_should(name: str, built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    app = built_apps[name, ""]
    report = examined(app).report
    assert list(complaints(app, report)) == []
