"""What the demonstration scans is what its sources give."""

from __future__ import annotations

import zipfile

from tools.demo_packages import FILES, built, policies


def test_packages_are_the_ones_built_from_their_sources() -> None:
    for name, app in built().items():
        with zipfile.ZipFile(FILES / f"{name}.apk") as one, zipfile.ZipFile(app.apk) as other:
            assert one.namelist() == other.namelist(), name
            assert all(one.read(part) == other.read(part) for part in one.namelist()), name


def test_policies_are_the_ones_their_edits_give() -> None:
    assert {name: (FILES / f"{name}.html").read_text(encoding="utf-8") for name in policies()} == policies()
