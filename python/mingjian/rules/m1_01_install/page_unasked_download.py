"""A page fetches an app's package before anyone confirmed it.

Clause: 26号-1.1.8 经用户确认同意后方可下载安装; 26号-1.1.11 “静默下载”
Needs: web_page (scan-page).
Violates: a package is fetched with no touch: on loading, watching, scrolling, going back or coming back.
    The recommending page is where this happens: a settled visit answers the question for it.
Limits: what an app already installed does with the address is told by a run of that app.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import CAUSE, covered, fetches, of_act, page, publisher, unasked

RULE = Rule(
    requirements=("26号-1.1.8", "26号-1.1.11"),
    severity="high",
    needs=("web_page",),
    prove_any=("web_page_browser",),
)


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for act in page(facts).acts:
        if fetches(act) and unasked(act):
            zh, en = CAUSE[act.cause]
            where_zh, where_en = ("以隐藏的框架", " through a frame nobody sees") if act.hidden else ("", "")
            yield finding(
                f"未经用户确认，{zh}{where_zh}下载安装包",
                f"A package is fetched {en}{where_en}, which no one confirmed",
                key=("unasked", act.cause),
                party=publisher(facts),
                evidence=[of_act(facts, act)],
            )
