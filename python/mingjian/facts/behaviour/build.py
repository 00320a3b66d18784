"""From the event stream of a run to the behaviour of one package: two passes, bounded memory.

The first pass finds what divides the run (marks, comings and goings, touches, starts); the second adds up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from mingjian.artifacts.device_log.event import Device, Event, Installed, Source
from mingjian.facts.behaviour import Act, BehaviourFacts, Coverage, Mark, PackageState, Timeline
from mingjian.facts.behaviour.asked import dialogs
from mingjian.facts.behaviour.marks import DIVIDES, MOST_MARKS, Course, Sight, of_event, one_truth
from mingjian.facts.behaviour.starts import Starts
from mingjian.facts.behaviour.tally import SECOND_NS, Tally, within
from mingjian.model import Party

USES = frozenset({"permission_use", "permission_denied", "api_call"})
OTHERS = frozenset({
    "jump", "download", "install", "uninstall", "code_load", "window", "window_gone", "notification",
    "background", "process_end",
})  # fmt: skip
STARTS = frozenset({"process_start", "process_end", "component_start", "foreground"})
NAMELESS = frozenset({
    *USES, "mark", "permission_request", "permission_grant", "permission_refusal", "code_load",
})  # fmt: skip
"""What a tool inside the app records without naming it."""
ANSWERS = frozenset({"permission_request", "permission_grant", "permission_refusal"})
MOST_STATES = 100
"""Dumps of the package manager."""
MOST_OTHERS = 2000
"""Records of each kind kept one by one."""
MOST_KEPT = 200_000
"""Starts, answers and touches of the whole run that are looked at."""
ANSWER_NS = SECOND_NS
"""A touch and the answer it gives are this close."""
HAND_NS = 10 * SECOND_NS
"""What comes this soon after a touch may come of it: downloads and pages take their time."""
OPENING_NS = 5 * SECOND_NS
SERVICE = "START_FOREGROUND"
"""The operation noted while a service shows its notification (AppOpsManager.OP_START_FOREGROUND)."""
FOREGROUND_SERVICE = ("foreground_service", "foreground service", "fgs")
TIMELINES: tuple[Timeline, ...] = ("before", "refused", "after", "unknown")


class _First(Struct):
    """What the first pass keeps."""

    marks: list[Mark] = []
    moves: list[tuple[int, bool]] = []
    touches: list[int] = []
    keys: list[int] = []
    answers: list[Event] = []
    others: list[Event] = []
    served: list[tuple[int, int]] = []
    ends: dict[str, tuple[int, int]] = {}
    """The rows of a source that hold its earliest and its latest time."""
    kinds: set[str] = set()
    uses: set[str] = set()
    """Kinds of use recorded, of this package."""
    events: int = 0
    dropped: int = 0
    from_ns: int | None = None
    to_ns: int | None = None
    installed: bool = False


class Records(Protocol):
    """A run's records, asked for again and again: `artifacts.device_log.log.DeviceLog`."""

    def events(self, package: str | None = None) -> Iterator[Event]:
        """Those of one package, of nobody (`""`), or all, in time's order."""
        ...


class Told(Struct, frozen=True, kw_only=True):
    """What is known of a run besides its records."""

    label: str = ""
    consent_at_ns: int | None = None
    refused_at_ns: int | None = None
    first_run: bool = False
    permissions: Mapping[str, str] = {}
    """Component → the permission that guards it, from the manifest where there is one."""
    device: Device | None = None
    sources: tuple[Source, ...] = ()
    marks: tuple[Mark, ...] = ()
    """Answers that screens show being given."""
    unasked: frozenset[int] = frozenset()
    """Times of touches on such words that screens show to have answered something else."""
    installed: tuple[Installed, ...] = ()
    """The app in the dumps of the package manager."""
    nameless: bool = True
    """Calls and marks that name no package (the table of a tool inside the app) are this package's."""


def _state(one: Installed) -> PackageState:
    return PackageState(
        mains=one.mains, launcher=one.launcher, enabled=one.enabled, disabled=one.disabled, state=one.state,
        source=one.source,
    )  # fmt: skip


