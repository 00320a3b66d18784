"""An SDK sends personal information to its own server: seen in traffic.

Clause: 26号-2.7.7 SDK独立采集、传输、存储个人信息的，应当单独作出说明
Needs: network.
Violates: never; a lead for the SDK's provider and for the app's operator. A captured request carries a
    value that is surely personal information, or a digest of one, to a server of the SDK's vendor
    (knowledge/network_hosts): the SDK collects and transmits independently, so its separate statement must
    name what it takes.
Limits: the table of servers tells whose a host is, not whose code made the request: an app may call a
    vendor's interface by itself. The statement is a web page, which traffic does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.network import Request, SentValue
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._traffic import carrying, hosts, kinds, names, sendings

RULE = Rule(requirements=("26号-2.7.7",), severity="medium", needs=("network",), lead=True, proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    groups: dict[Party, list[tuple[Request, tuple[SentValue, ...]]]] = {}
    for request, values in carrying(facts):
        if request.party.kind == "sdk":
            groups.setdefault(request.party, []).append((request, values))
    for who, found in groups.items():
        sent = kinds(value for _, values in found for value in values)
        zh, en = names(sent)
        to_zh, to_en = hosts(request for request, _ in found)
        yield finding(
            f"{who.name} 自行把{zh}发送到 {to_zh}，须单独说明",
            f"{who.name_en or who.name} itself sends {en} to {to_en}: a separate statement is due",
            key=("sends", who.id),
            party=who,
            role="lead",
            verdict="suspected",
            personal_info=sent,
            evidence=sendings(found),
        )
