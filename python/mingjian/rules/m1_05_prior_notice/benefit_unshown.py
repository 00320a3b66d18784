"""A membership is sold on a screen that names nothing one gets for it.

Clause: 26号-1.5.1 清晰明示产品功能权益
Needs: screen.
Violates: never; a screen sells a membership (会员, VIP …), its words were all read, and besides prices,
    periods, headings, agreements and buttons nothing names a function or benefit: suspected.
Limits: benefits named on a page before, or further down a page that scrolls, and whether they are delivered,
    are not seen. A run that shows no such screen settles nothing.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._paying import BENEFIT, HEADING, MEMBER
from mingjian.rules._shown import controls, first, seen, uncovered, unread
from mingjian.rules._shown_paying import selling

RULE = Rule(requirements=("26号-1.5.1",), severity="medium", needs=("screen",))
LARGE = 0.25
"""Of the screen: a picture that may hold words nobody read."""


def check(facts: Facts) -> Judgement:
    screens = [one for _, one in selling(facts) if first(one, MEMBER) is not None]
    if not screens or unread(screens):
        return uncovered(facts, "payment")
    return [
        finding(
            "会员购买界面没有写明任何功能或权益",
            "A membership is sold on a screen that names no function or benefit",
            key=("benefit", one.activity),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(one)],
        )
        for one in screens
        if not _tells(one)
    ]


def _tells(one: Screen) -> bool:
    if any(node.scrollable for _, node in controls(one)):
        return True
    return any(
        (BENEFIT.search(words(node)) and not HEADING.match(words(node)) and not node.clickable)
        or (not words(node) and not one.picture_read and "Image" in node.cls
            and node.w * node.h >= LARGE * one.width_px * one.height_px)
        for _, node in controls(one)
    )  # fmt: skip
