"""An app is recommended between the lines of a text, and nothing says that it is a recommendation.

Clause: 26号-1.1.12 应遵循公开、透明原则
Needs: web_page (scan-page).
Violates: a block inside the main text of an article leads to a store or to a package, and no
    广告, 推广 or 推荐 stands in it. Suspected: a picture may say it.
    The page is where the recommendation stands: a settled visit answers the question for it.
Limits: bars, windows and blocks outside the text are plain for what they are; pictures are
    not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import covered, of_control, page, publisher

RULE = Rule(
    requirements=("26号-1.1.12",), severity="low", needs=("web_page",), prove_any=("web_page_browser",)
)


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen = page(facts)
    for offer in seen.offers:
        if (
            seen.kind == "article"
            and offer.inside_text
            and offer.leads in ("package", "store")
            and not offer.labelled
        ):
            yield finding(
                f"正文中推荐应用而未标明广告或推荐：“{offer.around[:40]}”",
                f"An app is recommended inside the text without a label: “{offer.around[:40]}”",
                key=("advert", offer.around[:40]),
                party=publisher(facts),
                verdict="suspected",
                evidence=[of_control(facts, offer.control, offer.around[:200])],
            )
