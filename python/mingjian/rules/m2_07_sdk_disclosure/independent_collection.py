"""An SDK takes personal information and sends it off by itself.

Clause: 26号-2.7.7 SDK独立采集、传输、存储个人信息的，应当单独作出说明
Needs: calls, sdk.
Violates: never; a lead for the SDK's provider and for the app's operator. The SDK's own code takes personal
    information and the same SDK's code hands it to the network, with only general libraries between: the SDK
    collects and transmits independently, so its separate statement must name what it takes.
Limits: flow is followed locally (docs/personal-information.md tells where it stops), and through queues,
    databases and native code it is not; an SDK without a lead may still send. The statement itself is a web
    page, which a package does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Evidence, Finding, Party
from mingjian.rules import Rule
from mingjian.rules._evidence import few
from mingjian.rules._finding import finding
from mingjian.rules._flows import flow_chain, flows, sender
from mingjian.rules._personal_info import name_en, name_zh

RULE = Rule(requirements=("26号-2.7.7",), severity="medium", needs=("calls", "sdk"), lead=True, proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    found: dict[Party, dict[str, Evidence]] = {}
    for kind, _, flow in flows(facts, "network", "page"):
        party = sender(facts, flow)
        if party is not None:
            found.setdefault(party, {}).setdefault(kind, flow_chain(flow))
    for party, kinds in found.items():
        zh, en = "、".join(map(name_zh, sorted(kinds)[:4])), ", ".join(map(name_en, sorted(kinds)[:4]))
        yield finding(
            f"{party.name} 自行取得并外传{zh}，须单独说明",
            f"{party.name} itself takes {en} and sends it off: a separate statement is due",
            key=("sends", party.id),
            party=party,
            role="lead",
            verdict="suspected",
            personal_info=sorted(kinds),
            evidence=few(chain for _, chain in sorted(kinds.items())),
        )
