"""The privacy policy makes personal information a condition of use for no more than experience, research,
recommendation or risk control.

Clause: 26号-1.8.2 不得仅以服务体验、产品研发、算法推荐、风险控制等为由
Needs: policy.
Violates: never by the text alone (whether the app really refuses is seen on a screen); suspected where every
    purpose told for a type is one of the four grounds, and the text says that the service as a whole
    cannot be used without it.
Limits: a purpose that names a function beside one of the four grounds is not charged, nor one for which only
    that function is lost.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._collected import named_en, named_zh, of_app
from mingjian.rules._finding import finding
from mingjian.rules._grounds import only_grounds
from mingjian.rules._policy import quotes, whole

RULE = Rule(requirements=("26号-1.8.2",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    if whole(facts) is None:
        return
    for kind, rows in of_app(facts).items():
        forced = [row for row in rows if row.refusal == "service"]
        told = [row for row in rows if row.purpose]
        if not forced or not told or not all(only_grounds(row.purpose) for row in told):
            continue
        ground = told[0].purpose[:40]
        yield finding(
            f"仅以“{ground}”为由要求提供{named_zh([kind])}，不提供即不能使用服务",
            f"Without {named_en([kind])} the service cannot be used, for no more than “{ground}”",
            key=("forced", kind),
            party=app(facts),
            verdict="suspected",
            personal_info=(kind,),
            evidence=quotes(facts, [forced[0].quote, *(row.purpose_quote for row in told[:3])]),
        )
