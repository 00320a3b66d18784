"""Where a live screen asks for agreement: its words, its choices, boxes and what they speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mingjian.facts import Facts
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.facts.words import AGREE, AGREEMENT, AGREES, REFUSES, VAGUE
from mingjian.rules._shown import area, controls, screens_of, shown

NEAR = 1.5
"""Heights of a box within which words beside it are its own."""


def asking(facts: Facts) -> list[tuple[int, Screen]]:
    """The app's screens that ask for agreement: by their choices, or by a box beside the words."""
    return [
        (at, one)
        for at, one in shown(facts)
        if "consent" in one.kinds or any(True for _ in boxes(one, agreement))
    ]


def agreement(text: str) -> bool:
    """The words name a privacy policy or agreement."""
    return AGREEMENT.search(text) is not None


def asks(text: str) -> bool:
    """The words name such a document and the act of agreeing."""
    return agreement(text) and AGREE.search(text) is not None


def agreeing(one: Screen) -> int | None:
    """The control whose whole words agree."""
    return next((i for i, n in controls(one) if AGREES.match((n.text or n.description).strip())), None)


def refusing(one: Screen) -> int | None:
    """The control whose whole words refuse."""
    return next((i for i, n in controls(one) if REFUSES.match((n.text or n.description).strip())), None)


def vague(one: Screen) -> int | None:
    """A control that says 好的, 我知道了 and the like."""
    return next((i for i, n in controls(one) if VAGUE.match((n.text or n.description).strip())), None)


def boxes(one: Screen, told: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Boxes and switches whose own words `told` knows, or those on their line: box, words."""
    for at, node in controls(one):
        if node.checked is None:
            continue
        own = words(node)
        if own and told(own):
            yield at, at
            continue
        if node.text.strip():
            continue
        middle = node.y + node.h / 2
        beside = [
            (abs(other.y + other.h / 2 - middle), index)
            for index, other in controls(one)
            if index != at
            and other.checked is None
            and words(other)
            and abs(other.y + other.h / 2 - middle) <= NEAR * max(node.h, 1)
            and told(words(other))
        ]
        if beside:
            yield at, min(beside)[1]


def fresh(facts: Facts, at: int, index: int) -> bool:
    """The box was on when the screen was first shown: no touch on it came before."""
    screens = screens_of(facts)
    if at == 0:
        return True
    here, before = screens[at], screens[at - 1]
    node = area(here, index)
    same = [
        other
        for _, other in controls(before)
        if other.checked is not None
        and abs(other.y - node.y) < node.h + 1
        and abs(other.x - node.x) < node.w + 1
    ]
    return not same or all(other.checked for other in same)
