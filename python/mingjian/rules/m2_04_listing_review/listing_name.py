"""The name on the listing is missing or is not the app's.

Clause: 26号-2.4.10 APP名称及功能
Needs: listing (--listing), manifest.
Violates: never: what the listing shows is the distribution platform's duty; for a package a
    difference is a lead. The name is empty, or differs from every label of the package (T/TAF
    078.9-2021 4 a); words behind a mark (brackets, -, +) are an addition. It is longer than 15
    Chinese characters, contains signs such as @ # ★, or says 官方 where the app does not (5.1.1, 5.1.2
    of T/TAF 069.1-2020).
Limits: names added for search inside the name itself look like another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._listing import empty, name, name_form
from mingjian.rules._listing_page import told

RULE = Rule(
    requirements=("26号-2.4.10",),
    severity="medium",
    needs=("listing", "manifest"),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "name"))
    yield from told(facts, name(facts))
    yield from told(facts, name_form(facts))
