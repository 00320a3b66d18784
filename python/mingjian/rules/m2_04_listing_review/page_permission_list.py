"""A store's page does not list the permissions of the app.

Clause: 26号-2.4.14 所需获取的用户终端权限列表及用途
Needs: web_page (scan-page), listing (read from the page).
Violates: the permission list is missing or hidden on the store's page, or lacks a dangerous permission of the
    package behind its control. A package without such permissions owes no list.
Limits: a package that could not be fetched is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._web_page import covered
from mingjian.rules._web_place import misplaced
from mingjian.rules._web_promise import chosen, owes_no_permissions, unlisted

RULE = Rule(
    requirements=("26号-2.4.14",),
    severity="medium",
    needs=("web_page", "listing"),
    prove_any=("web_page_browser",),
)


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    if not owes_no_permissions(facts):
        yield from misplaced(facts, "permissions", "权限列表", "the permissions")
    for package in chosen(facts):
        yield from unlisted(facts, package)
