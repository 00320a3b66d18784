"""Says that personal information goes abroad, and not to whom, on what terms or with whose consent.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy.
Violates: never; suspected where the text states that information is stored or sent abroad, and no sentence on
    it tells the recipient, an assessment, or that separate consent is asked first (Personal Information
    Protection Law, articles 38 and 39).
Limits: what it says it does not do, or would do if it came to that, is no sending; whether data leave the
    country is not seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes, whole

RULE = Rule(requirements=("26号-1.9.15",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    abroad = [one for one in policy.transfers if one.abroad and not one.negated]
    sent = [one for one in abroad if not one.hypothetical]
    if sent and not any(one.conditions for one in abroad):
        yield finding(
            f"个人信息传至{sent[0].place}，未写明接收方、单独同意或安全评估",
            f"Information goes to {sent[0].place}; no recipient, separate consent or assessment is told",
            key=("abroad", sent[0].place),
            party=app(facts),
            verdict="suspected",
            evidence=[
                *quotes(facts, [one.quote for one in sent[:3]]),
                missing(
                    facts, "境外接收方、单独同意、评估", "recipient abroad, separate consent, assessment"
                ),
            ],
        )
