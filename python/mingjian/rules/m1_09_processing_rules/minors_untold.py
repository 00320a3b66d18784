"""The policy lets children under 14 use the app without their guardian's consent.

Clause: 26号-1.9.6 突出显示敏感个人信息的处理目的 (个人信息保护法 第二十八条、第三十一条: 不满十四周岁)
Needs: policy.
Violates: the policy speaks of children under 14 as users and nowhere of a parent's or guardian's consent.
    Suspected: it says nothing of minors at all; or it takes information of children under 14 with consent but
    neither has nor links rules of their own for them, which 第三十一条 asks for.
Limits: an app that turns children away owes no rules for them. Whether consent is asked in the app, and
    whether a linked document exists, wants a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._policy import missing, quotes
from mingjian.rules._rights import of_app

RULE = Rule(requirements=("26号-1.9.6",), severity="medium", needs=("policy",), proves=False)
THRESHOLD = "TH-70"
MOST_SHOWN = 2


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None:
        return
    line = int(cite(THRESHOLD).value)
    minors = policy.minors
    if not minors:
        yield finding(
            "隐私政策未提及未成年人",
            "The policy says nothing of minors",
            key=("nothing",),
            party=app(facts),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[missing(facts, "未成年人、儿童、监护人", "minors, children, guardians")],
        )
        return
    if any(one.not_for_minors for one in minors):
        return
    children = [one for one in minors if line in one.ages]
    if children and not any(one.guardian_consent for one in minors):
        yield finding(
            f"涉及不满 {line} 周岁儿童，未说明须经监护人同意",
            f"Speaks of children under {line} but not of their guardian's consent",
            key=("consent",),
            party=app(facts),
            threshold=THRESHOLD,
            evidence=quotes(facts, [one.quote for one in children[:MOST_SHOWN]]),
        )
    elif children and not any(one.own_rules for one in minors):
        yield finding(
            f"处理不满 {line} 周岁儿童的个人信息，未见专门的处理规则",
            f"Processes information of children under {line} without rules of their own",
            key=("rules",),
            party=app(facts),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=quotes(facts, [one.quote for one in children[:MOST_SHOWN]]),
        )
