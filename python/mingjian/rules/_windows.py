"""Opening screens and pop-up windows among the layouts, and the close controls on them."""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, LayoutFacts, View
from mingjian.facts.once import once
from mingjian.facts.words import CLOSE_ID, CLOSE_TEXT
from mingjian.rules._texts import AD_PLACE, PART

CLOSE_CONTRAST = 3.0
"""Less is pale: a close mark is large, TH-P02 is for running text (project choice)."""
LARGEST_CONTROL_DP = 96.0
"""A wider or higher view is a panel, not a close control (project choice)."""


def windows(facts: Facts) -> tuple[Layout, ...]:
    """Layouts that by their own name show an opening screen or a pop-up window."""
    return () if facts.layout is None else _windows(facts.layout)


@once
def _windows(of: LayoutFacts) -> tuple[Layout, ...]:
    return tuple(
        layout
        for layout in of.layouts
        if AD_PLACE.search(layout.name) and not PART.search(layout.name) and len(layout.views) > 1
    )


def is_close(view: View) -> bool:
    """A control that by text, description or id closes or skips."""
    return closes(view.text, view.description, view.id)


def closes(text: str | None, description: str | None, id_: str | None) -> bool:
    """A control's words or id say that it closes or skips, in a layout or on a live screen."""
    told = any(words and CLOSE_TEXT.match(words) for words in (text, description))
    return told or bool(id_ and CLOSE_ID.search(id_.rpartition("/")[2]))


def size_dp(length: str, least: float | None) -> float | None:
    """A fixed side in dp, never under its minimum; None for wrap and match."""
    try:
        return max(float(length), least or 0.0)
    except ValueError:
        return None


def fills(view: View) -> bool:
    """As large as its parent both ways."""
    return view.width == "match" and view.height == "match"
