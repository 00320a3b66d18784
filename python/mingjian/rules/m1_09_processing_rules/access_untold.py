"""The policy does not say how a user sees the personal information held.

Clause: 26号-1.9.1 告知用户个人信息处理规则 (个人信息保护法 第十七条 第一款 第三项、第四十五条)
Needs: policy.
Violates: the policy was read whole, is one in Chinese, and names neither seeing nor copying one's personal
    information. Suspected: it names seeing it but gives no way.
Limits: only what the text says; whether the page shows all that is held wants a run. A copy alone is a way to
    see.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._rights import of_app, stated, untold

RULE = Rule(requirements=("26号-1.9.1",), severity="low", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None or any(right.channel for right in stated(policy, "copy")):
        return
    yield from untold(facts, policy, "access")
