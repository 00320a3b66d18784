"""The run-time strip of a finding: when what it is about was taken, against the moment of agreement.

A record alone says one moment; the strip shows all of them of the finding's party, in lanes by kind of
information, those of the finding first.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mingjian.facts import Facts
from mingjian.facts.behaviour import BehaviourFacts, Use
from mingjian.model import Evidence, Finding, Outcome, Series
from mingjian.rules._personal_info import name_en, name_zh

MOST_LANES = 6
_DIVIDES = ("consent", "refusal")


def with_strips(facts: Facts, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes, the first run-time record of each finding about personal information with its strip."""
    behaviour = facts.behaviour
    if behaviour is None:
        return tuple(outcomes)
    return tuple(
        replace(one, findings=tuple(_drawn(behaviour, found) for found in one.findings))
        if one.findings
        else one
        for one in outcomes
    )


def _drawn(behaviour: BehaviourFacts, found: Finding) -> Finding:
    first = next((n for n, one in enumerate(found.evidence) if one.kind == "runtime"), None)
    if first is None or not found.personal_info or found.evidence[first].series is not None:
        return found
    series = _series(behaviour, found)
    if series is None:
        return found
    shown: Evidence = replace(found.evidence[first], series=series)
    return replace(found, evidence=(*found.evidence[:first], shown, *found.evidence[first + 1 :]))


def _series(behaviour: BehaviourFacts, found: Finding) -> Series | None:
    uses = [use for use in behaviour.uses if use.party == found.party and use.personal_info]
    start = _start(behaviour, uses)
    if start is None:
        return None
    about = [kind for kind in found.personal_info if any(kind in use.personal_info for use in uses)]
    if not about:
        return None
    others = sorted({kind for use in uses for kind in use.personal_info} - set(about))
    lanes = (*about, *others)[:MOST_LANES]
    points: list[tuple[float, float]] = []
    left = 0
    for lane, kind in enumerate(lanes):
        for use in uses:
            if kind not in use.personal_info:
                continue
            timed = [event for event in use.samples if event.at_ns is not None and event.at_ns >= start]
            points += [(round(((event.at_ns or 0) - start) / 1e9, 3), float(lane)) for event in timed]
            left += max(use.times - len(timed), 0)
    if not points:
        return None
    names = [(float(lane), f"{name_zh(kind)} · {name_en(kind)}") for lane, kind in enumerate(lanes)]
    divides = [
        (round((mark.at_ns - start) / 1e9, 3), mark.what)
        for mark in behaviour.marks
        if mark.what in _DIVIDES and mark.at_ns is not None and mark.at_ns >= start
    ]
    return Series("s", tuple(sorted(points)), (*names, *divides), left)


def _start(behaviour: BehaviourFacts, uses: Sequence[Use]) -> int | None:
    """The first thing the run shows that has a time, as in the report's timeline."""
    every = (
        *(mark.at_ns for mark in behaviour.marks),
        *(use.first_ns for use in uses),
        *(start.event.at_ns for start in behaviour.starts),
        *(asked.event.at_ns for asked in behaviour.asked),
    )
    return min((at for at in every if at is not None), default=None)
