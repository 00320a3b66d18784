"""Takes personal information before the user could agree.

Clause: 26号-1.9.16 告知用户个人信息处理规则
Needs: calls, manifest.
Violates: a call that yields an identifier of the device or the person, location, contacts, the list of
    installed apps or the like, reached from the start of the process or of the launcher activity with no
    human action and no consent gate on the way. Where every call on the way runs each time and its target
    is certain, no other reading is left: violates. Otherwise suspected, until a run shows it. So is one
    behind the refusing button of the dialog or screen that asks (after refusal), one behind a record that is
    agreed by default (`getBoolean("agreed", true)` guards nothing on a first start), and a record of
    agreement that the app writes itself with no human action before it.
    Calls that need a permission the package does not declare yield nothing and are left out.
Limits: gates that this version does not recognise make suspected, not violates, unless the way to the call
    has no branch: records kept on a server, in a database or behind a key put together at run time. Which
    button refuses is told by its text or id, or by its place on a dialog whose other button agrees; screens
    drawn by Compose, Flutter or a page are not read. Code loaded at run time and native code are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.consent import Moment, moment, tagged
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._evidence import answered, call_chain, call_text, code, reached
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, unanswered

RULE = Rule(requirements=("26号-1.9.16",), severity="high", needs=("calls", "manifest"), proves=False)

MOST_CHAINS = 3
MOST_NAMES = 5
RECORD = "behaviour:consent_record"
WHEN = {
    "before": ("同意前读取", "before consent"),
    "refused": ("拒绝后仍读取", "after refusal"),
    "default": ("同意前（以默认已同意为由）读取", "before consent, which it takes as given by default"),
}


def check(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[Party, str, str], list[tuple[str, Hit, Moment]]] = {}
    for kind, hit, when in unanswered(facts):
        party = owner(facts, frames(hit, when.path))
        group = kind if party.kind == "app" else ""  # an SDK's readings are one matter: when it starts
        grouped.setdefault((party, group, _branch(when)), []).append((kind, hit, when))
    for (party, group, branch), seen in grouped.items():
        yield _finding(facts, party, (branch, group), seen)
    yield from _records(facts)


def _branch(when: Moment) -> str:
    if when.consent == "before" and when.path is not None and when.path.open_gate is not None:
        return "default"
    return when.consent


def _finding(
    facts: Facts, party: Party, key: tuple[str, str], seen: list[tuple[str, Hit, Moment]]
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
    when_zh, when_en = WHEN[key[0]]
    by_zh = "" if party.kind == "app" else f"（{party.name}）"
    by_en = "" if party.kind == "app" else f" ({party.name_en})"
    return finding(
        f"{when_zh}{'、'.join(name_zh(kind) for kind in kinds[:MOST_NAMES])}{by_zh}",
        f"Reads {', '.join(name_en(kind) for kind in kinds[:MOST_NAMES])} {when_en}{by_en}",
        key=key,
        party=party,
        verdict="violates" if seen[0][2].certain else "suspected",
        consent="refused" if key[0] == "refused" else "before",
        personal_info=sorted(kinds),
        evidence=[*evidence, *answered(facts, seen[0][2].path), code(seen[0][1])],
    )


def _records(facts: Facts) -> Iterator[Finding]:
    """Records of agreement that no human action stands before, one for each place that writes them."""
    told: set[str] = set()
    for tag, hit in tagged(facts, RECORD):
        when = moment(facts, hit)
        if tag or when.consent != "before" or when.path is None or hit.caller in told:
            continue
        told.add(hit.caller)
        yield finding(
            f"未经用户操作即记为已同意：{call_text(hit)}",
            f"Records that the user agreed without any action of the user: {call_text(hit)}",
            key=("record", hit.caller),
            party=owner(facts, frames(hit, when.path)),
            verdict="suspected",
            consent="before",
            evidence=reached(facts, hit, when.path),
        )
