"""The page from which the app is downloaded does not show who develops or operates it.

Clause: 26号-1.1.1 真实、准确、完整地明示开发运营者
Needs: listing (--listing).
Violates: the page's developer field was looked for and is empty. A short or brand name that reads like no
    registered one (T/TAF 069.1-2020 5.1.8: full name, no abbreviation) is suspected.
Limits: whether the name is true is a matter of registration; a field that was not recorded says nothing;
    the record is trusted to be what the page shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import developer_form, empty
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-1.1.1",),
    severity="medium",
    needs=("listing",),
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "developer"))
    yield from told(facts, developer_form(facts))
