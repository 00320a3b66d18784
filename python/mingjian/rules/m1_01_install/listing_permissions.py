"""The page from which the app is downloaded does not give the permission list.

Clause: 26号-1.1.4 权限列表等必要信息
Needs: listing (--listing), permissions.
Violates: the page shows no permissions although the package asks for some that users grant or switch.
Limits: which of them are missing is 1.1/listing-differs; a field that was not recorded says nothing; the
    record is trusted to be what the page shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import empty
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-1.1.4",),
    severity="medium",
    needs=("listing", "permissions"),
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "permissions"))
