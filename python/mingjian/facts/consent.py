"""Consent seen from facts: for one hit, which of its paths run before anyone could agree.

Nothing is decided here: `timing` sorts the paths of a hit by what they pass. Rules choose the verdict.
"""

from __future__ import annotations

from msgspec import Struct

from mingjian.facts.calls import CallFacts, Hit, Path

DIALOG_CLICK = ";->onClick(Landroid/content/DialogInterface;I)V"


class Timing(Struct, frozen=True, kw_only=True):
    ungated: tuple[Path, ...] = ()
    """From process start or launcher, no gate, no gesture."""
    gated: tuple[Path, ...] = ()
    """Through a consent candidate with `agreed`."""
    refused: tuple[Path, ...] = ()
    """After the other button of a dialog one of whose buttons records agreement."""
    gesture: tuple[Path, ...] = ()
    """After some human action that is not known to be an answer."""
    other: tuple[Path, ...] = ()
    """From receivers, services, jobs … whose moment code cannot tell."""


def timing(calls: CallFacts, hit: Hit) -> Timing:
    """Sorts the paths of `hit`; each path falls in exactly one group."""
    ungated: list[Path] = []
    gated: list[Path] = []
    refused: list[Path] = []
    gesture: list[Path] = []
    other: list[Path] = []
    for path in hit.paths:
        kind = calls.entry_points[path.entry].kind
        if path.gate is not None:
            gated.append(path)
        elif path.gesture_step is not None:
            (refused if _refuses(calls, path, path.gesture_step) else gesture).append(path)
        elif kind == "user_gesture":
            gesture.append(path)
        elif kind in ("process_start", "launcher"):
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


def _refuses(calls: CallFacts, path: Path, step: int) -> bool:
    """The gesture is a dialog button made where another button of a dialog records agreement: both listeners
    are inner classes of the class that shows it."""
    taken = path.steps
    if step >= len(taken) or DIALOG_CLICK not in taken[step].callee:
        return False
    button = taken[step].callee
    shows = taken[step].caller.partition(";->")[0].partition("$")[0]
    agreeing = [
        gate.method for gate in calls.gates if gate.kind == "listener" and DIALOG_CLICK in gate.method
    ]
    return button not in agreeing and any(
        _inner(button, shows) and _inner(method, shows) for method in agreeing
    )


def _inner(method: str, outer: str) -> bool:
    return method.startswith(f"{outer}$")
