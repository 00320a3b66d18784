"""The contact the app gives for complaints cannot be reached.

Clause: 26号-1.12.1 公布有效联系方式
Needs: layout, resources.
Violates: a text that offers contact (联系我们, 客服, 投诉 …) gives only e-mail addresses that never arrive
    (example.com, xxx@ …), or a complaint or service telephone that is a placeholder. Suspected:
    another screen or the policy may give a way that works.
Limits: that an address exists is not tried; contacts that code or a server fills in are not seen, so
    that silence settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._contacts import idle_hotline, idle_mail, printed
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.12.1",), severity="medium", needs=("layout", "resources"), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for text, place in printed(facts):
        told = idle_mail(text) or idle_hotline(text)
        if told is not None:
            yield finding(
                f"公布的联系方式不可用：“{told}”",
                f"The contact given cannot work: “{told}”",
                key=("contact", text[:80]),
                party=app(facts),
                verdict="suspected",
                evidence=[place()],
            )
