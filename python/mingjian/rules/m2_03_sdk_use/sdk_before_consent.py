"""Starts an SDK that handles personal information before the user could agree.

Clause: 26号-2.3.3 确保个人信息处理依法合规
Needs: calls, sdk.
Violates: the SDK's own code takes personal information, or its initialiser is called, on the way from the
    start of the process or of the launcher activity, with no human action and no consent gate. Where the
    SDK is seen to take personal information and every call on the way runs each time: violates. Where only
    its initialiser is seen: suspected. Pre-initialisers meant for before consent are not initialisers.
Limits: what the SDK does in native or later loaded code is not seen; SDKs recognised by weak signals alone
    are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner, sdk_party
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._calls import Moment, moment, tagged
from mingjian.rules._evidence import reached
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, of_support_library, readings

RULE = Rule(requirements=("26号-2.3.3",), severity="high", needs=("calls", "sdk"), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    taking: dict[Party, dict[str, tuple[Hit, Moment]]] = {}
    for kind, hit in readings(facts):
        when = moment(facts, hit)
        if when.consent != "before" or when.path is None or of_support_library(hit, when.path):
            continue
        party = owner(facts, frames(hit, when.path))
        if party.kind == "sdk":
            best = taking.setdefault(party, {}).get(kind)
            if best is None or (when.certain and not best[1].certain):
                taking[party][kind] = (hit, when)
    for party, kinds in taking.items():
        yield _takes(facts, party, kinds)
    for party, hit, when in _started(facts):
        if party not in taking:
            yield _starts(facts, party, hit, when)


def _started(facts: Facts) -> Iterator[tuple[Party, Hit, Moment]]:
    seen: set[str] = set()
    for id_, hit in tagged(facts, "sdk_init:"):
        party = sdk_party(facts, id_)
        if (
            party is None
            or party.id in seen
            or not hit.reachable
            or not knowledge.sdk(party.id).personal_info
        ):
            continue
        when = moment(facts, hit)
        if when.consent == "before" and when.path is not None:
            seen.add(party.id)
            yield party, hit, when


def _takes(facts: Facts, party: Party, kinds: dict[str, tuple[Hit, Moment]]) -> Finding:
    order = sorted(kinds, key=lambda kind: not kinds[kind][1].certain)
    hit, when = kinds[order[0]]
    zh, en = "、".join(name_zh(k) for k in order[:4]), ", ".join(name_en(k) for k in order[:4])
    return finding(
        f"同意前运行 {party.name} 并读取{zh}",
        f"Runs {party.name_en} before consent; it reads {en}",
        key=("takes", party.id),
        party=party,
        verdict="violates" if when.certain else "suspected",
        consent="before",
        personal_info=sorted(kinds),
        evidence=reached(facts, hit, when.path),
    )


def _starts(facts: Facts, party: Party, hit: Hit, when: Moment) -> Finding:
    return finding(
        f"同意前初始化 {party.name}",
        f"Initialises {party.name_en} before consent",
        key=("starts", party.id),
        party=party,
        verdict="suspected",
        consent="before",
        evidence=reached(facts, hit, when.path),
    )
