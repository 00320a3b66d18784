"""Live screens that sell: their plans, prices and the button that pays."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.screen import Node, Screen
from mingjian.facts.screen.kinds import words
from mingjian.facts.words import CANCEL, COST, PRICE, RENEWAL
from mingjian.rules._shown import controls, shown

LARGEST_PLAN = 0.6
"""Share of the screen's height: a larger view holds plans and is none."""


class Plan(Struct, frozen=True, kw_only=True):
    """Something that can be chosen and has a price."""

    at: int
    words: str
    renews: bool
    chosen: bool


def selling(facts: Facts) -> list[tuple[int, Screen]]:
    """The app's screens that sell."""
    return shown(facts, "payment")


def renewing(facts: Facts) -> list[tuple[int, Screen]]:
    """Those that sell automatic renewal: some words offer it that are no way out of it."""
    return [
        (at, one)
        for at, one in selling(facts)
        if any(speaks_of_renewal(words(node)) for _, node in controls(one) if words(node))
    ]


def speaks_of_renewal(text: str) -> bool:
    """The words name automatic renewal and not only how to end it."""
    return RENEWAL.search(text) is not None and RENEWAL.search(CANCEL.sub("", text)) is not None


def plans(one: Screen) -> list[Plan]:
    """Plans: the smallest touchable views whose words, with those inside them, name a price and are no button
    that pays."""
    found: list[Plan] = []
    for at, node in controls(one):
        if (
            not (node.clickable or node.checked is not None or node.selected)
            or node.h > LARGEST_PLAN * one.height_px
        ):
            continue
        inside = [other for _, other in _within(one, at)]
        said = " ".join(words(other) for other in inside if words(other))
        if not PRICE.search(said) or (
            COST.search(node.text) and node.cls.endswith("Button") and node.checked is None
        ):
            continue
        chosen = any(other.selected or other.checked is True for other in inside)
        found.append(Plan(at=at, words=said, renews=RENEWAL.search(said) is not None, chosen=chosen))
    return [
        plan
        for plan in found
        if not any(_holds(one, plan.at, other.at) for other in found if other is not plan)
    ]


def paying(one: Screen) -> int | None:
    """The button that pays."""
    pays = [
        at for at, node in controls(one) if node.clickable and len(node.text) <= 24 and COST.search(node.text)
    ]
    return max(pays, key=lambda at: (one.nodes[at].cls.endswith("Button"), one.nodes[at].y), default=None)


def _within(one: Screen, at: int) -> Iterator[tuple[int, Node]]:
    for index, node in controls(one):
        if index == at or _holds(one, at, index):
            yield index, node


def _holds(one: Screen, outer: int, inner: int) -> bool:
    while inner >= 0:
        inner = one.nodes[inner].parent
        if inner == outer:
            return True
    return False
