"""The policy does not say how personal information is corrected, deleted or the account closed.

Clause: 关联-6 更正、删除、注销功能 (个人信息保护法 第十七条、第四十六条、第四十七条; 认定方法 六.1)
Needs: policy.
Violates: the policy was read whole, is one in Chinese, and nowhere names one of correcting, deleting and,
    where it speaks of accounts, closing the account. Suspected: it names the right but gives no way to
    use it, no path through the app, address, telephone, page or passage that has one.
Limits: the text proves only what is told; that the function is there and works wants a run. A way that
    does not work is not seen. An app without accounts owes no closing of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.policy.types import RightKind
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._rights import has_accounts, of_app, untold

RULE = Rule(requirements=("关联-6",), severity="medium", needs=("policy",), proves=False)
ALWAYS: tuple[RightKind, ...] = ("correct", "delete")


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None:
        return
    for kind in ALWAYS:
        yield from untold(facts, policy, kind)
    if has_accounts(policy):
        yield from untold(facts, policy, "cancel_account")
