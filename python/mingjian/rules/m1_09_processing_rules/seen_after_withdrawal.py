"""Goes on taking personal information after the user took consent back: seen in a run.

Clause: 关联-2 撤回同意
Needs: behaviour.
Violates: the run shows the user agreeing and, later, refusing or withdrawing (the mark of refusal), and
    after that an identifier of the device or the person, location, contacts or the like is taken
    (TC260-PG-20202A 3.9 a: reads go on).
Limits: wants a run that agrees and then withdraws; how convenient withdrawing is, screens show.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.model import Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import (
    CALLS,
    WITHDRAWAL,
    behaviour_of,
    by,
    kinds_of,
    marked,
    names_en,
    names_zh,
    recorded,
    records,
    takings,
)

RULE = Rule(requirements=("关联-2",), severity="high", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    if not recorded(facts):
        return NotCovered((CALLS,))
    withdrawn = _withdrawn_ns(facts)
    if withdrawn is None:
        return NotCovered((WITHDRAWAL,))
    return list(_found(facts, withdrawn))


def _withdrawn_ns(facts: Facts) -> int | None:
    """When consent that had been given was taken back."""
    agreed = False
    for mark in behaviour_of(facts).marks:
        if mark.what == "consent":
            agreed = True
        elif mark.what == "refusal" and agreed:
            return mark.at_ns
    return None


def _found(facts: Facts, withdrawn_ns: int) -> Iterator[Finding]:
    grouped: dict[Party, list[Use]] = {}
    for use in takings(facts):
        if use.timeline == "refused" and use.last_ns is not None and use.last_ns >= withdrawn_ns:
            grouped.setdefault(use.party, []).append(use)
    for party, uses in grouped.items():
        kinds = kinds_of(uses)
        by_zh, by_en = by(party)
        yield finding(
            f"用户撤回同意后仍读取{names_zh(kinds)}{by_zh}",
            f"Reads {names_en(kinds)} after the user withdrew consent{by_en}",
            key=("withdrawn", party.id),
            party=party,
            consent="refused",
            personal_info=sorted(kinds),
            evidence=[*records(uses), *marked(facts, "refusal")],
        )
