"""A store's page does not show the developer where its reader looks.

Clause: 26号-2.4.12 开发运营者
Needs: web_page (scan-page), listing (read from the page).
Violates: the developer is missing, hidden, only behind a link (TH-83) or below the first two screens (TH-82)
    of the store's page, or reads like no registered name.
Limits: whether the name is the registered one is for the registration.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._listing import developer_form
from mingjian.rules._listing_page import told
from mingjian.rules._web_page import covered
from mingjian.rules._web_place import misplaced

RULE = Rule(
    requirements=("26号-2.4.12",),
    severity="medium",
    needs=("web_page", "listing"),
    prove_any=("web_page_browser",),
)


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    yield from misplaced(facts, "operator", "开发运营者", "the developer")
    yield from told(facts, developer_form(facts))
