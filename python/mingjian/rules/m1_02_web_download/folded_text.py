"""The text is folded, and only the app unfolds it.

Clause: 26号-1.2.3 折叠显示
Needs: web_page (scan-page).
Violates: part of the main text is cut off or left out, and what promises the rest downloads or opens an app,
    or asks to; there is no way to read it here. A text that is paid for or wants a login, here as in the app,
    is folded for that reason and is none.
Limits: main text is the longest run of prose on the page; what a later page of an article holds is not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_folds import fold_evidence, folded, told
from mingjian.rules._web_page import covered, publisher

RULE = Rule(requirements=("26号-1.2.3",), severity="medium", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for fold in folded(facts):
        zh, en = told(fold)
        yield finding(
            f"正文被折叠{zh}，只有应用能展开",
            f"The text is folded{en}, and only the app unfolds it",
            key=("folded", fold.unfolds),
            party=publisher(facts),
            evidence=[fold_evidence(facts, fold)],
        )
