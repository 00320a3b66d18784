"""One call to start an SDK takes many kinds of personal information at once.

Clause: 26号-2.8.5 不得一揽子过度收集个人信息
Needs: calls, sdk.
Violates: never; the measure binds the SDK's maker, so this is a lead. From the SDK's initialiser, as this
    app calls it, control reaches readings of four or more kinds of identifiers and content (project choice)
    in the SDK's own code. A run with the default configuration settles whether all are taken.
Limits: switches that the app sets before are not weighed; what native or later loaded code takes is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import owner, sdk_party
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._calls import tagged
from mingjian.rules._evidence import call_chain, few
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, readings

RULE = Rule(requirements=("26号-2.8.5",), severity="medium", needs=("calls", "sdk"), lead=True)
MANY_KINDS = 4
"""Kinds of personal information on the way from one initialiser (project choice)."""


def check(facts: Facts) -> Iterator[Finding]:
    starts: dict[str, set[str]] = {}
    for id_, hit in tagged(facts, "sdk_init:"):
        if hit.reachable:
            starts.setdefault(id_, set()).add(hit.callee)
    for id_, methods in starts.items():
        party = sdk_party(facts, id_)
        if party is None:
            continue
        taken = _taken(facts, party, methods)
        if len(taken) >= MANY_KINDS:
            yield _told(facts, party, taken)


def _taken(facts: Facts, party: Party, methods: set[str]) -> dict[str, tuple[Hit, Path]]:
    """Kinds that the SDK's own code reads on a way through one of its initialisers."""
    taken: dict[str, tuple[Hit, Path]] = {}
    for kind, hit in readings(facts):
        if kind in taken or owner(facts, [hit.caller]) != party:
            continue
        for path in hit.paths:
            if hit.caller in methods or any(step.callee in methods for step in path.steps):
                taken[kind] = (hit, path)
                break
    return taken


def _told(facts: Facts, party: Party, taken: dict[str, tuple[Hit, Path]]) -> Finding:
    kinds = sorted(taken)
    zh, en = "、".join(map(name_zh, kinds)), ", ".join(map(name_en, kinds))
    return finding(
        f"初始化 {party.name} 一次即读取 {len(kinds)} 类个人信息：{zh}",
        f"Starting {party.name_en} once reads {len(kinds)} kinds of personal information: {en}",
        key=("bundle", party.id),
        party=party,
        verdict="suspected",
        personal_info=kinds,
        evidence=few(call_chain(facts, *taken[kind]) for kind in kinds),
    )
