"""From the event stream of a run to the behaviour of one package: two passes, bounded memory.

The first pass finds what divides the run (marks, comings and goings, touches, starts); the second adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from mingjian.artifacts.device_log.event import Device, Event, Source
from mingjian.facts.behaviour import BehaviourFacts, Coverage, Mark, Timeline
from mingjian.facts.behaviour.asked import dialogs
from mingjian.facts.behaviour.marks import MOST_MARKS, Course, Sight, of_event
from mingjian.facts.behaviour.starts import Starts
from mingjian.facts.behaviour.tally import Tally
from mingjian.model import Party

USES = frozenset({"permission_use", "permission_denied", "api_call"})
OTHERS = frozenset({
    "jump", "download", "install", "uninstall", "code_load", "window", "window_gone", "notification",
})  # fmt: skip
STARTS = frozenset({"process_start", "process_end", "component_start", "foreground"})
ANSWERS = frozenset({"permission_request", "permission_grant", "permission_refusal"})
MOST_OTHERS = 2000
"""Records of each kind kept one by one."""
MOST_KEPT = 200_000
"""Starts, answers and touches of the whole run that are looked at."""
SERVICE = "START_FOREGROUND"
"""The operation noted while a service shows its notification (AppOpsManager.OP_START_FOREGROUND)."""
FOREGROUND_SERVICE = ("foreground_service", "foreground service", "fgs")
TIMELINES: tuple[Timeline, ...] = ("before", "refused", "after", "unknown")


class _First(Struct):
    """What the first pass keeps."""

    marks: list[Mark] = []
    moves: list[tuple[int, bool]] = []
    touches: list[int] = []
    starts: list[Event] = []
    answers: list[Event] = []
    others: list[Event] = []
    served: list[tuple[int, int]] = []
    ends: dict[str, tuple[int, int]] = {}
    """First and last time met in a source, in its own order."""
    kinds: set[str] = set()
    uses: set[str] = set()
    """Kinds of use recorded, of this package."""
    events: int = 0
    dropped: int = 0
    from_ns: int | None = None
    to_ns: int | None = None
    installed: bool = False


def from_events(
    events: Iterable[Event],
    package: str,
    *,
    label: str = "",
    consent_at_ns: int | None = None,
    refused_at_ns: int | None = None,
    first_run: bool = False,
    permissions: Mapping[str, str] | None = None,
    device: Device | None = None,
    sources: Sequence[Source] = (),
) -> BehaviourFacts | None:
    """What `package` did; None where no record is of it. `events` is walked twice, in any order.

    `permissions`: component → the permission that guards it, from the manifest where there is one.
    """
    first = _look(events, package)
    if not first.events:
        return None
    course = Course(
        _marks(first, consent_at_ns, refused_at_ns),
        descending=frozenset(name for name, (start, end) in first.ends.items() if start > end),
    )
    sight = Sight(first.moves)
    touches = sorted(first.touches)
    app = Party("app", package, label or package)
    tally = Tally(app, course, sight, touches=touches, served=_spans(first))
    for event in events:
        if event.kind in USES and _is_of(event, package):
            tally.add(event)
    uses = tuple(tally.uses())
    starts = Starts(first.starts, permissions=permissions)
    started = tuple(starts.of(package, course, touches))
    recorded = "input" in first.kinds
    opened = sorted({at for at, came in first.moves if came} | _launches(first))
    asked = tuple(dialogs(first.answers, course, touches=touches if recorded else None, opened=opened))
    return BehaviourFacts(
        package=package,
        device=device,
        marks=tuple(course.marks),
        uses=uses,
        starts=started,
        asked=asked,
        others=tuple(sorted(first.others, key=lambda one: (one.at_ns or 0, one.source, one.line or 0))),
        events=first.events,
        coverage=_coverage(first, course, sight, {use.timeline for use in uses}, first_run=first_run),
        sources=tuple(sources),
        dropped=first.dropped + tally.dropped + starts.dropped,
    )


def _is_of(event: Event, package: str) -> bool:
    """The record is of this package, or names none (the table of a hooking tool inside the app)."""
    return event.package in ("", package)


def _look(events: Iterable[Event], package: str) -> _First:
    first = _First()
    kept: dict[str, int] = {}
    for event in events:
        kind = event.kind
        if kind in STARTS or (kind == "mark" and event.what == "reboot"):
            if len(first.starts) < MOST_KEPT:
                first.starts.append(event)
            else:
                first.dropped += 1
        if kind in STARTS:
            first.kinds.add(kind)
        if not _is_of(event, package):
            continue
        first.kinds.add(kind)
        if event.package == package or kind in USES:
            first.events += 1
        _span(first, event)
        _mark(first, event)
        if kind in USES:
            first.uses.add(kind)
            if event.what.upper().endswith(SERVICE) and event.at_ns is not None and event.duration_ns:
                first.served.append((event.at_ns, event.at_ns + event.duration_ns))
        elif kind in ("foreground", "background"):
            if event.at_ns is not None and event.package == package:
                first.moves.append((event.at_ns, kind == "foreground"))
        elif kind in ANSWERS:
            _keep(first, first.answers, event)
        elif kind == "input":
            if event.at_ns is not None and not event.what.startswith("key"):
                first.touches.append(event.at_ns)
        elif kind in OTHERS:
            if kind == "install" and event.what in ("", package):
                first.installed = True
            if kept.get(kind, 0) < MOST_OTHERS:
                kept[kind] = kept.get(kind, 0) + 1
                first.others.append(event)
            else:
                first.dropped += 1
    return first


def _keep(first: _First, into: list[Event], event: Event) -> None:
    if len(into) < MOST_KEPT:
        into.append(event)
    else:
        first.dropped += 1


def _span(first: _First, event: Event) -> None:
    at = event.at_ns
    if at is None:
        return
    start = first.ends.get(event.source, (at, at))[0]
    first.ends[event.source] = (start, at)
    if event.precision_ns > 3_600_000_000_000:
        return  # a package's dates are no part of the run
    first.from_ns = at if first.from_ns is None else min(first.from_ns, at)
    first.to_ns = at if first.to_ns is None else max(first.to_ns, at)


def _mark(first: _First, event: Event) -> None:
    if event.kind not in ("mark", "input"):
        return
    mark = of_event(event)
    if mark is not None and len(first.marks) < MOST_MARKS:
        first.marks.append(mark)


def _marks(first: _First, consent_at_ns: int | None, refused_at_ns: int | None) -> list[Mark]:
    """Those a person gave stand instead of those of the same kind that were seen or planned."""
    given = {"consent": consent_at_ns, "refusal": refused_at_ns}
    planned = {mark.what for mark in first.marks if mark.how == "plan"}
    kept = [
        mark
        for mark in first.marks
        if given.get(mark.what) is None and not (mark.how == "seen" and planned & {"consent", "refusal"})
    ]
    # a touch on words that agree is the first of its kind; what looks like it later is another question's
    seen: set[str] = set()
    marks: list[Mark] = []
    for mark in sorted(kept, key=lambda one: (one.at_ns or 0, one.line or 0)):
        if mark.how == "seen":
            if seen:
                continue
            seen.add(mark.what)
        marks.append(mark)
    marks += [Mark(at_ns=at, what=what, how="given") for what, at in given.items() if at is not None]
    return marks


def _launches(first: _First) -> set[int]:
    return {mark.at_ns for mark in first.marks if mark.what == "launch" and mark.at_ns is not None}


def _spans(first: _First) -> list[tuple[int, int]]:
    """When a service of the app showed its notification."""
    for event in first.starts:
        told = f"{event.what} {event.cause}".lower()
        if event.kind == "component_start" and any(word in told for word in FOREGROUND_SERVICE):
            start = event.at_ns
            if start is not None:
                end = start + event.duration_ns if event.duration_ns else first.to_ns or start
                first.served.append((start, end))
    return sorted(first.served)


def _coverage(
    first: _First, course: Course, sight: Sight, met: set[Timeline], *, first_run: bool
) -> Coverage:
    spans = course.spans(first.from_ns, first.to_ns)
    seconds: dict[str, float] = {name: round(length, 3) for name, length in spans.items()}
    away = round(sight.away_s(first.from_ns, first.to_ns), 3)
    if away:
        seconds["background"] = away
    boots = [mark.at_ns for mark in course.marks if mark.what == "reboot" and mark.at_ns is not None]
    if boots and first.to_ns is not None:
        seconds["after_boot"] = round((first.to_ns - max(boots)) / 1e9, 3)
    through = met | {name for name, length in spans.items() if length}
    cleared = any(mark.what == "clear" for mark in course.marks)
    return Coverage(
        from_ns=first.from_ns,
        to_ns=first.to_ns,
        timelines=tuple(name for name in TIMELINES if name in through),
        seconds=seconds,
        permission_use=bool(first.uses & {"permission_use", "permission_denied"}),
        calls="api_call" in first.uses,
        starts="process_start" in first.kinds or "component_start" in first.kinds,
        requests=bool(first.kinds & ANSWERS),
        windows="window" in first.kinds,
        rebooted=bool(boots),
        inputs="input" in first.kinds,
        refusals=sum(event.kind == "permission_refusal" for event in first.answers),
        first_run=first_run or first.installed or cleared,
    )
