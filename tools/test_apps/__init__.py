"""Builds the test apps of tests/apps from their sources, the same bytes each time.

`build()` is what tests call; `python -m tools.test_apps build` is what people call. See tests/apps/README.md.
"""

from __future__ import annotations

from tools.test_apps.build import BuildError, BuiltApp, build
from tools.test_apps.case import APPS, Case, Expectation, cases

__all__ = ["APPS", "BuildError", "BuiltApp", "Case", "Expectation", "build", "cases"]
