"""The website speaks of a hotline and gives no number anyone can call.

Clause: 26号-1.11.2 主要互联网企业在网站、APP显著位置公示客服热线电话号码
Needs: web_page (scan-page).
Violates: a text of the page says 客服热线, 客服电话 or the like and, where the number should stand, has a
    placeholder (暂未开通, xxxx, 400-123-4567) and no other number. Suspected. A page that shows a number
    settles it for that page; one that speaks of none settles nothing: the home page or 联系我们 is wanted.
Limits: whether the company is a major one that must have a hotline is not told by the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.web_page.words import HOTLINE
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._contacts import PHONE, idle_hotline
from mingjian.rules._finding import finding
from mingjian.rules._web_page import HOTLINE as SPOKEN
from mingjian.rules._web_page import at, covered, page, publisher

RULE = Rule(requirements=("26号-1.11.2",), severity="low", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    spoken = [said for said in page(facts).says if HOTLINE.search(said)]
    if not found and not any(PHONE.search(said) for said in spoken):
        return NotCovered((SPOKEN,))
    return covered(facts, found)


def _found(facts: Facts) -> Iterator[Finding]:
    for said in page(facts).says:
        told = idle_hotline(said)
        if told is not None:
            yield finding(
                f"客服热线处没有可拨打的号码：“{told}”",
                f"Where the hotline should stand there is no number to call: “{told}”",
                key=("hotline", said[:80]),
                party=publisher(facts),
                verdict="suspected",
                evidence=[at(facts, "", said[:200])],
            )
