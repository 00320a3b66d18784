"""The words of agreement, or of the rules themselves, are too pale to read well.

Clause: 26号-1.9.3 清晰 (TC260-PG-20202A 1.4)
Needs: screen.
Violates: never; running words of a screen that asks for agreement, or of a page with the rules, have less
    contrast than 4.5:1 in the screenshot: suspected. The guide forbids pale words and names no number; 4.5:1
    (WCAG 2.2 AA) is this project's choice.
Limits: words over a picture have no ratio; pages the run did not open are not seen. Without a screenshot the
    answer is undetermined.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen.kinds import words
from mingjian.rules import Judgement, Rule
from mingjian.rules._agreement import RUNNING
from mingjian.rules._finding import cite, finding
from mingjian.rules._shown import controls, seen, shown, told, uncovered
from mingjian.rules._shown_consent import agreement, asking

RULE = Rule(requirements=("26号-1.9.3",), severity="low", needs=("screen",))
THRESHOLD = "TH-P02"
A_PAGE = 300
"""Characters from which a screen that names the policy is a page of it."""


def check(facts: Facts) -> Judgement:
    asked = asking(facts)
    pages = [one for _, one in shown(facts) if agreement(told(one)) and len(told(one)) >= A_PAGE]
    screens = [*(one for _, one in asked), *pages]
    if not screens:
        return uncovered(facts, "consent")
    running = [
        (one, at, node)
        for one in screens
        for at, node in controls(one)
        if len(words(node)) >= RUNNING and node.contrast is not None
    ]
    if not running:
        return uncovered(facts, "picture")
    least = float(cite(THRESHOLD).value)
    return [
        finding(
            f"规则文字与背景对比度仅 {node.contrast:.1f}:1：“{words(node)[:40]}”",
            f"The words of the rules have a contrast of only {node.contrast:.1f}:1: “{words(node)[:60]}”",
            key=("pale", node.id or words(node)[:40]),
            party=app(facts),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[seen(one, [at])],
        )
        for one, at, node in running
        if node.contrast is not None and node.contrast < least
    ]
