"""Automatic renewal is ticked or chosen when the screen first shows it.

Clause: 26号-1.7.2 不得默认勾选
Needs: screen.
Violates: a box or switch whose own words, or those on its line, name automatic renewal is on, and no touch
    had put it on. Suspected: of several plans the one that renews is the one that is chosen.
Limits: choices drawn as pictures have no state in a view tree. A run that shows no such screen settles
    nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.facts.words import CANCEL, RENEWAL
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import seen, uncovered
from mingjian.rules._shown_consent import asks, boxes, fresh
from mingjian.rules._shown_paying import plans, renewing

RULE = Rule(requirements=("26号-1.7.2",), severity="high", needs=("screen",))


def check(facts: Facts) -> Judgement:
    screens = renewing(facts)
    if not screens:
        return uncovered(facts, "renewal")
    return [item for at, one in screens for item in (*_ticked(facts, at, one), *_chosen(facts, at, one))]


def _ticked(facts: Facts, at: int, one: Screen) -> Iterator[Finding]:
    for box, index in boxes(one, _renews):
        if (
            one.nodes[box].checked
            and fresh(facts, at, box)
            and not one.nodes[box].cls.endswith("RadioButton")
        ):
            said = words(one.nodes[index])
            yield finding(
                f"自动续费默认勾选：“{said[:40]}”",
                f"Automatic renewal is ticked by default: “{said[:60]}”",
                key=("ticked", one.nodes[box].id or said[:40]),
                party=app(facts),
                evidence=[seen(one, [box] if box == index else [box, index])],
            )


def _chosen(facts: Facts, at: int, one: Screen) -> Iterator[Finding]:
    offered = plans(one)
    chosen = [plan for plan in offered if plan.chosen]
    if at and facts.screen is not None and facts.screen.screens[at].tapped is not None:
        before = facts.screen.screens[at - 1]
        if "payment" in before.kinds:
            return  # a touch on this page may have chosen it
    if len(offered) > 1 and len(chosen) == 1 and chosen[0].renews:
        yield finding(
            f"默认选中自动续费套餐：“{chosen[0].words[:40]}”",
            f"The plan that renews is chosen by default: “{chosen[0].words[:60]}”",
            key=("chosen", chosen[0].words[:40]),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(one, [chosen[0].at])],
        )


def _renews(text: str) -> bool:
    """Speaks of renewal as something to take: neither a way out of it, nor the agreement's words."""
    return bool(RENEWAL.search(text)) and not CANCEL.search(text) and not asks(text)
