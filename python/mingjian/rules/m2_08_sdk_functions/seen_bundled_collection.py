"""An SDK takes many kinds of personal information within seconds: seen in a run.

Clause: 26号-2.8.5 不得一揽子过度收集个人信息
Needs: behaviour.
Violates: never; the measure binds the SDK's maker, so this is a lead. Records whose stacks pass one
    SDK's code take four or more kinds of identifiers and content (project choice) within ten seconds of
    each other.
Limits: switches that the app set before are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import kinds_of, names_en, names_zh, records, takings

RULE = Rule(requirements=("26号-2.8.5",), severity="medium", needs=("behaviour",), lead=True)
MANY_KINDS = 4
SOON_NS = 10_000_000_000


def check(facts: Facts) -> Iterator[Finding]:
    taken: dict[Party, list[Use]] = {}
    for use in takings(facts):
        if use.party.kind == "sdk" and use.first_ns is not None:
            taken.setdefault(use.party, []).append(use)
    for party, uses in taken.items():
        together = _together(uses)
        kinds = kinds_of(together)
        if len(kinds) >= MANY_KINDS:
            yield finding(
                f"{party.name} 在 10 秒内读取 {len(kinds)} 类个人信息：{names_zh(kinds)}",
                f"{party.name_en or party.name} reads {len(kinds)} kinds of personal information within ten "
                f"seconds: {names_en(kinds)}",
                key=("bundle", party.id),
                party=party,
                verdict="suspected",
                personal_info=sorted(kinds),
                evidence=records(together, 5),
            )


def _together(uses: list[Use]) -> list[Use]:
    """The most kinds whose first records lie within ten seconds."""
    most: list[Use] = []
    for first in uses:
        near = [use for use in uses if 0 <= (use.first_ns or 0) - (first.first_ns or 0) <= SOON_NS]
        most = max(most, near, key=lambda found: len(kinds_of(found)))
    return most
