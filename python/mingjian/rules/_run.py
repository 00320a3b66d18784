"""What rules ask of a recorded run, and its records as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, timezone

from mingjian.facts import Facts
from mingjian.facts.behaviour import BehaviourFacts, Event, Use
from mingjian.model import Consent, Evidence, Party
from mingjian.rules._personal_info import ASKED, name_en, name_zh

ZONE = timezone(timedelta(hours=8))
MOST_FRAMES = 6
MOST_SHOWN = 3
FIRST_RUN = "run_first"
"""A fresh install, started, with no answer given for a while, recorded from the start."""
REFUSAL = "run_refusal"
CALLS = "run_calls"
BACKGROUND = "run_background"
REBOOT = "run_reboot"
STARTS = "run_starts"
REFUSED_PERMISSION = "run_permission_refused"
WINDOWS = "run_windows"
REQUESTS = "run_requests"
TOUCHES = "run_touches"
"""What to record, by the codes for which report.words has the words."""


def behaviour_of(facts: Facts) -> BehaviourFacts:
    """The run; a rule that asks has it in its needs."""
    assert facts.behaviour is not None  # noqa: S101 - needs
    return facts.behaviour


def takings(facts: Facts) -> Iterator[Use]:
    """Uses that took one of the types asked about and were not denied."""
    for use in behaviour_of(facts).uses:
        if use.kind != "permission_denied" and not ASKED.isdisjoint(use.personal_info):
            yield use


def kinds_of(uses: Iterable[Use]) -> list[str]:
    """The types asked about that the uses took, each once, in order."""
    return list(dict.fromkeys(kind for use in uses for kind in use.personal_info if kind in ASKED))


def names_zh(kinds: Sequence[str]) -> str:
    return "、".join(name_zh(kind) for kind in kinds)


def names_en(kinds: Sequence[str]) -> str:
    return ", ".join(name_en(kind) for kind in kinds)


def by(party: Party) -> tuple[str, str]:
    """`（极光推送）`, ` (JPush)`; nothing for the app itself."""
    if party.kind == "app":
        return "", ""
    return f"（{party.name}）", f" ({party.name_en or party.name})"


def place(event: Event) -> str:
    """`events.log:12`."""
    return event.source if event.line is None else f"{event.source}:{event.line}"


def clock(at_ns: int | None) -> str:
    """`2026-03-01 10:00:05.250` in Asia/Shanghai; empty where the record gives no time."""
    if at_ns is None:
        return ""
    try:
        moment = datetime.fromtimestamp(at_ns // 1_000_000_000, ZONE)
    except (OverflowError, ValueError, OSError):
        return str(at_ns)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{at_ns % 1_000_000_000 // 1_000_000:03d}"


def record(event: Event, note: str = "") -> Evidence:
    """One record: when, what, by which code, and what it says besides."""
    parts = [clock(event.at_ns), event.what]
    if event.cause:
        parts.append(event.cause)
    if event.caller:
        parts.append(f"← {event.caller}")
    if event.count > 1:
        parts.append(f"×{event.count}")
    lines = ["  ".join(part for part in parts if part)]
    lines += [f"    at {frame}" for frame in _telling(event.stack)]
    if note:
        lines.append(note)
    return Evidence(kind="runtime", location=place(event), excerpt="\n".join(lines))


SKIPPED = ("dalvik.system.VMStack", "java.lang.Thread.getStackTrace", "java.lang.reflect.")


def _telling(stack: Sequence[str]) -> list[str]:
    return [frame for frame in stack if not any(skip in frame for skip in SKIPPED)][:MOST_FRAMES]


def records(uses: Iterable[Use], most: int = MOST_SHOWN) -> list[Evidence]:
    """The first record of each use; of a single one, its first few."""
    found = list(uses)
    if len(found) == 1:
        return [record(sample, _count(found[0])) for sample in found[0].samples[:most]]
    return [record(use.samples[0], _count(use)) for use in found[:most] if use.samples]


def _count(use: Use) -> str:
    return "" if use.times == 1 else f"共 {use.times} 次 · {use.times} times in all"


def marked(facts: Facts, what: str) -> list[Evidence]:
    """The moment that divides the run, as evidence."""
    for mark in behaviour_of(facts).marks:
        if mark.what == what:
            where = mark.source if mark.line is None else f"{mark.source}:{mark.line}"
            told = {"consent": "用户同意 · the user agreed", "refusal": "用户拒绝 · the user refused"}
            line = f"{clock(mark.at_ns)}  {told.get(what, what)} ({mark.how})"
            return [Evidence(kind="runtime", location=where or mark.how, excerpt=line.strip())]
    return []


def went(facts: Facts, timeline: Consent) -> bool:
    """The run has records of permission use or calls on this timeline's span."""
    coverage = behaviour_of(facts).coverage
    return (coverage.permission_use or coverage.calls) and timeline in coverage.timelines
