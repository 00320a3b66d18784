"""Hands others identifiers of the device or person as they are, not even as a digest: seen in traffic.

Clause: 26号-2.2.3 去标识化等安全技术措施
Needs: network.
Violates: never; suspected where a captured request to somebody else's server carries an identity number,
    IMEI, IMSI, card serial, hardware address, telephone, bank card number or e-mail address as it is.
    Whether the purpose needs the value itself (a call, a payment) is for the operator to say.
Limits: a digest counts as disguised here, though one of eleven digits can be undone; what happens to the
    value on a server shows in no traffic.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.network import Request, SentValue
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._traffic import (
    carrying,
    closed,
    disguised,
    hosts,
    kinds,
    names,
    party,
    sendings,
)

RULE = Rule(requirements=("26号-2.2.3",), severity="medium", needs=("network",))
LASTING = frozenset({
    "id_document_number", "imei", "imsi", "iccid", "mac_address", "bluetooth_mac", "serial_number",
    "phone_number", "bank_card_number", "email",
})  # fmt: skip


def check(facts: Facts) -> Judgement:
    groups: dict[str, list[tuple[Request, list[SentValue]]]] = {}
    for request, values in carrying(facts):
        plain = [value for value in values if value.type in LASTING and not disguised(value)]
        if plain and request.third_party:
            groups.setdefault(request.operator or request.host, []).append((request, plain))
    if not groups:
        return closed(facts) or ()
    made: list[Finding] = []
    for whose, found in groups.items():
        sent = kinds(value for _, values in found for value in values)
        zh, en = names(sent)
        to_zh, to_en = hosts(request for request, _ in found)
        made.append(
            finding(
                f"向{whose}（{to_zh}）发送未去标识化的{zh}",
                f"Sends {en} to {whose} ({to_en}) as they are",
                key=("undisguised", whose),
                party=party(facts, found[0][0]),
                verdict="suspected",
                personal_info=sent,
                evidence=sendings(found),
            )
        )
    return made
