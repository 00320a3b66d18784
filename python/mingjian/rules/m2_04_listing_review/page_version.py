"""A store's page does not show the version where its reader looks.

Clause: 26号-2.4.13 版本号
Needs: web_page (scan-page), listing (read from the page).
Violates: the version is missing, hidden, only behind a link (TH-83) or below the first two screens (TH-82)
    of the store's page, is not that of the package behind its control, or is not dated to the day (TH-84).
Limits: a package that could not be fetched is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._listing import empty, update_day
from mingjian.rules._listing_page import told
from mingjian.rules._web_page import covered
from mingjian.rules._web_place import misplaced
from mingjian.rules._web_promise import chosen, versions

RULE = Rule(
    requirements=("26号-2.4.13",),
    severity="medium",
    needs=("web_page", "listing"),
    prove_any=("web_page_browser",),
)


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    yield from misplaced(facts, "version", "版本号", "the version")
    yield from told(facts, empty(facts, "updated"))
    yield from told(facts, update_day(facts))
    for package in chosen(facts):
        yield from versions(facts, package)
