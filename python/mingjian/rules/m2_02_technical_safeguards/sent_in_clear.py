"""Sends personal information in clear text: seen in traffic.

Clause: 26号-2.2.2 技术加密
Needs: network.
Violates: a captured request over http, an unencrypted websocket or a bare connection carries a value that
    is surely personal information (its field's name and its form agree, or its check digits leave next to
    no luck), in the address, a header, a cookie, the body or a message, however it is packed. Encodings are
    no encryption.
Limits: a digest in place of the value, and a value that only its form speaks for, are not charged. What the
    app encrypts by itself inside http is not seen as a value. A capture that broke TLS to see inside shows
    https as what it is; how the certificate is checked is 2.2/certificate-check's. Encryption at rest shows
    in no traffic.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.network import Request, SentValue
from mingjian.model import Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._traffic import (
    TRAFFIC,
    carrying,
    disguised,
    hosts,
    in_clear,
    kinds,
    names,
    party,
    sendings,
    traffic,
)

RULE = Rule(requirements=("26号-2.2.2",), severity="high", needs=("network",))


def check(facts: Facts) -> Judgement:
    groups: dict[Party, list[tuple[Request, list[SentValue]]]] = {}
    for request, values in carrying(facts):
        plain = [value for value in values if not disguised(value)]
        if plain and (in_clear(request) or request.scheme in ("tcp", "udp")):
            groups.setdefault(party(facts, request), []).append((request, plain))
    if not groups:
        return () if traffic(facts).total else NotCovered((TRAFFIC,))
    made: list[Finding] = []
    for who, found in groups.items():
        sent = kinds(value for _, values in found for value in values)
        zh, en = names(sent)
        to_zh, to_en = hosts(request for request, _ in found)
        made.append(
            finding(
                f"明文发送{zh}（{to_zh}）",
                f"Sends {en} in clear text ({to_en})",
                key=("clear", *sent),
                party=who,
                personal_info=sent,
                evidence=sendings(found),
            )
        )
    return made
