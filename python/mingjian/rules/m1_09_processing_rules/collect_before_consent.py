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
from mingjian.rules._personal_info import name_en, name_zh, of_support_library, readings

RULE = Rule(requirements=("26号-1.9.16",), severity="high", needs=("calls", "manifest"), proves=False)

MOST_CHAINS = 3
MOST_NAMES = 5


def check(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[Party, str, Consent], list[tuple[str, Hit, Moment]]] = {}
    for kind, hit in readings(facts):
        when = moment(facts, hit)
        if when.consent not in ("before", "refused") or when.path is None:
            continue
        if not of_support_library(hit, when.path):
            party = owner(facts, frames(hit, when.path))
            group = kind if party.kind == "app" else ""  # an SDK's readings are one matter: when it starts
            grouped.setdefault((party, group, when.consent), []).append((kind, hit, when))
    for (party, group, consent), seen in grouped.items():
        yield _finding(facts, party, (consent, group), seen)


def _finding(
    facts: Facts, party: Party, key: tuple[Consent, str], seen: list[tuple[str, Hit, Moment]]
) -> Finding:
    called = {kind for kind, hit, _ in seen if hit.callee.startswith("L")}
    # a constant says nothing that the call it stands beside does not
    seen = [one for one in seen if one[0] not in called or one[1].callee.startswith("L")]
    seen.sort(key=lambda one: (not one[2].certain, len(frames(one[1], one[2].path))))
    kinds = list(dict.fromkeys(kind for kind, _, _ in seen))
    firsts = [next(one for one in seen if one[0] == kind) for kind in kinds]
    shown = firsts if len(firsts) > 1 else seen
    evidence = [
        call_chain(facts, hit, when.path) for _, hit, when in shown[:MOST_CHAINS] if when.path is not None
    ]
    when_zh, when_en = ("同意前", "before consent") if key[0] == "before" else ("拒绝后仍", "after refusal")
    by_zh = "" if party.kind == "app" else f"（{party.name}）"
    by_en = "" if party.kind == "app" else f" ({party.name_en})"
    return finding(
        f"{when_zh}读取{'、'.join(name_zh(kind) for kind in kinds[:MOST_NAMES])}{by_zh}",
        f"Reads {', '.join(name_en(kind) for kind in kinds[:MOST_NAMES])} {when_en}{by_en}",
        key=key,
        party=party,
        verdict="violates" if seen[0][2].certain else "suspected",
        consent=key[0],
        personal_info=sorted(kinds),
        evidence=[*evidence, code(seen[0][1])],
    )
