"""Takes personal information before the user agrees, or after the user refused: seen in a run.

Clause: 26号-1.9.16 告知用户个人信息处理规则
Needs: behaviour.
Violates: a record of the run (an operation the system guards, or a call that a hooking tool saw) in
    which the app or an SDK in it takes an identifier of the device or the person, location, contacts,
    the list of installed apps or the like, before the moment of agreement or after a refusal. One record
    is enough. Suspected where the operation does not show whether anything was handed over.
Limits: a run that was not the first after an installation, or whose moment of agreement is not known,
    cannot show that nothing is taken before: it is named as missing. Reads that no hook and no operation
    guards (the model, the screen) are not seen and not charged.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Timeline, Use
from mingjian.model import Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import (
    FIRST_RUN,
    behaviour_of,
    by,
    kinds_of,
    marked,
    names_en,
    names_zh,
    records,
    takings,
    went,
)

RULE = Rule(requirements=("26号-1.9.16",), severity="high", needs=("behaviour",))
WHEN: dict[Timeline, tuple[str, str, str]] = {
    "before": ("同意前读取", "before consent", "consent"),
    "refused": ("拒绝后仍读取", "after refusal", "refusal"),
}


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    if found:
        return found
    if not (behaviour_of(facts).coverage.first_run and went(facts, "before")):
        return NotCovered((FIRST_RUN,))
    return ()


def _found(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[Party, Timeline], list[Use]] = {}
    for use in takings(facts):
        if use.timeline in WHEN:
            grouped.setdefault((use.party, use.timeline), []).append(use)
    for (party, timeline), uses in grouped.items():
        zh, en, mark = WHEN[timeline]
        kinds = kinds_of(uses)
        by_zh, by_en = by(party)
        yield finding(
            f"{zh}{names_zh(kinds)}{by_zh}",
            f"Reads {names_en(kinds)} {en}{by_en}",
            key=(timeline, *sorted(kinds)),
            party=party,
            consent=timeline,
            personal_info=sorted(kinds),
            evidence=[*records(uses), *marked(facts, mark)],
        )
