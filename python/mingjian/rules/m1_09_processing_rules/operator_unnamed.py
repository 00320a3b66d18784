"""The privacy policy does not say who processes the personal information.

Clause: 26号-1.9.1 告知用户个人信息处理规则 (个人信息保护法 第十七条: 个人信息处理者的名称或者姓名)
Needs: policy.
Violates: never by itself; suspected where no company, institution or person is named as the one that speaks:
    no …公司（以下简称“我们”）, 由 … 运营, 个人信息处理者：…, no signature.
Limits: a name without a legal form (a group's, a brand's) is not one that can be held to account and is not
    counted; a person's name is not told from other words, so that a policy of a natural person is suspected.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, whole

RULE = Rule(requirements=("26号-1.9.1",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None or policy.operators:
        return
    yield finding(
        "隐私政策未写明个人信息处理者（运营者）的名称",
        "The privacy policy does not name the processor (operator)",
        key=("operator",),
        party=app(facts),
        verdict="suspected",
        evidence=[missing(facts, "运营者名称", "the operator's name")],
    )
