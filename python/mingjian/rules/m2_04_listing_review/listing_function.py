"""The listing does not say what the app does.

Clause: 26号-2.4.11 APP名称及功能
Needs: listing (--listing).
Violates: never: to show it is the distribution platform's duty; for a package a difference is a lead. The
    description is empty, a placeholder, the bare name, or under 8 visible characters (project choice).
Limits: whether it is true, and pictures and films of it, are for a reader.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import empty, function_empty
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-2.4.11",),
    severity="medium",
    needs=("listing",),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "function"))
    yield from told(facts, function_empty(facts))
