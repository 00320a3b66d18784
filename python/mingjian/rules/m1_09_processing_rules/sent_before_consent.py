"""Sends personal information before the user agrees, or after the user refused: seen in traffic.

Clause: 26号-1.9.16 告知用户个人信息处理规则
Needs: network.
Violates: a captured request that left before the moment of agreement, or after a refusal, carries a value
    that is surely personal information, or the digest of one that was seen or given. What was sent had been
    collected.
Limits: the moment of agreement must be known on the capture's clock (given, planned or seen in a touch). A
    value that only its form speaks for is not charged. A run that is not the first after an installation,
    or whose capture begins after the agreement, cannot show that nothing was sent before: it is named as
    missing.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.network import Request, SentValue
from mingjian.model import Consent, Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import FIRST_RUN, marked_by
from mingjian.rules._traffic import TRAFFIC, carrying, closed, hosts, kinds, names, party, sendings, traffic

RULE = Rule(requirements=("26号-1.9.16",), severity="high", needs=("network",))
WHEN: dict[Consent, tuple[str, str, str]] = {
    "before": ("同意前发送", "before consent", "consent"),
    "refused": ("拒绝后仍发送", "after refusal", "refusal"),
}


def check(facts: Facts) -> Judgement:
    groups: dict[tuple[Party, Consent], list[tuple[Request, tuple[SentValue, ...]]]] = {}
    for request, values in carrying(facts):
        if request.timeline in WHEN:
            groups.setdefault((party(facts, request), request.timeline), []).append((request, values))
    if not groups:
        if not traffic(facts).first_run:
            return NotCovered((FIRST_RUN,))
        if not traffic(facts).timelines.get("before"):
            return NotCovered((TRAFFIC,))
        return closed(facts) or ()
    made: list[Finding] = []
    for (who, timeline), found in groups.items():
        zh, en, mark = WHEN[timeline]
        sent = kinds(value for _, values in found for value in values)
        types_zh, types_en = names(sent)
        to_zh, to_en = hosts(request for request, _ in found)
        made.append(
            finding(
                f"{zh}{types_zh}（{to_zh}）",
                f"Sends {types_en} {en} ({to_en})",
                key=("sent", timeline, *sent),
                party=who,
                consent=timeline,
                personal_info=sent,
                evidence=[*sendings(found), *marked_by(traffic(facts).marks, mark)],
            )
        )
    return made
