"""The permission list on the listing is missing or incomplete.

Clause: 26号-2.4.14 所需获取的用户终端权限列表及用途
Needs: listing (--listing), manifest, permissions.
Violates: never: to show it is the distribution platform's duty; for a package a difference is a lead. The
    list is empty, hidden or behind a link, or lacks a permission of the package that users grant or switch.
Limits: permissions that are granted without a question need not be listed; group names stand for their
    members.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import empty, misplaced
from mingjian.rules._listing_page import told
from mingjian.rules._listing_permissions import unlisted

RULE = Rule(
    requirements=("26号-2.4.14",),
    severity="medium",
    needs=("listing", "manifest", "permissions"),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "permissions"))
    yield from told(facts, misplaced(facts, "permissions"))
    yield from told(facts, unlisted(facts))
