"""The window that asks for agreement drowns its point in text.

Clause: 26号-1.9.13 冗长文本等方式诱导用户同意个人信息处理规则
Needs: screen.
Violates: never; a window that asks for agreement holds more words than a full screen of 14 sp text can show:
    suspected. The notice names no number; one screen of key points is this project's choice.
Limits: text beyond the visible part of a scrolling list is not in the view tree and not counted.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import controls, seen, shown, uncovered

RULE = Rule(requirements=("26号-1.9.13",), severity="low", needs=("screen",))
TEXT_DP, LINE_DP = 14.0, 20.0
"""Running text of Android's default theme and its line, in dp."""
USUAL_DENSITY = 3.0
"""Where nobody said the density."""


def check(facts: Facts) -> Judgement:
    screens = [one for _, one in shown(facts, "consent")]
    if not screens:
        return uncovered(facts, "consent")
    return [
        finding(
            f"征求同意的窗口有 {letters} 字，超过一屏（约 {_room(one)} 字）",
            f"The window holds {letters} characters; a screen shows some {_room(one)}",
            key=("long",),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(one, [longest])],
        )
        for one in screens
        if (letters := sum(len(node.text) for _, node in controls(one))) > _room(one)
        for longest in [max(range(len(one.nodes)), key=lambda at: len(one.nodes[at].text))]
    ]


def _room(one: Screen) -> int:
    """Characters of a full screen."""
    density = one.density or USUAL_DENSITY
    return int(one.width_px / density / TEXT_DP * (one.height_px / density / LINE_DP))
