"""The states of a message and what moves it from one to the next; how long it waits between tries."""

from __future__ import annotations

from typing import Literal

from django.db import models


class State(models.TextChoices):
    PENDING = "pending"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"


Event = Literal["claim", "sent", "later", "give_up", "replay"]

TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.PENDING, "claim"): State.SENDING,
    (State.PENDING, "give_up"): State.FAILED,
    (State.SENDING, "claim"): State.SENDING,  # its sender was killed: the lease ran out
    (State.SENDING, "sent"): State.DONE,
    (State.SENDING, "later"): State.PENDING,
    (State.SENDING, "give_up"): State.FAILED,
    (State.DONE, "replay"): State.PENDING,
    (State.FAILED, "replay"): State.PENDING,
}

BACKOFF_S = (5, 60, 300, 1800, 7200, 18000, 36000)
"""Waits after each failed try; the one after the last gives up: eight tries in some nineteen hours."""


def step(state: State, event: Event) -> State | None:
    """The next state, or None where the event has no place."""
    return TRANSITIONS.get((state, event))
