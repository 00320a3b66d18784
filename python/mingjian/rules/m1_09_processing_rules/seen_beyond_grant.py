"""Takes what the user refused the permission for: seen in a run.

Clause: 关联-3 授权范围 (认定方法 三.3 实际收集的个人信息或打开的可收集个人信息权限超出用户授权范围)
Needs: behaviour.
Violates: the user refused a permission, did not grant it later, and an operation that it guards was let
    through after that: the system noted its use. Suspected where a hooking tool saw a call for the same
    information: it may have been given nothing.
Limits: information that no permission guards is not charged here. Wants a run in which a permission is
    refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.behaviour import Event, Use
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import (
    CALLS,
    REFUSED_PERMISSION,
    behaviour_of,
    by,
    names_en,
    names_zh,
    permission_names,
    record,
    recorded,
    takings,
)

RULE = Rule(requirements=("关联-3",), severity="high", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    coverage = behaviour_of(facts).coverage
    if not coverage.refusals:
        return NotCovered((REFUSED_PERMISSION,))
    if not recorded(facts):
        return NotCovered((CALLS,))
    return list(_found(facts))


def refused_for_good(facts: Facts) -> Iterator[Event]:
    """Refusals that no later grant of the same permission took back."""
    answers = behaviour_of(facts).answers
    for number, answer in enumerate(answers):
        if answer.kind != "permission_refusal" or answer.at_ns is None:
            continue
        later = answers[number + 1 :]
        if not any(one.what == answer.what for one in later):
            yield answer


def _found(facts: Facts) -> Iterator[Finding]:
    for refusal in refused_for_good(facts):
        guarded = _guarded(refusal.what)
        for use in takings(facts):
            kinds = sorted(guarded.intersection(use.personal_info))
            if kinds and use.last_ns is not None and use.last_ns > (refusal.at_ns or 0):
                yield _finding(refusal, use, kinds)


def _guarded(permission: str) -> frozenset[str]:
    """Types that this permission, and none of those that give the same, opens."""
    known = knowledge.permission(permission)
    own = {known.personal_info} if known is not None and known.personal_info else set[str]()
    for kind in knowledge.personal_info():
        if kind.permissions == (permission,):
            own.add(kind.id)
    return frozenset(own)


def _finding(refusal: Event, use: Use, kinds: list[str]) -> Finding:
    zh, en = permission_names([refusal.what])
    by_zh, by_en = by(use.party)
    used = use.kind == "permission_use"
    after = [one for one in use.samples if (one.at_ns or 0) > (refusal.at_ns or 0)]
    return finding(
        f"用户拒绝{zh}权限后仍{'读取' if used else '调用接口读取'}{names_zh(kinds)}{by_zh}",
        f"{'Reads' if used else 'Calls for'} {names_en(kinds)} though the permission {en} was refused{by_en}",
        key=("beyond", refusal.what, use.party.id, *kinds),
        party=use.party,
        verdict="violates" if used else "suspected",
        consent=use.timeline,
        personal_info=kinds,
        evidence=[record(refusal), *(record(one) for one in after[:2])],
    )
