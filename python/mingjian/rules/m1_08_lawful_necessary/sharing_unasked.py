"""The policy lets the operator hand personal information to others without asking.

Clause: 26号-1.8.3 强制要求用户同意超范围 (个人信息保护法 第二十三条)
Needs: policy.
Violates: never; suspected where a sentence says that personal information is shared with, transferred or
    disclosed to partners, affiliates or anyone without asking consent, or that the operator may do so as it
    likes.
Limits: the cases in which the law needs no consent (第十三条) and anonymous information are left out. Whether
    it is done wants a run or the records.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quoted
from mingjian.rules._rights import of_app

RULE = Rule(requirements=("26号-1.8.3",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    for term in policy.unfair if policy else ():
        if term.kind == "forced_sharing":
            yield finding(
                f"声明无需用户同意即向他人提供个人信息：“{term.words[:60]}”",
                f"Says that personal information goes to others without asking: “{term.words[:60]}”",
                key=("unasked", term.words[:60]),
                party=app(facts),
                verdict="suspected",
                evidence=[quoted(facts, term.quote)],
            )
