"""Gives personal information to others that it calls only partners, affiliates or third parties.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy.
Violates: never; suspected where the text says that information is given to partners, affiliates or
    advertisers, and names neither one company, nor an SDK, nor a list that stands elsewhere (Personal
    Information Protection Law, article 23: the recipient's name is told).
Limits: processors who act on the operator's behalf need no name; a list at another address is not read here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes, whole

RULE = Rule(requirements=("26号-1.9.15",), severity="low", needs=("policy",), proves=False)
UNNAMED = frozenset({"affiliates", "partners", "advertisers"})
LEAST = 2
"""Sentences that give something away, before a text without any name is told of."""


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None or policy.sdks or policy.sdk_list_link is not None:
        return
    if any(one.kind == "named" for one in policy.recipients):
        return
    given = [one for one in policy.recipients if one.kind in UNNAMED and not one.negated]
    if len(given) >= LEAST:
        yield finding(
            f"个人信息的接收方只写“{given[0].name}”等，没有名称",
            f"Recipients are called only “{given[0].name}” and the like, none by name",
            key=("unnamed",),
            party=app(facts),
            verdict="suspected",
            evidence=[
                *quotes(facts, [one.quote for one in given[:3]]),
                missing(facts, "接收方名称", "any recipient's name"),
            ],
        )
