"""Touching the close control of an information window opens something else.

Clause: 26号-1.4.4 清晰有效的关闭按钮 (互联网广告管理办法 第十条: 关闭标志虚假)
Needs: screen.
Violates: a control that by its words, description or id closes or skips was touched, and the next screen is
    another app's, a shop's or a browser's.
Limits: a page of the advertisement inside the app itself is not told from the app's own pages. Without a
    touch on a close control in the run, silence settles nothing.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import closers, following, left, seen, shown, uncovered, was_tapped

RULE = Rule(requirements=("26号-1.4.4",), severity="high", needs=("screen",))
THRESHOLD = "TH-12"


def check(facts: Facts) -> Judgement:
    windows = shown(facts, "splash", "popup")
    tried = [(at, one) for at, one in windows if was_tapped(facts, at, closers(one))]
    if not tried:
        return uncovered(facts, *(() if windows else ("window",)), "close_tap")
    return [
        finding(
            f"点击关闭控件跳转到其他应用：{then.package}",
            f"Touching the close control opens another app: {then.package}",
            key=("leads", one.activity, then.package),
            party=app(facts),
            threshold=THRESHOLD,
            evidence=[seen(one, closers(one)[:1]), seen(then)],
        )
        for at, one in tried
        if (then := following(facts, at)) is not None and left(then)
    ]
