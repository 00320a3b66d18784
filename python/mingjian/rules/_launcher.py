"""Launcher entries: what stands on the user's home screen for this app."""

from __future__ import annotations

from mingjian.facts.manifest import Component, ManifestFacts
from mingjian.facts.once import once

MAIN = "android.intent.action.MAIN"
LAUNCHER = frozenset({"android.intent.category.LAUNCHER", "android.intent.category.LEANBACK_LAUNCHER"})


def is_launcher(component: Component) -> bool:
    """An activity or alias that a launcher lists, enabled or not."""
    return component.kind in ("activity", "activity-alias") and any(
        MAIN in filter_.actions and LAUNCHER & set(filter_.categories) for filter_ in component.filters
    )


@once
def launchers(manifest: ManifestFacts) -> tuple[Component, ...]:
    """Enabled launcher entries."""
    return tuple(c for c in manifest.components if c.enabled and is_launcher(c))


def labels(manifest: ManifestFacts) -> tuple[str, ...]:
    """Every name under which the app stands on a home screen."""
    own = (manifest.label, *(label.text for label in manifest.labels))
    entries = (entry.label for entry in launchers(manifest))
    return tuple(dict.fromkeys(label for label in (*own, *entries) if label))
