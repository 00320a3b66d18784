"""Reads contacts, messages, pictures or the microphone with no touch of the user before it: seen in a run.

Clause: 26号-1.8.4 与服务场景无关的个人信息处理行为
Needs: behaviour.
Violates: contacts, messages, calls, the calendar, pictures, the camera or the microphone are taken while
    the app is before the user, and nothing the user touched in the two seconds before set it off
    (TC260-PG-20203A 2.5.2 d: only on the user's own action). Violates where the app's category is known
    and its basic function does not need the type; suspected where the category is not known; lawful
    where the function is to show it (a dialler opens on its calls).
Limits: wants a record of touches; a reading that a touch set off long before (a slow page) is not told
    from one that nothing did. What is taken out of sight is 1.8/seen-background-reading's, what before
    consent 1.9's.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.model import Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._run import (
    CALLS,
    TOUCHES,
    behaviour_of,
    by,
    names_en,
    names_zh,
    needed,
    recorded,
    records,
    takings,
)

RULE = Rule(requirements=("26号-1.8.4",), severity="medium", needs=("behaviour",))
THRESHOLDS = {"contacts": "TH-45", "sms": "TH-45", "call_log": "TH-45", "calendar": "TH-45"}
KINDS = frozenset({*THRESHOLDS, "photos", "videos", "audio_record", "camera_capture"})


def check(facts: Facts) -> Judgement:
    coverage = behaviour_of(facts).coverage
    missing = [code for code, there in ((CALLS, recorded(facts)), (TOUCHES, coverage.inputs)) if not there]
    if missing:
        return NotCovered(tuple(missing))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[Party, str], list[Use]] = {}
    for use in takings(facts):
        if use.foreground is False or use.timeline in ("before", "refused") or use.by_user >= use.times:
            continue
        for kind in use.personal_info:
            if kind in KINDS and needed(facts, kind) is not True:
                grouped.setdefault((use.party, kind), []).append(use)
    for (party, kind), uses in grouped.items():
        times = sum(use.times - use.by_user for use in uses)
        by_zh, by_en = by(party)
        yield finding(
            f"用户未作操作即读取{names_zh([kind])} {times} 次{by_zh}",
            f"Reads {names_en([kind])} {times_en(times)} with no action of the user{by_en}",
            key=("unprompted", party.id, kind),
            party=party,
            verdict="violates" if needed(facts, kind) is False else "suspected",
            consent=uses[0].timeline,
            personal_info=(kind,),
            threshold=THRESHOLDS.get(kind),
            evidence=records(uses),
        )
