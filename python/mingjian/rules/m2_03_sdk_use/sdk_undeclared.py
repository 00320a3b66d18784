"""Embeds an SDK that takes personal information and is not in the policy's list of SDKs.

Clause: 26号-2.3.4 集中展示并及时更新嵌入的SDK名称
Needs: policy, sdk, calls.
Violates: the policy has a list of SDKs, and an SDK that is surely recognised, whose own code takes personal
    information on a path control reaches, is neither in it under any of its names (穿山甲 = Pangle = CSJ) nor
    under its maker with that function, nor named anywhere in the text. Suspected where the SDK is known to
    take personal information but none of its reachable code was seen to, or where the policy speaks of SDKs
    only in passing.
Limits: libraries that talk to nobody's server are never asked for; the operator's own SDKs are not a third
    party's; a list that stands at another address is not read here, so nothing is said then; classes hidden
    by a packer are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.consent import moment, tagged
from mingjian.facts.parties import frames, owner, sdk_party
from mingjian.facts.policy.types import Quote
from mingjian.knowledge.types import Sdk
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import reached
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._policy import missing, quotes
from mingjian.rules._sdk_list import declared, embedded, listed, readable

RULE = Rule(requirements=("26号-2.3.4",), severity="high", needs=("policy", "sdk", "calls"), proves=False)
SURE = 0.85
"""More than a class or two: a second kind of sign beside them."""
MOST_QUOTED = 2


def check(facts: Facts) -> Iterator[Finding]:
    policy = readable(facts)
    if policy is None or not policy.sdks:
        return
    entries = listed(policy)
    if not entries and policy.sdk_list_link is not None:
        return
    absent = [(match, known) for match, known in embedded(facts) if not declared(policy, known)]
    if not absent:
        return
    taken = _taken(facts, {known.id for _, known in absent})
    for match, known in absent:
        seen = taken.get(known.id)
        if seen is None and not known.personal_info:
            continue
        sure = seen is not None and bool(entries) and match.confidence >= SURE
        yield _finding(facts, known, seen, sure=sure, shown=[e.quote for e in entries or policy.sdks])


def _taken(facts: Facts, ids: set[str]) -> dict[str, tuple[str, Hit, Path | None]]:
    """The first thing each SDK's own reachable code is seen to take."""
    found: dict[str, tuple[str, Hit, Path | None]] = {}
    for kind, hit in tagged(facts, "pi:"):
        if not hit.reachable:
            continue
        path = moment(facts, hit).path
        party = owner(facts, frames(hit, path)[:1])
        if party.kind == "sdk" and party.id in ids:
            found.setdefault(party.id, (kind, hit, path))
    return found


def _finding(
    facts: Facts, known: Sdk, seen: tuple[str, Hit, Path | None] | None, *, sure: bool, shown: list[Quote]
) -> Finding:
    evidence: list[Evidence] = []
    taken_zh = taken_en = ""
    if seen is not None:
        kind, hit, path = seen
        evidence += reached(facts, hit, path)
        taken_zh, taken_en = f"，其代码读取{name_zh(kind)}", f"; its code reads {name_en(kind)}"
    evidence += quotes(facts, shown[:MOST_QUOTED])
    evidence.append(missing(facts, f"{known.name_zh}（{known.vendor_zh}）", known.name_en))
    return finding(
        f"嵌入的 {known.name_zh} 不在隐私政策的SDK清单中{taken_zh}",
        f"{known.name_en} is embedded and not in the policy's list of SDKs{taken_en}",
        key=("undeclared", known.id),
        party=sdk_party(facts, known.id) or owner(facts, ()),
        verdict="violates" if sure else "suspected",
        personal_info=() if seen is None else (seen[0],),
        evidence=evidence,
    )
