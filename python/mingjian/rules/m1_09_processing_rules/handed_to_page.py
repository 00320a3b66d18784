"""Personal information goes to a third party's page opened in the app, and nobody was asked: seen in
traffic.

Clause: 关联-5 向接入的第三方应用提供 (认定方法 五.3; TC260-PG-20202A 5.2)
Needs: network.
Violates: the app opens a page (HTML) of another operator whose address carries a value that surely is
    personal information, and no screen in the five minutes before asked for it and was answered with yes.
    Suspected: no screen was recorded then, or the last one before had fields the user had filled in.
Limits: what an SDK's own server is sent is asked by other rules, and what a page sends once it is open is
    the page's. Passing wants screens and a record of the run beside the traffic.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._handed import asked_before, typed_before
from mingjian.rules._run import PARTNER
from mingjian.rules._traffic import carrying, closed, kinds, names, party, sent, traffic

RULE = Rule(requirements=("关联-5",), severity="high", needs=("network",))


def check(facts: Facts) -> Judgement:
    found: dict[str, Finding] = {}
    handed = False
    for request, values in carrying(facts):
        told = tuple(value for value in values if value.where in ("query", "path"))
        if not request.page or not request.third_party or request.party.kind == "sdk" or not told:
            continue
        handed = True
        asked = asked_before(facts, request.at_ns)
        if asked or request.host in found:
            continue
        zh, en = names(kinds(told))
        sure = asked is False and not typed_before(facts, request.at_ns)
        found[request.host] = finding(
            f"打开第三方页面时直接提供{zh}（{request.host}）",
            f"Opening a third party's page hands over {en} ({request.host})",
            key=("handed", request.host, *kinds(told)),
            party=party(facts, request),
            verdict="violates" if sure else "suspected",
            consent=request.timeline,
            personal_info=tuple(kinds(told)),
            evidence=[sent(request, told)],
        )
    if found:
        return list(found.values())
    if shut := closed(facts):
        return shut
    pages = handed or any(host.third_party and host.party.kind != "sdk" for host in traffic(facts).hosts)
    return () if pages else NotCovered((PARTNER,))
