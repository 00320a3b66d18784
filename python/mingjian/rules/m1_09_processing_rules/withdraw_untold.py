"""The policy does not say how consent is withdrawn.

Clause: 关联-2 撤回同意 (个人信息保护法 第十五条; 认定方法 三.8)
Needs: policy.
Violates: the policy was read whole, is one in Chinese, and nowhere names withdrawing or narrowing consent.
    Suspected: it names it but gives no way to do it.
Limits: that collection stops after withdrawal wants a run. Turning permissions off in the system's settings
    counts as a way: it withdraws the consent to what they guard.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._rights import of_app, untold

RULE = Rule(requirements=("关联-2",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is not None:
        yield from untold(facts, policy, "withdraw")
