"""An information window reacts to a movement and does not say what will happen.

Clause: 26号-1.4.9 诱导用户操作 (T/TAF 078.7-2022 第8章 d))
Needs: screen.
Violates: an opening or pop-up information window names a movement (摇一摇, 扭一扭 …), and neither the same
    words nor those just beside them tell the result (跳转, 打开, 查看 …).
Limits: a window that reacts to a movement and says nothing at all is seen only beside a trace of the sensors.
    Animations are not read. A run that shows no such window settles nothing.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._says import SHAKE, SHAKE_RESULT
from mingjian.rules._shown import controls, finds, seen, shown, uncovered

RULE = Rule(requirements=("26号-1.4.9",), severity="medium", needs=("screen",))
THRESHOLD = "TH-33"
BESIDE = 0.06
"""Of the screen's height: words this close above or below belong together (project choice)."""


def check(facts: Facts) -> Judgement:
    named = [(one, at) for _, one in shown(facts, "splash", "popup") for at, _ in finds(one, SHAKE)]
    if not named:
        return uncovered(facts, "motion")
    told = [(one, at) for one, at in named if _result(one, at)]
    return [
        finding(
            f"只提示动作，未说明触发后的结果：“{words(one.nodes[at])[:24]}”",
            f"It names the movement and not what it leads to: “{words(one.nodes[at])[:40]}”",
            key=("motion", one.activity, words(one.nodes[at])[:24]),
            party=app(facts),
            threshold=THRESHOLD,
            evidence=[seen(one, [at])],
        )
        for one, at in named
        if not any(one is other for other, _ in told)
    ]


def _result(one: Screen, at: int) -> bool:
    """The words themselves, or words just above or below them, tell what follows."""
    node = one.nodes[at]
    if SHAKE_RESULT.search(words(node)):
        return True
    reach = BESIDE * one.height_px
    return any(
        SHAKE_RESULT.search(words(other))
        and not other.clickable
        and node.y - reach <= other.y + other.h
        and other.y <= node.y + node.h + reach
        for index, other in controls(one)
        if index != at
    )
