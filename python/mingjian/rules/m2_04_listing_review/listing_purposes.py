"""The listing names permissions without saying what each is for.

Clause: 26号-2.4.15 权限列表及用途
Needs: listing (--listing).
Violates: never: to show it is the distribution platform's duty; for a package a difference is a lead. The
    purpose of a listed permission is empty, a placeholder, or repeats the permission's name.
Limits: whether the purpose is true is judged by what the code does with the permission, not here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing_page import told
from mingjian.rules._listing_permissions import purposeless

RULE = Rule(
    requirements=("26号-2.4.15",),
    severity="medium",
    needs=("listing",),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, purposeless(facts))
