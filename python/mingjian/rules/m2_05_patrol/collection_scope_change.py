"""Takes types of personal information, or lets SDKs take them, that the version before did not.

Clause: 26号-2.5.7 和范围等违规APP
Needs: manifest, calls, and the earlier version's.
Violates: never: the duty to patrol is the distribution platform's. A type of which the earlier version held
    no call at all, reachable or not, is a lead, and so is an SDK that now takes a type which before only
    others took (code whose owner minified names hide counts as anybody's).
Limits: types are those whose reading weighs (identifiers, content, location …); what a native library or
    loaded code takes is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import tagged
from mingjian.rules._collection import TRIGGERS_EN, TRIGGERS_ZH, Taken, collected
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._versions import change, earlier, named

RULE = Rule(requirements=("26号-2.5.7",), severity="high", needs=("manifest", "calls", "earlier"), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    before = collected(old)
    types = {kind for kind, _ in tagged(old, "pi:")}
    took = {(kind, party) for kind, party, _ in before}
    nameless = {kind for (kind, _, _), taken in before.items() if not taken.known}
    taken_types = {kind for kind, _ in took} - nameless
    seen: set[tuple[str, str]] = set()
    now = collected(facts)
    told = {kind for (kind, _, _), taken in now.items() if taken.known}
    for (kind, party, _), taken in now.items():
        if (kind, party) in took or (kind, party) in seen or (not taken.known and kind in told):
            continue
        seen.add((kind, party))
        if kind not in types:
            yield _more(facts, old, taken)
        elif kind in taken_types and taken.party.kind == "sdk":
            yield _shared(facts, old, taken, sorted(p for k, p in took if k == kind))


def _more(facts: Facts, old: Facts, taken: Taken) -> Finding:
    kind = taken.kind
    return finding(
        f"较 {named(old)} 新增收集{name_zh(kind)}（{TRIGGERS_ZH[taken.trigger]}）",
        f"Takes {name_en(kind)}, which {named(old)} did not, {TRIGGERS_EN[taken.trigger]}",
        key=("type", kind, taken.party.id),
        party=taken.party,
        personal_info=(kind,),
        evidence=[
            call_chain(facts, taken.hit, taken.path),
            code(taken.hit),
            change("collection", new=[f"{kind}: {taken.party.name}"]),
        ],
    )


def _shared(facts: Facts, old: Facts, taken: Taken, others: list[str]) -> Finding:
    kind = taken.kind
    return finding(
        f"较 {named(old)} 新增由 SDK {taken.party.name} 收集{name_zh(kind)}",
        f"Lets the SDK {taken.party.id} take {name_en(kind)}, which in {named(old)} it did not",
        key=("recipient", kind, taken.party.id),
        party=taken.party,
        personal_info=(kind,),
        evidence=[
            call_chain(facts, taken.hit, taken.path),
            code(taken.hit),
            change(
                "collection",
                gone=[f"{kind}: {', '.join(others)}"],
                new=[f"{kind}: {', '.join([*others, taken.party.id])}"],
            ),
        ],
    )
