"""A built test app scanned as its case says: against the version before it, or with its store page.

`listing.json` beside the app.toml is the page. `earlier = "passes"` in the app.toml names the case beside it
that is the version before, of the same package.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from mingjian.scan import Examined, examine
from tools.test_apps import BuiltApp


def examined(app: BuiltApp) -> Examined:
    """The scan of a built app, with what its folder gives beside it."""
    page = app.case.folder / "listing.json"
    earlier = earlier_of(app)
    return examine(
        str(app.apk),
        against=None if earlier is None else str(earlier),
        listing=str(page) if page.is_file() else None,
    )


def earlier_of(app: BuiltApp) -> Path | None:
    """The built package of the version before; None for an app that stands alone."""
    table = tomllib.loads((app.case.folder / "app.toml").read_text(encoding="utf-8"))
    name = table.get("earlier")
    return None if name is None else app.apk.parent / f"{name}.apk"
