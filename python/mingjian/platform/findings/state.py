"""Where a finding stands with people, and what moves it. The report's verdict is not touched by any of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

from django.db import models


class State(models.TextChoices):
    OPEN = "open"
    CONFIRMED = "confirmed"
    OVERRULED = "overruled"
    SUPPRESSED = "suppressed"


STANDING = (State.OPEN, State.CONFIRMED)
"""The states in which a finding counts against its app."""

Decision = Literal["confirm", "overrule", "suppress", "reopen"]
Event = Literal["confirm", "overrule", "suppress", "reopen", "expire"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
LONGEST = timedelta(days=731)
"""No decision holds longer without being looked at again (project default)."""

_TO: dict[Event, State] = {
    "confirm": State.CONFIRMED,
    "overrule": State.OVERRULED,
    "suppress": State.SUPPRESSED,
    "reopen": State.OPEN,
    "expire": State.OPEN,
}
TRANSITIONS: dict[tuple[State, Event], State] = {
    (state, event): to for event, to in _TO.items() for state in State if state != to
}
"""Any decision may follow any other; none leads to where it is already."""


def step(state: State, event: Event) -> State | None:
    """The next state, or None where the event has no place."""
    return TRANSITIONS.get((state, event))


def effective(state: str, until: datetime | None, now: datetime) -> State:
    """The state in force: a decision past its day holds no longer, whether or not the sweep has come by."""
    return State.OPEN if until is not None and until <= now else State(state)