def all_starts(records: Records) -> Starts:
    """The starts of every package, which one package's are told from; one walk over the whole run."""
    return Starts(event for event in records.events() if _starts(event))


def _starts(event: Event) -> bool:
    return event.kind in STARTS or (event.kind == "mark" and event.what == "reboot")


def from_records(
    records: Records, package: str, told: Told | None = None, *, starts: Starts | None = None
) -> BehaviourFacts | None:
    """What `package` did; None where no record is of it. Its records are walked twice."""
    told = told or Told()
    starts = starts or all_starts(records)
    first = _look(_own(records, package, told), package)
    if not first.events:
        return None
    course = Course(
        _marks(first.marks, told),
        first_run=told.first_run or first.installed or any(mark.what == "clear" for mark in first.marks),
        descending=frozenset(name for name, (start, end) in first.ends.items() if start > end),
    )
    sight = Sight(first.moves)
    touches = sorted(at for at in first.touches if sight.at(at) is not False)
    app = Party("app", package, told.label or package)
    tally = Tally(app, course, sight, touches=touches, served=sorted(first.served))
    for event in _own(records, package, told):
        if event.kind in USES:
            tally.add(event)
    uses = tuple(tally.uses())
    recorded = "input" in first.kinds
    opened = _opened({at for at, came in first.moves if came} | _launches(first))
    free = _unanswering(touches, first.answers, course) if recorded else None
    asked = tuple(dialogs(first.answers, course, touches=free, opened=opened))
    started = tuple(starts.of(package, course, sight, touches, told.permissions))
    return BehaviourFacts(
        package=package,
        version_name=next((one.version_name for one in told.installed), ""),
        version_code=next((one.version_code for one in told.installed), None),
        device=told.device,
        marks=tuple(course.marks),
        uses=uses,
        starts=started,
        asked=asked,
        acts=tuple(_acts(first, course, sight)),
        answers=tuple(event for event in first.answers if event.kind != "permission_request")[:MOST_OTHERS],
        states=tuple(_state(one) for one in told.installed[:MOST_STATES]),
        opened_ns=tuple(opened[:MOST_OTHERS]),
        events=first.events,
        coverage=_coverage(first, course, sight, starts, {use.timeline for use in uses}, told),
        sources=told.sources,
        dropped=first.dropped + tally.dropped + starts.dropped,
    )


def _own(records: Records, package: str, told: Told) -> Iterator[Event]:
    """The package's records, with touches and reboots, and nameless calls and marks where they are its."""
    if package:
        yield from records.events(package)
    for event in records.events(""):
        anyones = event.kind == "input" or (event.kind == "mark" and event.what == "reboot")
        if anyones or (told.nameless and event.kind in NAMELESS) or not package:
            yield event


def _look(events: Iterable[Event], package: str) -> _First:
    first = _First()
    kept: dict[str, int] = {}
    for event in events:
        kind = event.kind
        first.kinds.add(kind)
        if event.package or kind in USES:
            first.events += 1
        _span(first, event)
        _mark(first, event)
        if kind in USES:
            first.uses.add(kind)
            if event.what.upper().endswith(SERVICE) and event.at_ns is not None and event.duration_ns:
                first.served.append((event.at_ns, event.at_ns + event.duration_ns))
        elif kind == "component_start":
            _serves(first, event)
        elif kind in ANSWERS:
            _keep(first, first.answers, event)
        elif kind == "input" and event.at_ns is not None:
            (first.keys if event.what.startswith("key") else first.touches).append(event.at_ns)
        if kind in ("foreground", "background") and event.at_ns is not None:
            first.moves.append((event.at_ns, kind == "foreground"))
        if kind in OTHERS:
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
    if event.line is not None:
        start = first.ends.get(event.source, (event.line, 0))[0]
        first.ends[event.source] = (start, event.line)
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


