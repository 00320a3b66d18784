"""Where a layout asks for agreement: the check box or the words, and what they speak of."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts.layout import Layout, View
from mingjian.rules._texts import AGREE, AGREEMENT

COMPOUND = (
    "CheckBox",
    "Switch",
    "SwitchCompat",
    "RadioButton",
    "CheckedTextView",
    "ToggleButton",
    "SwitchMaterial",
)


def is_compound(view: View) -> bool:
    return view.tag.endswith(COMPOUND)


def speaks(view: View) -> bool:
    """Names a policy or agreement document."""
    return any(text and AGREEMENT.search(text) for text in (view.text, view.description, view.hint))


def asks(view: View) -> bool:
    """Names a document and the act of agreeing."""
    return speaks(view) and bool(view.text and AGREE.search(view.text))


def boxes(layout: Layout) -> Iterator[tuple[int, View, int | None]]:
    """Check boxes for agreement: index, view, index of the neighbour whose words it takes (None: own)."""
    for index, view in enumerate(layout.views):
        if not is_compound(view):
            continue
        if speaks(view):
            yield index, view, None
            continue
        if view.text and view.text.strip():
            continue
        beside = [
            i for i, v in enumerate(layout.views) if v.parent == view.parent and i != index and speaks(v)
        ]
        nearest = min(beside, key=lambda i: abs(i - index), default=None)
        if nearest is not None:
            yield index, view, nearest
