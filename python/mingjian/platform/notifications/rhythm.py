"""When digests are due: a wall clock in Asia/Shanghai, whatever the machine's zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mingjian.platform.notifications.models import Rhythm

ZONE = ZoneInfo("Asia/Shanghai")


def next_due(rhythm: str, hour: int, weekday: int, now: datetime) -> datetime | None:
    """The first moment after `now` that the rhythm names; None for what is told at once."""
    if rhythm == Rhythm.INSTANT:
        return None
    local = now.astimezone(ZONE)
    due = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if rhythm == Rhythm.WEEKLY:
        due += timedelta(days=(weekday - local.weekday()) % 7)
    if due <= local:
        due += timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
    return due


def span(rhythm: str) -> timedelta:
    """What one digest covers."""
    return timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
