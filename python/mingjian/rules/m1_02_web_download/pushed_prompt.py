"""A window nobody asked for pushes the app and stops the reading.

Clause: 26号-1.2.4 主动弹窗
Needs: web_page (scan-page).
Violates: a window that came by itself urges to download or open an app and covers more than three tenths of
    the screen or keeps the page from scrolling; or a dialog of the browser does. A thin bar or a card that
    leaves the text free is none; nor is a window about cookies, age, login or a newsletter.
Limits: what a window is about is told by its words; pictures are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.web_page.words import pushes
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import (
    CAUSE,
    covered,
    in_the_way,
    of_act,
    of_overlay,
    page,
    publisher,
    pushing,
)

RULE = Rule(requirements=("26号-1.2.4",), severity="medium", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for overlay in pushing(facts):
        if in_the_way(overlay):
            zh, en = CAUSE[overlay.cause]
            yield finding(
                f"用户{zh}网页主动弹窗推荐应用：“{overlay.text[:40]}”",
                f"A window that nobody asked for pushes an app {en}: “{overlay.text[:40]}”",
                key=("prompt", overlay.text[:40]),
                party=publisher(facts),
                evidence=[of_overlay(facts, overlay)],
            )
    for act in page(facts).acts:
        if act.kind == "dialog" and act.cause != "control" and pushes(act.target):
            yield finding(
                f"网页以对话框推荐应用：“{act.target[:40]}”",
                f"A dialog pushes an app: “{act.target[:40]}”",
                key=("dialog", act.target[:40]),
                party=publisher(facts),
                evidence=[of_act(facts, act)],
            )
