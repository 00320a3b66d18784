"""A false alarm, a promised gift or a false close control leads to a download.

Clause: 26号-1.1.13 欺骗误导用户下载安装
Needs: web_page (scan-page).
Violates: the page claims that this phone is infected, full or damaged, or that the reader has won something,
    and the control of the same block or short page delivers a package or opens a store; or a control that
    promises to close a window fetches a package.
Limits: pictures are not read; an article about alarms that offers no app in the same block is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.web_page.words import ALARM
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import at, covered, fetches, of_act, of_control, page, publisher

RULE = Rule(
    requirements=("26号-1.1.13",), severity="high", needs=("web_page",), prove_any=("web_page_browser",)
)
SHORT = 600
"""Characters of a page that is no more than its alarm and a control (project choice)."""


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen = page(facts)
    alarms = [said for said in seen.says if ALARM.search(said)]
    for offer in seen.offers:
        if offer.leads not in ("package", "store"):
            continue
        near = ALARM.search(offer.around)
        told = near[0] if near else alarms[0] if alarms and seen.text_characters < SHORT else ""
        if told:
            words = offer.control.text or offer.control.label
            yield finding(
                f"以“{told[:40]}”引导“{words[:20]}”下载",
                f"“{told[:40]}” leads by “{words[:20]}” to a download",
                key=("bait", told[:40]),
                party=publisher(facts),
                evidence=[at(facts, "", told), of_control(facts, offer.control)],
            )
    for act in seen.acts:
        if fetches(act) and (act.cause == "close" or (act.control and "close" in act.control.says)):
            yield finding(
                "关闭按钮实为下载",
                "What promises to close downloads",
                key=("false close",),
                party=publisher(facts),
                evidence=[of_act(facts, act)],
            )
