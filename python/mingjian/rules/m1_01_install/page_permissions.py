"""The page that delivers an app does not list its permissions.

Clause: 26号-1.1.4 权限列表等必要信息
Needs: web_page (scan-page).
Violates: a page that hands out a package shows no permission list, or hides it. A package that was read and
    asks for no permission a user grants owes no list. The recommending page and the package behind
    its control, fetched in the same visit, are the whole evidence here.
Limits: a list in a picture is not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import disclosure, element, place, publisher, unseen
from mingjian.rules._web_promise import owes_no_permissions

RULE = Rule(
    requirements=("26号-1.1.4",), severity="medium", needs=("web_page",), prove_any=("web_page_browser",)
)


def check(facts: Facts) -> Judgement:
    return disclosure(facts, _found)


def _found(facts: Facts) -> Iterator[Finding]:
    one = element(facts, "permissions")
    if one is not None and unseen(one) and not owes_no_permissions(facts):
        yield finding(
            "下载页未展示权限列表",
            "The download page shows no list of permissions",
            key=("permissions", one.state),
            party=publisher(facts),
            evidence=[place(facts, one)],
        )
