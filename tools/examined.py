"""A built test app scanned as its case says: with the store page `listing.json` beside its app.toml, if any."""

from __future__ import annotations

from mingjian.scan import Examined, examine
from tools.test_apps import BuiltApp


def examined(app: BuiltApp) -> Examined:
    """The scan of a built app with everything its case brings."""
    listing = app.case.folder / "listing.json"
    return examine(str(app.apk), listing=str(listing) if listing.is_file() else None)
