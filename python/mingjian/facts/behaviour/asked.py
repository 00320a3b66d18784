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
        answers = _answers(kept, number)
        for permission in (
            [event.what] if event.what else list(dict.fromkeys(one.what for one in answers)) or [""]
        ):
            earlier = refused.get(permission, [])
            answer = next((one for one in answers if one.what == permission), None)
            yield Asked(
                event=event,
                permission=permission,
                answer=_word(answer),
                answered_ns=None if answer is None else answer.at_ns,
                asked_before=len(earlier),
                since_refusal_ns=at - earlier[-1] if earlier else None,
                touched=None if touches is None else within(touches, at - TOUCH_NS, at),
                launch_ns=_since_launch(at, opened, touches),
                timeline=course.place(event),
            )


def _word(answer: Event | None) -> Literal["granted", "refused", "unknown"]:
    if answer is None:
        return "unknown"
    return "granted" if answer.kind == "permission_grant" else "refused"


def _answers(kept: Sequence[Event], number: int) -> list[Event]:
    """Answers to a dialog: those that follow until the same, or any unnamed, question is asked again."""
    asked = kept[number]
    found: list[Event] = []
    for event in kept[number + 1 :]:
        if (event.at_ns or 0) - (asked.at_ns or 0) > ANSWER_NS:
            break
        if event.kind == "permission_request":
            if not asked.what or event.what in ("", asked.what):
                break
        elif not asked.what or event.what == asked.what:
            found.append(event)
    return found


def _since_launch(at: int, opened: Sequence[int], touches: Sequence[int] | None) -> int | None:
    passed = bisect_right(opened, at)
    if not passed:
        return None
    start = opened[passed - 1]
    if touches is not None and within(touches, start, at):
        return None
    return at - start
