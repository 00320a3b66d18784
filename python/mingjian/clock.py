"""The time, in one place, so that judging the same facts again can be asked for any day.

`MINGJIAN_NOW` (ISO 8601) holds the clock still: the same input then gives the same report byte for byte
on any day.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from mingjian.errors import UsageError

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


@contextmanager
def at(moment: datetime | None) -> Generator[None]:
    """Inside, `now()` of this thread or task is that moment (None: as outside): for records of it."""
    token = _told.set(moment or _told.get())
    try:
        yield
    finally:
        _told.reset(token)


def now() -> datetime:
    """The present moment, UTC, or the one `at` or `MINGJIAN_NOW` names.

    Raises:
        UsageError: `MINGJIAN_NOW` is not a time.
    """
    told = _told.get()
    if told is not None:
        return told
    fixed = os.environ.get("MINGJIAN_NOW")
    if not fixed:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        raise UsageError(f"MINGJIAN_NOW is not an ISO 8601 time: {fixed!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
