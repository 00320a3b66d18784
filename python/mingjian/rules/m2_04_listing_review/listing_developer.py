"""The listing does not name the developer or operator in full.

Clause: 26号-2.4.12 开发运营者
Needs: listing (--listing).
Violates: never: to show it is the distribution platform's duty; for a package a difference is a lead. The
    field is empty, hidden or behind a link (078.9-2021 4 d), holds no registered name but a brand or an
    abbreviation (T/TAF 069.1-2020 5.1.8), or another company than the app's privacy policy (078.9-2021 4 c).
Limits: two to four Chinese characters may be a person's name and are left alone; where an
    element stands is known of saved pages only, and of a page drawn by a script not at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import developer_form, developer_of_policy, empty, misplaced
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-2.4.12",),
    severity="medium",
    needs=("listing",),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "developer"))
    yield from told(facts, misplaced(facts, "developer"))
    yield from told(facts, developer_form(facts))
    yield from told(facts, developer_of_policy(facts))
