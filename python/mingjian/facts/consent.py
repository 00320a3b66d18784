"""Consent seen from facts: for one hit, which of its paths run before anyone could agree.

Nothing is decided here: `timing` sorts the paths of a hit by what they pass. Rules choose the verdict.
"""

from __future__ import annotations

from msgspec import Struct

from mingjian.facts.calls import CallFacts, Hit, Path


class Timing(Struct, frozen=True, kw_only=True):
    ungated: tuple[Path, ...] = ()
    """From process start or launcher, no gate, no gesture."""
    gated: tuple[Path, ...] = ()
    """Through a consent candidate with `agreed`."""
    gesture: tuple[Path, ...] = ()
    """After some human action that is not known to be agreement."""
    other: tuple[Path, ...] = ()
    """From receivers, services, jobs … whose moment code cannot tell."""


def timing(calls: CallFacts, hit: Hit) -> Timing:
    """Sorts the paths of `hit`; each path falls in exactly one group."""
    ungated: list[Path] = []
    gated: list[Path] = []
    gesture: list[Path] = []
    other: list[Path] = []
    for path in hit.paths:
        kind = calls.entry_points[path.entry].kind
        if path.gate is not None:
            gated.append(path)
        elif path.gesture_step is not None or kind == "user_gesture":
            gesture.append(path)
        elif kind in ("process_start", "launcher"):
            ungated.append(path)
        else:
            other.append(path)
    return Timing(ungated=tuple(ungated), gated=tuple(gated), gesture=tuple(gesture), other=tuple(other))
