"""Asks again and again for a permission that was refused: seen in a run.

Clause: 26号-1.10.9 合理申请使用权限
Needs: behaviour.
Violates: within 48 hours after the user refused a permission the system's dialog asks for it more than
    once, and no touch set the questions off (a function that the user starts and that needs the
    permission may ask). Suspected where the run records no touches.
Limits: the app's own windows that ask to open the settings are seen on screens, not here. Silence counts
    only where the app was opened three times after a refusal (T/TAF 078.4-2020 5.5 b).
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Asked, Event
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import (
    REFUSED_PERMISSION,
    REQUESTS,
    behaviour_of,
    group_of,
    limit,
    permission_names,
    record,
)

RULE = Rule(requirements=("26号-1.10.9",), severity="medium", needs=("behaviour",))
ANY = "TH-17"
BY_GROUP = {"CONTACTS": "TH-34", "CAMERA": "TH-36", "MICROPHONE": "TH-36", "STORAGE": "TH-36"}
SPAN_NS = 48 * 3600 * 1_000_000_000
"""The 48 hours of every one of these thresholds."""
LEAST_OPENED = 3


def check(facts: Facts) -> Judgement:
    behaviour = behaviour_of(facts)
    if not behaviour.coverage.requests:
        return NotCovered((REQUESTS,))
    found = list(_found(facts))
    if found:
        return found
    refusals = [one.at_ns for one in behaviour.answers if one.kind == "permission_refusal" and one.at_ns]
    if not refusals or sum(at > refusals[0] for at in behaviour.opened_ns) < LEAST_OPENED:
        return NotCovered((REFUSED_PERMISSION,))
    return ()


def _found(facts: Facts) -> Iterator[Finding]:
    behaviour = behaviour_of(facts)
    told: set[str] = set()
    for refusal in behaviour.answers:
        if refusal.kind != "permission_refusal" or refusal.at_ns is None or refusal.what in told:
            continue
        again = _again(behaviour.asked, refusal)
        threshold = BY_GROUP.get(group_of(refusal.what), ANY)
        if len(again) <= limit(threshold):
            continue
        told.add(refusal.what)
        zh, en = permission_names([refusal.what])
        hours = ((again[-1].event.at_ns or 0) - refusal.at_ns) / 3.6e12
        yield finding(
            f"用户拒绝{zh}权限后 {hours:.1f} 小时内又弹窗申请 {len(again)} 次",
            f"Asks {len(again)} more times within {hours:.1f} h after {en} was refused",
            key=("again", refusal.what),
            party=app(facts),
            verdict="suspected" if any(one.touched is None for one in again) else "violates",
            threshold=threshold,
            evidence=[record(refusal), *(record(one.event) for one in again[:3])],
        )


def _again(asked: tuple[Asked, ...], refusal: Event) -> list[Asked]:
    """Questions for the same permission in the 48 hours after, which the user did not set off."""
    return [
        one
        for one in asked
        if one.permission == refusal.what
        and one.touched is not True
        and 0 < (one.event.at_ns or 0) - (refusal.at_ns or 0) < SPAN_NS
    ]
