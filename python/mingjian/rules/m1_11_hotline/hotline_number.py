"""The app speaks of a hotline and gives no number anyone can call.

Clause: 26号-1.11.3 在网站、APP显著位置公示客服热线电话号码
Needs: layout, resources.
Violates: a text of a screen says 客服热线, 客服电话 or the like and, where the number should stand, has a
    placeholder (暂未开通, xxxx, 400-000-0000, 400-123-4567) and no other number. Suspected.
Limits: whether the company is a major one that must have a hotline, and whether the number stands
    conspicuously, code cannot tell; a number that code or a server fills in is not seen, so that
    silence settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._contacts import idle_hotline, printed
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.11.3",), severity="low", needs=("layout", "resources"), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for text, place in printed(facts):
        told = idle_hotline(text)
        if told is not None:
            yield finding(
                f"客服热线处没有可拨打的号码：“{told}”",
                f"Where the hotline should stand there is no number to call: “{told}”",
                key=("hotline", text[:80]),
                party=app(facts),
                verdict="suspected",
                evidence=[place()],
            )
