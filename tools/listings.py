"""The store's page of a test app: `listing.json` beside its app.toml, given to the scan with the package."""

from __future__ import annotations

from tools.test_apps import BuiltApp


def listing(app: BuiltApp) -> str | None:
    """The path of the page that goes with a built app, None where the case has none."""
    path = app.case.folder / "listing.json"
    return str(path) if path.is_file() else None
