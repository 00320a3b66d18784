"""Packages are handed out from a page that discloses nothing of the apps.

Clause: 26号-2.4.17 尚未建立分发明示界面的，应将APP下载链接到应用商店
Needs: web_page (scan-page).
Violates: a page delivers a package, or links to one, and shows fewer than two of operator, functions,
    version, permissions and privacy policy (project choice: a page that lacks one has an interface with
    a gap, which measure 1.1 tells). A page that links to a store instead is lawful.
Limits: whose page it is cannot be told from the page; an app's own site owes the elements of measure 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Evidence, Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import covered, delivers, element, fetches, of_act, of_control, page, publisher

RULE = Rule(requirements=("26号-2.4.17",), severity="medium", needs=("web_page",))
ELEMENTS = ("operator", "functions", "version", "permissions", "policy")
LEAST = 2


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    if not delivers(facts):
        return
    shown = [name for name in ELEMENTS if (one := element(facts, name)) and one.state in ("shown", "linked")]
    if len(shown) < LEAST:
        yield finding(
            f"网页直接提供安装包而没有分发明示界面（五项信息展示了 {len(shown)} 项），应链接到应用商店",
            f"Packages without a disclosure page ({len(shown)} of 5 elements shown); link to a store instead",
            key=("bare",),
            party=publisher(facts),
            evidence=_links(facts)[:5],
        )


def _links(facts: Facts) -> list[Evidence]:
    seen = page(facts)
    links = [
        of_control(facts, offer.control, offer.target) for offer in seen.offers if offer.leads == "package"
    ]
    return links or [of_act(facts, act) for act in seen.acts if fetches(act)]
