"""The app offers automatic renewal and names no way to cancel it.

Clause: 26号-1.7.6 服务期间提供便捷的随时退订方式; 26号-1.7.7 自动续订、自动续费取消途径
Needs: layout, resources, calls.
Violates: never from code alone; screens or texts of the app offer a service that renews itself, a payment
    call is reachable, and no text anywhere names cancelling, switching off or managing the renewal:
    suspected.
Limits: cancelling on a web page, in a store's own pages or by words from a server is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.words import CANCEL, RENEWAL
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits
from mingjian.rules._evidence import code, few
from mingjian.rules._finding import finding
from mingjian.rules._says import says

RULE = Rule(
    requirements=("26号-1.7.6", "26号-1.7.7"),
    severity="medium",
    needs=("layout", "resources", "calls"),
    proves=False,
)


def check(facts: Facts) -> Iterator[Finding]:
    pay = next(hits(facts, "billing_renewal"), None)
    if pay is None:
        return
    offers = says(facts, RENEWAL)
    if not offers or says(facts, CANCEL, most=1):
        return
    yield finding(
        f"提供自动续费，但界面文字中没有取消途径：“{offers[0].text[:40]}”",
        f"Automatic renewal is offered, and no text names a way to cancel it: “{offers[0].text[:60]}”",
        key=("no_cancel",),
        party=app(facts),
        verdict="suspected",
        evidence=[*few((said.evidence for said in offers), 2), code(pay)],
    )
