"""An SDK takes personal information that the documents about it do not list.

Clause: 26号-2.8.1 遵循最小必要原则
Needs: calls, sdk.
Violates: never; the measure binds the SDK's maker, so this is a lead. An SDK that was recognised for sure
    reads, in code that control reaches, a type that the public documents about it do not list
    (knowledge/sdks; lists that rest on memory are held against nobody). Precise location covers coarse.
Limits: the documents are its maker's and its users' that the project has read; a newer edition may list
    more. What native or later loaded code takes is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import owner
from mingjian.facts.sdk import LEAD
from mingjian.knowledge.types import Sdk
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._calls import moment
from mingjian.rules._evidence import few, reached
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, readings

RULE = Rule(requirements=("26号-2.8.1",), severity="medium", needs=("calls", "sdk"), lead=True)
COVERED_BY = {"coarse_location": "precise_location", "background_location": "precise_location"}


def check(facts: Facts) -> Iterator[Finding]:
    taken: dict[Party, dict[str, Hit]] = {}
    for kind, hit in readings(facts):
        party = owner(facts, [hit.caller])
        if party.kind == "sdk":
            taken.setdefault(party, {}).setdefault(kind, hit)
    sure = {match.id for match in facts.sdk.sdks if match.confidence >= LEAD} if facts.sdk else set[str]()
    for party, kinds in taken.items():
        known = knowledge.sdk(party.id)
        if party.id in sure and _documented(known):
            declared = {*known.personal_info, *known.leads.personal_info}
            extra = sorted(
                kind for kind in kinds if kind not in declared and COVERED_BY.get(kind) not in declared
            )
            if extra:
                yield _told(facts, party, known, extra, kinds)


def _documented(known: Sdk) -> bool:
    """Its list was read in its maker's or its users' documents."""
    return bool(known.personal_info) and known.confidence.personal_info in ("seen", "partly")


def _told(facts: Facts, party: Party, known: Sdk, extra: list[str], kinds: dict[str, Hit]) -> Finding:
    zh, en = "、".join(name_zh(kind) for kind in extra), ", ".join(name_en(kind) for kind in extra)
    places = [reached(facts, kinds[kind], moment(facts, kinds[kind]).path)[0] for kind in extra]
    return finding(
        f"{party.name} 读取已知公开文件未列明的{zh}",
        f"{known.name_en} reads {en}, which the public documents at hand do not list",
        key=("beyond", party.id, *extra),
        party=party,
        verdict="suspected",
        personal_info=extra,
        evidence=few(places),
    )
