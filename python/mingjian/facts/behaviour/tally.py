"""Uses of personal information and of guarded operations, added up by party, timeline and sight."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, cast

from mingjian import knowledge
from mingjian.artifacts.device_log.event import Event
from mingjian.facts.behaviour import Timeline, Use
from mingjian.facts.behaviour.marks import Course, Sight
from mingjian.facts.behaviour.taken import normal, of_event
from mingjian.model import Party

SECOND_NS = 1_000_000_000
RETURN_NS = TOUCH_NS = 2 * SECOND_NS
"""A use this soon after the app came back, or after a touch, came of it."""
LEFT_S = 5.0
MOST_SAMPLES = 5
MOST_KEYS = 20_000
"""Different uses kept apart; what is beyond is counted as dropped."""
EVEN = 5
"""Equal intervals that make a period."""
NEAR_EVEN = 0.2
"""How far intervals of one period may differ, as a share (project choice: timers drift)."""
CLICKS = ("performClick", "onClick", "onItemClick", "onMenuItemClick", "onOptionsItemSelected", "onLongClick")
"""Methods in a stack through which a touch passes. Source: AOSP android.view.View, AdapterView, Activity."""

LEAST_PERIOD_NS = SECOND_NS // 2
"""Closer records are one burst (project choice)."""

_Key = tuple[str, str, tuple[str, ...], Party, Timeline, bool | None, bool]


@lru_cache(maxsize=65_536)
def _owner(frame: str) -> Party | None:
    name = normal(frame).rpartition(".")[0]
    found = knowledge.sdk_by_class(name) if name else None
    if found is None or not found.processor:
        return None
    return Party("sdk", found.id, found.name_zh, found.name_en)


def party_of(stack: Sequence[str], app: Party) -> Party:
    """The SDK that owns the nearest frame of those owned by one, else the app."""
    return next((party for frame in stack if (party := _owner(frame)) is not None), app)


class _Sum:
    __slots__ = ("by_user", "end", "first", "just_left", "last", "samples", "served", "times", "when")

    def __init__(self) -> None:
        self.times = self.by_user = self.served = self.just_left = 0
        self.end: Event | None = None
        self.first: int | None = None
        self.last: int | None = None
        self.samples: list[Event] = []
        self.when = array("q")


class Tally:
    """Adds uses up; `uses()` gives them in a fixed order."""

    def __init__(
        self,
        app: Party,
        course: Course,
        sight: Sight,
        *,
        touches: Sequence[int],
        served: Sequence[tuple[int, int]],
    ) -> None:
        """`touches`: times of the user's touches, sorted. `served`: spans of foreground services, sorted."""
        self._app, self._course, self._sight = app, course, sight
        self._touches, self._served = touches, served
        self._sums: dict[_Key, _Sum] = {}
        self.dropped = 0

    def add(self, event: Event) -> None:
        """Counts one record."""
        foreground = event.foreground
        if foreground is None:
            foreground = self._sight.at(event.at_ns, event.precision_ns)
        key: _Key = (
            event.kind,
            normal(event.what) if event.kind == "api_call" else event.what,
            of_event(event),
            party_of(event.stack, self._app),
            self._course.place(event),
            foreground,
            bool(event.stack),
        )
        found = self._sums.get(key)
        if found is None:
            if len(self._sums) >= MOST_KEYS:
                self.dropped += event.count
                return
            found = self._sums[key] = _Sum()
        found.times += event.count
        if len(found.samples) < MOST_SAMPLES:
            found.samples.append(event)
        if self._by_user(event):
            found.by_user += event.count
        if event.at_ns is None:
            return
        if foreground is False:
            left = self._sight.left_s(event.at_ns)
            if left is not None and left <= LEFT_S:
                found.just_left += event.count
            elif self._serving(event.at_ns):
                found.served += event.count
        found.first = event.at_ns if found.first is None else min(found.first, event.at_ns)
        if found.last is None or event.at_ns > found.last:
            found.last, found.end = event.at_ns, event
        if event.count == 1 and event.precision_ns <= SECOND_NS:
            found.when.append(event.at_ns)

    def _by_user(self, event: Event) -> bool:
        if any(name in frame for frame in event.stack for name in CLICKS):
            return True
        return event.at_ns is not None and within(self._touches, event.at_ns - TOUCH_NS, event.at_ns)

    def _serving(self, at_ns: int) -> bool:
        after = bisect_right(self._served, (at_ns, 1 << 62))
        return any(start <= at_ns <= end for start, end in self._served[max(0, after - 8) : after])

    def uses(self) -> Iterator[Use]:
        """What was added up, by time of the first record, then by name."""
        order = sorted(self._sums.items(), key=lambda one: (one[1].first or 0, repr(one[0])))
        for key, found in order:
            kind, what, kinds, party, timeline, foreground, attributed = key
            when = sorted(found.when)
            yield Use(
                kind=cast(Literal["permission_use", "permission_denied", "api_call"], kind),
                what=what,
                personal_info=kinds,
                party=party,
                timeline=timeline,
                foreground=foreground,
                times=found.times,
                first_ns=found.first,
                last_ns=found.last,
                most_in_1_s=_most(when, SECOND_NS),
                most_in_30_s=_most(when, 30 * SECOND_NS),
                on_return=self._on_return(when),
                by_user=found.by_user,
                just_left=found.just_left,
                visible_service=found.served,
                period_ns=period(when),
                attributed=attributed,
                samples=_samples(found),
            )

    def _on_return(self, when: Sequence[int]) -> int:
        returns = self._sight.returns
        return sum(within(when, back, back + RETURN_NS) for back in returns)


def _samples(found: _Sum) -> tuple[Event, ...]:
    """The first few records and the last."""
    kept = sorted(found.samples, key=lambda one: (one.at_ns or 0, one.line or 0))
    if found.end is not None and found.end not in kept:
        kept.append(found.end)
    return tuple(kept)


def within(times: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the sorted `times` lies from `start` to `end`."""
    at = bisect_left(times, start)
    return at < len(times) and times[at] <= end


def _most(when: Sequence[int], window_ns: int) -> int:
    """The most records in any span shorter than `window_ns`."""
    most = start = 0
    for end, at in enumerate(when):
        while at - when[start] >= window_ns:
            start += 1
        most = max(most, end - start + 1)
    return most


def period(when: Sequence[int]) -> int | None:
    """The even interval of sorted times, where at least EVEN of them follow each other; else None."""
    run = 0
    first = 0
    for earlier, later in pairwise(when):
        gap = later - earlier
        if gap < LEAST_PERIOD_NS:
            continue
        if run and abs(gap - first) <= NEAR_EVEN * first:
            run += 1
            if run >= EVEN:
                return first
        else:
            run, first = 1, gap
    return None
