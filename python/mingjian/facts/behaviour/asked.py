"""Permission dialogs of the system: what was asked, what was answered, and what was asked again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from mingjian.artifacts.device_log.event import Event
from mingjian.facts.behaviour import Asked
from mingjian.facts.behaviour.marks import Course
from mingjian.facts.behaviour.tally import SECOND_NS, within

ANSWER_NS = 600 * SECOND_NS
"""An answer later than this is to another question."""
TOUCH_NS = 5 * SECOND_NS
MOST_ASKED = 2000


def dialogs(
    events: Iterable[Event], course: Course, *, touches: Sequence[int] | None, opened: Sequence[int]
) -> Iterator[Asked]:
    """Each dialog in order. `touches`: times of touches of the app, None where the run records none;
    `opened`: times the app was launched or came back, sorted."""
    kept = sorted(
        (event for event in events if event.at_ns is not None),
        key=lambda one: (one.at_ns or 0, one.source, one.line or 0),
    )
    refused: dict[str, list[int]] = {}
    told = 0
    for number, event in enumerate(kept):
        if event.kind == "permission_refusal":
            refused.setdefault(event.what, []).append(event.at_ns or 0)
        if event.kind != "permission_request" or told >= MOST_ASKED:
            continue
        told += 1
        at = event.at_ns or 0
        earlier = refused.get(event.what, [])
        yield Asked(
            event=event,
            permission=event.what,
            answer=_answer(kept, number),
            asked_before=len(earlier),
            since_refusal_ns=at - earlier[-1] if earlier else None,
            touched=None if touches is None else within(touches, at - TOUCH_NS, at),
            launch_ns=_since_launch(at, opened, touches),
            timeline=course.place(event),
        )


def _answer(kept: Sequence[Event], number: int) -> Literal["granted", "refused", "unknown"]:
    asked = kept[number]
    for event in kept[number + 1 :]:
        if (event.at_ns or 0) - (asked.at_ns or 0) > ANSWER_NS:
            break
        if event.what != asked.what:
            continue
        if event.kind == "permission_request":
            break
        if event.kind in ("permission_grant", "permission_refusal"):
            return "granted" if event.kind == "permission_grant" else "refused"
    return "unknown"


def _since_launch(at: int, opened: Sequence[int], touches: Sequence[int] | None) -> int | None:
    passed = bisect_right(opened, at)
    if not passed:
        return None
    start = opened[passed - 1]
    if touches is not None and within(touches, start, at):
        return None
    return at - start
