"""The policy keeps the last word for the operator, or gives away the user's claims beforehand.

Clause: 26号-1.5.5 未经明示，不得在提供产品服务过程中擅自添加限制性条件
Needs: policy.
Violates: never; suspected where a sentence of the policy keeps final interpretation (最终解释权) for the
    operator, frees it of all liability beyond what the law allows, or has the user give up claims
    beforehand: terms under which restrictions can be added and not be contested (消费者权益保护法
    第二十六条).
Limits: liability for third parties, for the user's own fault and for events nobody controls is lawfully
    limited and left out. Whether a term was used against a user is not in the text.
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

RULE = Rule(requirements=("26号-1.5.5",), severity="low", needs=("policy",), proves=False)
KINDS = {
    "final_say": ("保留最终解释权", "Keeps the last word on what the terms mean"),
    "liability_waived": ("概括免除自身责任", "Waives its own liability wholesale"),
    "right_waived": ("要求用户放弃权利", "Has the user give up rights"),
}


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    for term in policy.unfair if policy else ():
        if term.kind in KINDS:
            zh, en = KINDS[term.kind]
            yield finding(
                f"{zh}：“{term.words[:60]}”",
                f"{en}: “{term.words[:60]}”",
                key=(term.kind, term.words[:60]),
                party=app(facts),
                verdict="suspected",
                evidence=[quoted(facts, term.quote)],
            )
