"""The version on the listing is missing, not the package's, or not dated to the day.

Clause: 26号-2.4.13 版本号
Needs: listing (--listing), manifest.
Violates: never: to show it is the distribution platform's duty; for a package a difference is a lead.
    Version or date of the version are empty, hidden or behind a link, the version differs from the
    package's, or its date is not given to the day (T/TAF 069.1-2020 5.1.7).
Limits: whether it stands on the first two screens is for a look at the page; links and hidden parts are known
    of saved pages only.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import empty, misplaced, update_day, version
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-2.4.13",),
    severity="medium",
    needs=("listing", "manifest"),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "version", "updated"))
    yield from told(facts, misplaced(facts, "version", "updated"))
    yield from told(facts, version(facts))
    yield from told(facts, update_day(facts))
