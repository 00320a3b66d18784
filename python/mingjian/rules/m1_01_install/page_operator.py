"""The page that delivers an app does not show who develops or operates it.

Clause: 26号-1.1.1 真实、准确、完整地明示开发运营者
Needs: web_page (scan-page).
Violates: a page that hands out a package shows no operator, shows it where nobody can read it, only behind a
    link (TH-83), or farther down than two screens (TH-82). The recommending page is the whole
    evidence here: a store's listing is wanted only where a store delivers.
Limits: whether the name is true is a matter of registration; an operator shown in a picture is not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._web_page import disclosure
from mingjian.rules._web_place import misplaced

RULE = Rule(
    requirements=("26号-1.1.1",), severity="medium", needs=("web_page",), prove_any=("web_page_browser",)
)


def check(facts: Facts) -> Judgement:
    return disclosure(facts, _found)


def _found(facts: Facts) -> Iterator[Finding]:
    yield from misplaced(facts, "operator", "开发运营者", "the operator")
