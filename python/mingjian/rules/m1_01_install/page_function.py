"""The page that delivers an app does not say what it does.

Clause: 26号-1.1.2 产品功能
Needs: web_page (scan-page).
Violates: a page that hands out a package shows no description of the app's functions, hides it, or holds a
    placeholder in its place. The recommending page is the whole evidence here.
Limits: whether the description is true is told by running the app.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._listing_page import PLACEHOLDER
from mingjian.rules._web_page import disclosure, element, place, publisher, unseen

RULE = Rule(
    requirements=("26号-1.1.2",), severity="medium", needs=("web_page",), prove_any=("web_page_browser",)
)


def check(facts: Facts) -> Judgement:
    return disclosure(facts, _found)


def _found(facts: Facts) -> Iterator[Finding]:
    one = element(facts, "functions")
    if one is None:
        return
    empty = PLACEHOLDER.fullmatch(one.text.strip()) is not None
    if unseen(one) or empty:
        said = f"只有“{one.text.strip()[:20]}”" if empty else "未展示"
        yield finding(
            f"下载页的产品功能{said}",
            "The download page does not say what the app does",
            key=("functions", one.state),
            party=publisher(facts),
            evidence=[place(facts, one)],
        )