def _marks(found: Sequence[Mark], told: Told) -> list[Mark]:
    """Those a person gave stand instead of those of the same kind that were seen or planned."""
    given = {"consent": told.consent_at_ns, "refusal": told.refused_at_ns}
    marks = one_truth(
        [mark for mark in found if given.get(mark.what) is None],
        [mark for mark in told.marks if given.get(mark.what) is None],
        told.unasked,
    )
    marks += [Mark(at_ns=at, what=what, how="given") for what, at in given.items() if at is not None]
    return marks


def _unanswering(touches: list[int], answers: list[Event], course: Course) -> list[int]:
    """Touches that use the app: those that answer a dialog, or agree to a text, start no function."""
    told = sorted(
        [event.at_ns for event in answers if event.kind != "permission_request" and event.at_ns is not None]
        + [mark.at_ns for mark in course.marks if mark.what in DIVIDES and mark.at_ns is not None]
    )
    return [at for at in touches if not within(told, at - ANSWER_NS, at + ANSWER_NS)]


def _acts(first: _First, course: Course, sight: Sight) -> Iterator[Act]:
    """What was done, in order, with whether the user had a hand in it."""
    hands = sorted([*first.touches, *first.keys])
    for event in sorted(first.others, key=lambda one: (one.at_ns or 0, one.source, one.line or 0)):
        at = event.at_ns
        passed = 0 if at is None else bisect_right(hands, at)
        hand = hands[passed - 1] if passed and at is not None and at - hands[passed - 1] <= HAND_NS else None
        seen = event.foreground if event.foreground is not None else sight.at(at)
        yield Act(
            event=event,
            touched=hand is not None if "input" in first.kinds else None,
            hand_ns=hand,
            hands=0 if at is None else passed - bisect_left(hands, at - HAND_NS),
            foreground=seen,
            timeline=course.place(event),
        )


def _opened(times: set[int]) -> list[int]:
    """Openings, a launch and the coming into sight that follows it being one."""
    kept: list[int] = []
    for at in sorted(times):
        if not kept or at - kept[-1] > OPENING_NS:
            kept.append(at)
    return kept


def _launches(first: _First) -> set[int]:
    return {mark.at_ns for mark in first.marks if mark.what == "launch" and mark.at_ns is not None}


def _serves(first: _First, event: Event) -> None:
    """A service of the app showed its notification; without a length, from then on."""
    text = f"{event.what} {event.cause}".lower()
    if event.at_ns is not None and any(word in text for word in FOREGROUND_SERVICE):
        end = event.at_ns + event.duration_ns if event.duration_ns else 1 << 62
        first.served.append((event.at_ns, end))


def _coverage(
    first: _First, course: Course, sight: Sight, starts: Starts, met: set[Timeline], told: Told
) -> Coverage:
    spans = course.spans(first.from_ns, first.to_ns)
    seconds: dict[str, float] = {name: round(length, 3) for name, length in spans.items()}
    away = round(sight.away_s(first.from_ns, first.to_ns), 3)
    if away:
        seconds["background"] = away
    logs = (one.to_ns for one in told.sources if one.path in starts.sources)
    to_ns = max(at for at in (first.to_ns, starts.to_ns, *logs, 0) if at is not None)
    if starts.boots:
        seconds["after_boot"] = round((to_ns - max(starts.boots)) / 1e9, 3)
    through = met | {name for name, length in spans.items() if length}
    cleared = any(mark.what == "clear" for mark in course.marks)
    return Coverage(
        from_ns=first.from_ns,
        to_ns=first.to_ns,
        timelines=tuple(name for name in TIMELINES if name in through),
        seconds=seconds,
        permission_use=bool(first.uses & {"permission_use", "permission_denied"}),
        calls="api_call" in first.uses,
        starts=starts.recorded,
        callers=starts.callers,
        requests=bool(first.kinds & ANSWERS),
        windows="window" in first.kinds,
        rebooted=bool(starts.boots),
        inputs="input" in first.kinds,
        touches=len(first.touches),
        refusals=sum(event.kind == "permission_refusal" for event in first.answers),
        first_run=told.first_run or first.installed or cleared,
    )
