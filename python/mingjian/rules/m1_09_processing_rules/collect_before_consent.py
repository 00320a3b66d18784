"""Takes personal information before the user could agree.

Clause: 26号-1.9.16 告知用户个人信息处理规则
Needs: calls, manifest.
Violates: a call that yields an identifier of the device or the person, location, contacts, the list of
    installed apps or the like, reached from the start of the process or of the launcher activity with no
    human action and no consent gate on the way. Where every call on the way runs each time and its target
    is certain, no other reading is left: violates. Otherwise suspected, until a run shows it. So is one
    reached from the other button of the dialog that asks for agreement (after refusal).
    Calls that need a permission the package does not declare yield nothing and are left out.
Limits: gates that this version does not recognise make suspected, not violates, unless the way to the call
    has no branch; code loaded at run time and native code are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Consent, Finding, Party
from mingjian.rules import Rule
from mingjian.rules._calls import Moment, moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, readings

RULE = Rule(requirements=("26号-1.9.16",), severity="high", needs=("calls", "manifest"), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[Party, str, Consent], list[tuple[Hit, Moment]]] = {}
    for kind, hit in readings(facts):
        when = moment(facts, hit)
        if when.consent in ("before", "refused") and when.path is not None:
            party = owner(facts, frames(facts, hit, when.path))
            grouped.setdefault((party, kind, when.consent), []).append((hit, when))
    for (party, kind, consent), seen in grouped.items():
        yield _finding(facts, party, kind, consent, seen)


def _finding(
    facts: Facts, party: Party, kind: str, consent: Consent, seen: list[tuple[Hit, Moment]]
) -> Finding:
    seen.sort(key=lambda pair: (not pair[1].certain, len(frames(facts, pair[0], pair[1].path))))
    when_zh, when_en = ("同意前", "before consent") if consent == "before" else ("拒绝后仍", "after refusal")
    by_zh = "" if party.kind == "app" else f"（{party.name}）"
    by_en = "" if party.kind == "app" else f" ({party.name})"
    evidence = [call_chain(facts, hit, when.path) for hit, when in seen[:2] if when.path is not None]
    return finding(
        f"{when_zh}读取{name_zh(kind)}{by_zh}",
        f"Reads {name_en(kind)} {when_en}{by_en}",
        key=(consent, kind),
        party=party,
        verdict="violates" if seen[0][1].certain else "suspected",
        consent=consent,
        personal_info=[kind],
        evidence=[*evidence, code(seen[0][0])],
    )
