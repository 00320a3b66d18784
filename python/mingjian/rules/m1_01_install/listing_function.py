"""The page from which the app is downloaded does not say what the app does.

Clause: 26号-1.1.2 产品功能
Needs: listing (--listing).
Violates: the description is empty, a placeholder (暂无, 待补充 …), only repeats the name, or has fewer than 8
    visible characters (project choice).
Limits: whether the description is true is for a reader.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import empty, function_empty
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-1.1.2",),
    severity="medium",
    needs=("listing",),
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "function"))
    yield from told(facts, function_empty(facts))
