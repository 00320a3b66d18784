"""The states of a scan and what moves it from one to the next."""

from __future__ import annotations

from typing import Literal

from django.db import models


class State(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


Event = Literal["start", "finish", "fail", "cancel", "retry"]

TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.QUEUED, "start"): State.RUNNING,
    (State.QUEUED, "cancel"): State.CANCELLED,
    (State.RUNNING, "start"): State.RUNNING,  # a killed worker's job begins again
    (State.RUNNING, "finish"): State.DONE,
    (State.RUNNING, "fail"): State.FAILED,
    (State.RUNNING, "cancel"): State.CANCELLED,
    (State.RUNNING, "retry"): State.QUEUED,
    (State.FAILED, "retry"): State.QUEUED,
    (State.CANCELLED, "retry"): State.QUEUED,
}


def step(state: State, event: Event) -> State | None:
    """The next state, or None where the event has no place."""
    return TRANSITIONS.get((state, event))
