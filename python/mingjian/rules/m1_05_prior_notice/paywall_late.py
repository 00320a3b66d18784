"""The user learns that a function costs money only after doing the work for it.

Clause: 26号-1.5.3 存在开通会员、收费等附加条件的，应当显著提示
Needs: screen.
Violates: never; a button that finishes something (保存, 导出, 生成 …) was touched, the next screen sells, and
    no words on the screen of the button, nor on those of the three touches before it, spoke of a membership
    or of money: suspected, a person reads what the work was.
Limits: marks of membership drawn as pictures are seen with the extra ocr alone. A run that shows no screen
    that sells settles nothing.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen.kinds import words
from mingjian.facts.words import COST
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import screens_of, seen, tapped_on, told, uncovered, unread
from mingjian.rules._shown_paying import selling

RULE = Rule(requirements=("26号-1.5.3",), severity="medium", needs=("screen",))
FINISHES = late(
    r"^\s*(立即|开始|一键|马上)?(保存|导出|生成|下载|提交|完成|发送|打印|分享|应用|查看(结果|报告|全文)?|save|export|finish|done)"
    r"[\w\u4e00-\u9fff]{0,6}\s*$",
    re.IGNORECASE,
)
"""A button that finishes a piece of work."""
MEMBER = late(r"(会员|\bs?vip\b|付费|收费|\bpro\b|premium|试用)", re.IGNORECASE)
BEFORE = 4
"""Screens looked back at: the button's own and three touches before."""


def check(facts: Facts) -> Judgement:
    screens = screens_of(facts)
    sold = selling(facts)
    if not sold:
        return uncovered(facts, "payment")
    found: list[Finding] = []
    for at, one in sold:
        button = tapped_on(facts, at - 1) if at else None
        if button is None or not FINISHES.match(words(button)):
            continue
        way = [screen for screen in screens[max(0, at - BEFORE) : at] if "app" in screen.kinds]
        if unread(way):
            return uncovered(facts, "payment")
        if not any(MEMBER.search(told(screen)) or COST.search(told(screen)) for screen in way):
            found.append(
                finding(
                    f"点击“{words(button)[:12]}”后才提示收费",
                    f"Only after “{words(button)[:24]}” is it told that money is asked",
                    key=("late", words(button)[:24]),
                    party=app(facts),
                    verdict="suspected",
                    evidence=[seen(screens[at - 1]), seen(one)],
                )
            )
    return found
