"""Where a layout asks for agreement: the check box or the words, and what they speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, LayoutFacts, View
from mingjian.facts.once import once
from mingjian.facts.words import AGREE, AGREEMENT

COMPOUND = (
    "CheckBox",
    "Switch",
    "SwitchCompat",
    "RadioButton",
    "CheckedTextView",
    "ToggleButton",
    "SwitchMaterial",
)

BODY_SHARE = 0.8
"""Agreement words are at least this share of the running text's size (26号-1.9.12, project choice)."""
RUNNING = 20
"""Characters from which words are running text, not a heading, label or button (project choice)."""
REFUSE_SHARE = 0.5
"""Refusing has at least this share of the size and contrast of agreeing (26号-1.9.14, project ratio)."""
ENOUGH_CONTRAST = 3.0
"""From here on words of refusing are clear, however clear agreeing is."""


def naming(facts: Facts) -> tuple[Layout, ...]:
    """Layouts some view of which names a policy or agreement document."""
    return () if facts.layout is None else _naming(facts.layout)


@once
def _naming(of: LayoutFacts) -> tuple[Layout, ...]:
    return tuple(layout for layout in of.layouts if any(map(speaks, layout.views)))


def boxed(facts: Facts) -> tuple[Layout, ...]:
    """Layouts with a box or switch."""
    return () if facts.layout is None else _boxed(facts.layout)


@once
def _boxed(of: LayoutFacts) -> tuple[Layout, ...]:
    return tuple(layout for layout in of.layouts if any(map(is_compound, layout.views)))


def control(layout: Layout, words: re.Pattern[str]) -> int | None:
    """The first control whose whole text is one of `words`."""
    for index, view in enumerate(layout.views):
        touchable = view.tag.endswith("Button") or view.clickable or view.on_click or view.id
        if touchable and view.text and view.visibility != "gone" and words.match(view.text):
            return index
    return None


def is_compound(view: View) -> bool:
    return view.tag.endswith(COMPOUND)


def speaks(view: View) -> bool:
    """Names a policy or agreement document."""
    text, description, hint = view.text, view.description, view.hint
    return bool((text and _names(text)) or (description and _names(description)) or (hint and _names(hint)))


@lru_cache(maxsize=2048)
def _names(text: str) -> bool:
    """A text names such a document; many rules ask of the same texts."""
    return AGREEMENT.search(text) is not None


def asks(view: View) -> bool:
    """Names a document and the act of agreeing."""
    return speaks(view) and bool(view.text and AGREE.search(view.text))


def boxes(layout: Layout) -> Iterator[tuple[int, View, int | None]]:
    """Check boxes for agreement: index, view, index of the neighbour whose words it takes (None: own)."""
    yield from choices(layout, speaks)


def choices(layout: Layout, told: Callable[[View], bool]) -> Iterator[tuple[int, View, int | None]]:
    """Boxes and switches whose own words `told` knows, or those beside one without words: as `boxes`."""
    for index, view in enumerate(layout.views):
        if not is_compound(view):
            continue
        if told(view):
            yield index, view, None
            continue
        if view.text and view.text.strip():
            continue
        beside = [i for i, v in enumerate(layout.views) if v.parent == view.parent and i != index and told(v)]
        nearest = min(beside, key=lambda i: abs(i - index), default=None)
        if nearest is not None:
            yield index, view, nearest
