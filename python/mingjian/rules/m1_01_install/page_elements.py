"""One of the four elements is missing from the page that delivers an app.

Clause: 26号-1.1.6 完整地明示开发运营者、产品功能、隐私政策、权限列表等必要信息
Needs: web_page (scan-page).
Violates: of operator, functions, privacy policy and permission list fewer than four are shown on a page that
    hands out a package; a package that asks for no permission a user grants owes no list.
    The recommending page is the whole evidence here.
Limits: as those of the rules for each element.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._listing_page import PLACEHOLDER
from mingjian.rules._web_page import disclosure, element, place, publisher, unseen
from mingjian.rules._web_promise import owes_no_permissions

RULE = Rule(
    requirements=("26号-1.1.6",), severity="medium", needs=("web_page",), prove_any=("web_page_browser",)
)
FOUR = {
    "operator": ("开发运营者", "operator"),
    "functions": ("产品功能", "functions"),
    "policy": ("隐私政策", "privacy policy"),
    "permissions": ("权限列表", "permissions"),
}


def check(facts: Facts) -> Judgement:
    return disclosure(facts, _found)


def _found(facts: Facts) -> Iterator[Finding]:
    lacking = [
        (name, one)
        for name in FOUR
        if (one := element(facts, name)) is not None
        and (unseen(one) or (name == "functions" and PLACEHOLDER.fullmatch(one.text.strip())))
        and not (name == "permissions" and owes_no_permissions(facts))
    ]
    if lacking:
        names = [name for name, _ in lacking]
        yield finding(
            f"四项信息只展示了 {4 - len(lacking)} 项，缺少{'、'.join(FOUR[name][0] for name in names)}",
            f"{4 - len(lacking)} of 4 elements are shown; missing: "
            f"{', '.join(FOUR[name][1] for name in names)}",
            key=("elements", *names),
            party=publisher(facts),
            evidence=[place(facts, one) for _, one in lacking],
        )
