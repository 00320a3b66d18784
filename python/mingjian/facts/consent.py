"""Consent seen from facts: for one hit, which of its paths run before anyone could agree.

Nothing is judged here: `timing` sorts the paths of a hit by what they pass, `moment` names the earliest group
with the path that shows it. Rules choose the verdict. Answers are kept for the last subject asked about.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.calls import CallFacts, Gate, Hit, Path
from mingjian.facts.once import once
from mingjian.facts.sorted_hits import SortedHits, by_tags
from mingjian.model import Consent


class Timing(Struct, frozen=True, kw_only=True):
    ungated: tuple[Path, ...] = ()
    """From process start or launcher, no gate, no gesture."""
    gated: tuple[Path, ...] = ()
    """Through a consent candidate with `agreed`."""
    refused: tuple[Path, ...] = ()
    """After the refusing button of a dialog or screen whose other button agrees."""
    gesture: tuple[Path, ...] = ()
    """After some human action that is not known to be an answer."""
    other: tuple[Path, ...] = ()
    """From receivers, services, jobs … whose moment code cannot tell."""


class Moment(Struct, frozen=True):
    """When a call runs, with the path that shows it; None when nothing reaches it."""

    consent: Consent
    path: Path | None
    certain: bool
    """No other reading is left: the path runs by itself on every start of the app."""
    by_itself: bool
    """Some path needs no human action; a screen other than the first is opened by one unless the path shows
    how the app opens it."""


_AT_START = frozenset({"process_start", "launcher"})
NEVER = Moment("unknown", None, certain=False, by_itself=False)


class _Seen:
    """Hits of one subject by tag, and the moments asked for so far."""

    __slots__ = ("by_tag", "moments")

    def __init__(self, calls: CallFacts) -> None:
        self.moments: dict[int, Moment] = {}
        self.by_tag = SortedHits(calls, by_tags, calls.known_tags)


_seen = once(_Seen)


def by_tag(calls: CallFacts) -> SortedHits:
    """Every hit by each of its tags."""
    return _seen(calls).by_tag


def tagged(facts: Facts, prefix: str) -> Iterator[tuple[str, Hit]]:
    """Every hit with a tag that begins so, with the rest of the tag: `pi:` → (`imei`, hit)."""
    if facts.calls is not None:
        found = by_tag(facts.calls)
        for tag in found.names():
            if tag.startswith(prefix):
                rest = tag.removeprefix(prefix)
                yield from ((rest, hit) for hit in found.get(tag))


def before(calls: CallFacts, hit: Hit) -> bool:
    """Some path is `ungated`: what `moment` answers first, without the rest."""
    for path in hit.paths:
        if (
            path.refused_step is None
            and path.gate is None
            and path.gesture_step is None
            and calls.entry_points[path.entry].kind in _AT_START
        ):
            return True
    return False


def timing(calls: CallFacts, hit: Hit) -> Timing:
    """Sorts the paths of `hit`; each path falls in exactly one group."""
    ungated: list[Path] = []
    gated: list[Path] = []
    refused: list[Path] = []
    gesture: list[Path] = []
    other: list[Path] = []
    for path in hit.paths:
        kind = calls.entry_points[path.entry].kind
        if path.refused_step is not None:
            refused.append(path)
        elif path.gate is not None:
            gated.append(path)
        elif path.gesture_step is not None or kind == "user_gesture":
            gesture.append(path)
        elif kind in _AT_START:
            ungated.append(path)
        else:
            other.append(path)
    return Timing(
        ungated=tuple(ungated),
        gated=tuple(gated),
        refused=tuple(refused),
        gesture=tuple(gesture),
        other=tuple(other),
    )


def moment(facts: Facts, hit: Hit) -> Moment:
    """Before, after or unknown to consent: before when some path passes no gate and needs no human; refused
    when one begins at the refusing button of the question."""
    if facts.calls is None:
        return NEVER
    moments = _seen(facts.calls).moments
    found = moments.get(id(hit))
    if found is None:
        found = moments[id(hit)] = moment_of(facts.calls, hit)
    return found


def moment_of(calls: CallFacts, hit: Hit) -> Moment:
    """`moment` of a place that is not among the hits of `calls`; its answer is not kept."""
    when = timing(calls, hit)
    if when.ungated:
        path = next((p for p in when.ungated if p.certain), when.ungated[0])
        return Moment("before", path, certain=path.certain, by_itself=True)
    if when.refused:
        return Moment("refused", when.refused[0], certain=when.refused[0].certain, by_itself=False)
    if when.other:
        alone = next((p for p in when.other if calls.entry_points[p.entry].kind != "activity"), None)
        return Moment("unknown", alone or when.other[0], certain=False, by_itself=alone is not None)
    if when.gated and not when.gesture:
        return Moment("after", when.gated[0], certain=when.gated[0].certain, by_itself=False)
    left = (*when.gesture, *when.gated)
    return Moment("unknown", left[0], certain=False, by_itself=False) if left else NEVER


def gate_of(facts: Facts, path: Path) -> Gate | None:
    """The gate whose answer a path stands behind: the one it passes, the open one, or the one refused."""
    calls = facts.calls
    if calls is None:
        return None
    for number in (path.gate, path.open_gate):
        if number is not None:
            return calls.gates[number]
    if path.refused_step is None or not path.steps:
        return None
    passed = {method for step in path.steps for method in (step.caller, step.callee)}
    return next((gate for gate in calls.gates if passed.intersection(gate.refuses)), None)
