"""Reading the page is bound to the app.

Clause: 26号-1.2.8 无正当理由，不得将下载APP与阅读网页内容相绑定
Needs: web_page (scan-page).
Violates: the main text cannot be read to its end in the browser without downloading or opening the app,
    because it is folded or because a window that pushes the app cannot be closed. Suspected: a justification
    may have been recorded (门户、版权 and the like), which a person weighs.
    A visit that read the whole text here settles the question; no document is needed then.
Limits: as those of folded text; a reason is not looked for in the page's words.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_folds import fold_evidence, folded, told
from mingjian.rules._web_page import covered, of_overlay, publisher, pushing

RULE = Rule(
    requirements=("26号-1.2.8",), severity="medium", needs=("web_page",), prove_any=("web_page_browser",)
)
NO_TEXT_LEFT = 0.9
"""Share of the main text in view that lies under a window that leaves none to be read (project choice)."""
ASKS_ZH = "；有无正当理由须另附说明"
ASKS_EN = "; whether a justification is on record must be shown"


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for fold in folded(facts):
        zh, en = told(fold)
        yield finding(
            f"不打开应用就读不完正文{zh}{ASKS_ZH}",
            f"The text cannot be read to its end without the app{en}{ASKS_EN}",
            key=("bound", "fold"),
            party=publisher(facts),
            verdict="suspected",
            evidence=[fold_evidence(facts, fold)],
        )
    for overlay in pushing(facts):
        hides = overlay.covers_text > NO_TEXT_LEFT or overlay.scroll_locked
        if hides and overlay.close_works is False:
            yield finding(
                f"推荐应用的窗口关不掉，正文读不到{ASKS_ZH}",
                f"The window that pushes the app cannot be closed, the text not be read{ASKS_EN}",
                key=("bound", "window"),
                party=publisher(facts),
                verdict="suspected",
                evidence=[of_overlay(facts, overlay)],
            )
