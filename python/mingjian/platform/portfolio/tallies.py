"""What an overview counted, a row a day and organisation: derived, so no audit entry; written here only."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mingjian import clock
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.portfolio.models import Tally
from mingjian.platform.portfolio.overview import Overview, overview

SHOWN_DAYS = 90
KEPT_DAYS = 800
FIGURES = ("apps", "violating", "before_consent", "half_open")
"""Columns of a tally, each called as the overview calls it."""


def keep_all() -> int:
    """Counts the day of every organisation that has an app; returns how many. Older rows go."""
    today = timezone.localdate(clock.now())
    with scope(SYSTEM):
        Tally.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
        ids = list(Organisation.objects.filter(app__isnull=False).distinct().values_list("id", flat=True))
    for id_ in ids:
        with transaction.atomic(), scope(id_):
            keep(id_, today)
    return len(ids)


def keep(organisation_id: UUID, day: date) -> None:
    """Counts now and keeps it as that day's; the last count of a day holds."""
    seen = overview(organisation_id, anew=True)
    Tally.objects.update_or_create(organisation_id=organisation_id, day=day, defaults=_figures(seen))


def trends(organisation_id: UUID, seen: Overview) -> dict[str, list[int]]:
    """By figure, its values of the last 90 days, the present one last; empty without an earlier day."""
    today = timezone.localdate(clock.now())
    kept = list(
        Tally.objects.filter(
            organisation_id=organisation_id, day__lt=today, day__gte=today - timedelta(days=SHOWN_DAYS)
        )
        .order_by("day")
        .values(*FIGURES)
    )
    if not kept:
        return {}
    return {name: [*(row[name] for row in kept), value] for name, value in _figures(seen).items()}


def _figures(seen: Overview) -> dict[str, int]:
    return {name: getattr(seen, name) for name in FIGURES}
