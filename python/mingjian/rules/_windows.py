"""Opening screens and pop-up windows among the layouts, and the close controls on them."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, View
from mingjian.facts.words import CLOSE_ID, CLOSE_TEXT
from mingjian.rules._texts import AD_PLACE, PART

LARGEST_CONTROL_DP = 96.0
"""A wider or higher view is a panel, not a close control (project choice)."""


def windows(facts: Facts) -> Iterator[Layout]:
    """Layouts that by their own name show an opening screen or a pop-up window."""
    for layout in facts.layout.layouts if facts.layout else ():
        if AD_PLACE.search(layout.name) and not PART.search(layout.name) and len(layout.views) > 1:
            yield layout


def is_close(view: View) -> bool:
    """A control that by text, description or id closes or skips."""
    told = any(text and CLOSE_TEXT.match(text) for text in (view.text, view.description))
    return told or bool(view.id and CLOSE_ID.search(view.id.rpartition("/")[2]))


def size_dp(length: str, least: float | None) -> float | None:
    """A fixed side in dp, never under its minimum; None for wrap and match."""
    try:
        return max(float(length), least or 0.0)
    except ValueError:
        return None


def fills(view: View) -> bool:
    """As large as its parent both ways."""
    return view.width == "match" and view.height == "match"
