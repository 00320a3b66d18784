"""An SDK takes personal information that the documents about it do not list: seen in a run.

Clause: 26号-2.8.1 遵循最小必要原则
Needs: behaviour.
Violates: never; the measure binds the SDK's maker, so this is a lead. A record whose stack passes the
    SDK's code takes a type that the public documents about it do not list (knowledge/sdks; lists that
    rest on memory are held against nobody). Precise location covers coarse.
Limits: the documents are its maker's and its users' that the project has read; a newer edition may list
    more.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.knowledge import Sdk
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import kinds_of, names_en, names_zh, records, takings

RULE = Rule(requirements=("26号-2.8.1",), severity="medium", needs=("behaviour",), lead=True)
COVERED_BY = {"coarse_location": "precise_location", "background_location": "precise_location"}


def check(facts: Facts) -> Iterator[Finding]:
    taken: dict[Party, list[Use]] = {}
    for use in takings(facts):
        if use.party.kind == "sdk":
            taken.setdefault(use.party, []).append(use)
    for party, uses in taken.items():
        known = knowledge.sdk(party.id)
        if not _documented(known):
            continue
        listed = {*known.personal_info, *known.leads.personal_info}
        extra = [kind for kind in kinds_of(uses) if kind not in listed and COVERED_BY.get(kind) not in listed]
        if extra:
            yield finding(
                f"{party.name} 运行时读取已知公开文件未列明的{names_zh(extra)}",
                f"{party.name_en or party.name} reads {names_en(extra)} while running, which the public "
                "documents at hand do not list",
                key=("beyond", party.id, *sorted(extra)),
                party=party,
                verdict="suspected",
                personal_info=sorted(extra),
                evidence=records(use for use in uses if set(extra).intersection(use.personal_info)),
            )


def _documented(known: Sdk) -> bool:
    """Its list was read in its maker's or its users' documents."""
    return bool(known.personal_info) and known.confidence.personal_info in ("seen", "partly")
