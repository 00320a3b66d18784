"""The report's timeline: what the run shows of each party, before and after consent; the most telling.

Facts that add up come as their first records, the last of which stands for those left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from mingjian.artifacts.device_log.event import Event
from mingjian.facts import Facts
from mingjian.facts.behaviour import BehaviourFacts, Mark, Start, Use
from mingjian.facts.parties import app
from mingjian.model import Consent, Party, TimelineEvent

MOST = 500
"""Rows of a report's timeline; the records themselves stay with the run."""
ZONE = timezone(timedelta(hours=8))
"""Asia/Shanghai has had no other offset since 1991."""
KINDS = {"jump", "download", "install", "uninstall", "code_load", "window", "notification"}
ANSWERS = {
    "granted": ("，用户允许", ", granted"),
    "refused": ("，用户拒绝", ", refused"),
    "unknown": ("", ""),
}
LEAST = {"window", "notification"}
"""Kinds that tell least by themselves."""
STARTED = {
    "user": ("由用户启动", "by the user"),
    "self": ("自启动", "by itself"),
    "other_app": ("被其他应用启动", "by another app"),
    "system": ("由系统启动", "by the system"),
    "unknown": ("启动", "started"),
}


def timeline(facts: Facts) -> tuple[TimelineEvent, ...]:
    """The run in time order, at most MOST rows; empty without a run."""
    behaviour = facts.behaviour
    if behaviour is None:
        return ()
    rows = [
        (rank, at if at is not None else 1 << 62, number, event)
        for number, (rank, at, event) in enumerate(_rows(facts, behaviour))
    ]
    kept = sorted(rows, key=lambda row: row[:3])[:MOST]
    return tuple(event for _, _, _, event in sorted(kept, key=lambda row: row[1:3]))


def _rows(facts: Facts, behaviour: BehaviourFacts) -> Iterator[tuple[int, int | None, TimelineEvent]]:
    """How telling (0 most), time, the event."""
    own = app(facts)
    for mark in behaviour.marks:
        yield 0, mark.at_ns, _mark(own, mark)
    for use in behaviour.uses:
        yield from _use(use)
    for start in behaviour.starts:
        yield (1 if start.by in ("self", "other_app") else 3), start.event.at_ns, _start(own, start)
    for asked in behaviour.asked:
        zh, en = ANSWERS[asked.answer]
        what = f"{asked.permission}{zh} · {asked.permission}{en}"
        yield 2, asked.event.at_ns, _event(own, asked.event, what, asked.timeline)
    for act in behaviour.acts:
        event = act.event
        if event.kind in KINDS:
            rank = 4 if event.kind in LEAST else 1
            yield rank, event.at_ns, _event(own, event, event.what, act.timeline)


def _use(use: Use) -> Iterator[tuple[int, int | None, TimelineEvent]]:
    early = use.timeline in ("before", "refused")
    rank = (0 if early else 2) if use.personal_info else 4
    left = max(use.times - sum(event.count for event in use.samples), 0)
    if not use.samples:
        yield rank, use.first_ns, _used(use, shown(use.first_ns), "", use.times)
    for number, event in enumerate(use.samples, 1):
        last = number == len(use.samples)
        yield rank, event.at_ns, _used(use, shown(event.at_ns), _place(event), event.count + last * left)


def _used(use: Use, at: str, source: str, times: int) -> TimelineEvent:
    return TimelineEvent(
        at, source, use.party, use.what, use.timeline, kind=use.kind, personal_info=use.personal_info,
        times=times, foreground=use.foreground,
    )  # fmt: skip


def _mark(own: Party, mark: Mark) -> TimelineEvent:
    place = mark.source if mark.line is None else f"{mark.source}:{mark.line}"
    return TimelineEvent(shown(mark.at_ns), place or mark.how, own, mark.what, None, kind="mark")


def _start(own: Party, start: Start) -> TimelineEvent:
    event, by = start.event, STARTED[start.by]
    if start.outward:
        what = f"启动其他应用 {start.other}：{event.what} · started {start.other}: {event.what}"
        return _event(own, event, what, start.timeline)
    other = f" {start.other}" if start.other else ""
    told = " ".join(part for part in (event.what, start.action) if part)
    return _event(own, event, f"{by[0]}{other}：{told} · {by[1]}{other}: {told}", start.timeline)


def _event(party: Party, event: Event, what: str, consent: Consent | None) -> TimelineEvent:
    return TimelineEvent(
        shown(event.at_ns), _place(event), party, what, consent, kind=event.kind, times=event.count,
        foreground=event.foreground,
    )  # fmt: skip


def _place(event: Event) -> str:
    return event.source if event.line is None else f"{event.source}:{event.line}"


def shown(at_ns: int | None) -> str:
    """`2026-03-01T10:00:05.250+08:00`; empty without a time, and where no calendar has it."""
    if at_ns is None:
        return ""
    try:
        moment = datetime.fromtimestamp(at_ns // 1_000_000_000, ZONE)
    except (OverflowError, ValueError, OSError):
        return ""
    return moment.replace(microsecond=at_ns % 1_000_000_000 // 1_000_000 * 1000).isoformat(
        timespec="milliseconds"
    )
