"""One of the four elements that must be shown before a download is missing from the page.

Clause: 26号-1.1.6 完整地明示开发运营者、产品功能、隐私政策、权限列表等必要信息
Needs: listing (--listing), permissions.
Violates: operator, functions, privacy policy or permission list was looked for on the page and is not
    there, or the policy's link is no web address; fewer than 4 of 4 elements.
Limits: a link is not opened here; a field that was not recorded says nothing; the record is trusted to be
    what the page shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import empty, policy_address
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-1.1.6",),
    severity="medium",
    needs=("listing", "permissions"),
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "developer", "function", "privacy_policy_url", "permissions"))
    yield from told(facts, policy_address(facts))
