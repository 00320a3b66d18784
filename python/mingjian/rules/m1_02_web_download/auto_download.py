"""A page starts to download an app by itself.

Clause: 26号-1.2.1 不得自动或强制下载APP
Needs: web_page (scan-page).
Violates: while the page loads, is watched untouched, read by scrolling, left by the back key or come back to,
    it fetches an app's package: by script, redirect, refresh, hidden frame or a file it makes itself.
Limits: the page is watched for the time of the project's own choice (TH-P05); a download that comes later, or
    only for some addresses or phones, is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import CAUSE, covered, fetches, of_act, page, publisher, unasked

RULE = Rule(requirements=("26号-1.2.1",), severity="high", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for act in page(facts).acts:
        if fetches(act) and unasked(act):
            zh, en = CAUSE[act.cause]
            yield finding(
                f"网页在用户{zh}自动下载安装包",
                f"The page downloads a package {en}",
                key=("auto-download", act.cause),
                party=publisher(facts),
                threshold="TH-P05" if act.cause == "none" else None,
                evidence=[of_act(facts, act)],
            )
