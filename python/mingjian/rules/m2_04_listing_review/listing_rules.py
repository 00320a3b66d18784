"""The listing does not show the rules by which personal information is processed.

Clause: 26号-2.4.16 个人信息处理规则等信息
Needs: listing (--listing).
Violates: never: to show it is the distribution platform's duty; for a package a difference is a lead.
    Neither a statement nor a policy link is shown, or the link is no web address.
Limits: that the link resolves and the policy is this app's wants the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import policy_address, rules_empty
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-2.4.16",),
    severity="medium",
    needs=("listing",),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, rules_empty(facts))
    yield from told(facts, policy_address(facts))
