"""An SDK takes personal information before the user agrees, or after the user refused: seen in a run.

Clause: 26号-2.3.3 确保个人信息处理依法合规
Needs: behaviour.
Violates: a record of the run whose stack passes an SDK's code and in which an identifier of the device
    or the person, location, contacts, the list of installed apps or the like is taken before the moment
    of agreement or after a refusal. The app brought the SDK in and lets it start.
Limits: records without a stack (guarded operations) name no SDK and are 1.9/seen-before-consent's alone;
    SDKs that are not in the knowledge, or whose names were minified, count as the app.
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
    FIRST_RUN,
    behaviour_of,
    kinds_of,
    marked,
    names_en,
    names_zh,
    records,
    takings,
    went,
)

RULE = Rule(requirements=("26号-2.3.3",), severity="high", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    coverage = behaviour_of(facts).coverage
    if found:
        return found
    if not coverage.calls:
        return NotCovered((CALLS,))
    if not (coverage.first_run and went(facts, "before")):
        return NotCovered((FIRST_RUN,))
    return ()


def _found(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[Party, bool], list[Use]] = {}
    for use in takings(facts):
        if use.party.kind == "sdk" and use.timeline in ("before", "refused"):
            grouped.setdefault((use.party, use.timeline == "refused"), []).append(use)
    for (party, refused), uses in grouped.items():
        kinds = kinds_of(uses)
        en = "after refusal" if refused else "before consent"
        yield finding(
            f"{party.name} 在{'用户拒绝后仍' if refused else '用户同意前'}读取{names_zh(kinds)}",
            f"{party.name_en or party.name} reads {names_en(kinds)} {en}",
            key=("refused" if refused else "before", party.id),
            party=party,
            consent="refused" if refused else "before",
            personal_info=sorted(kinds),
            evidence=[*records(uses), *marked(facts, "refusal" if refused else "consent")],
        )
