"""A store's page does not show the app's name, or not as it is.

Clause: 26号-2.4.10 APP名称及功能
Needs: web_page (scan-page), listing (read from the page).
Violates: the name is missing on the store's page, longer than a name may be (TH-78), or has signs in it;
    or the package behind its control has another name. The page and the package are both seen.
Limits: a name in a picture is not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._listing import empty, name_form
from mingjian.rules._listing_page import told
from mingjian.rules._web_page import covered
from mingjian.rules._web_promise import chosen, names

RULE = Rule(
    requirements=("26号-2.4.10",),
    severity="medium",
    needs=("web_page", "listing"),
    prove_any=("web_page_browser",),
)


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    yield from told(facts, empty(facts, "name"))
    yield from told(facts, name_form(facts))
    for package in chosen(facts):
        yield from names(facts, package)
