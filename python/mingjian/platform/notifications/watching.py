"""What nobody does and yet happens: suppressions nearing their day, searches that find more. And old rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict

from mingjian import clock
from mingjian.platform.catalogue.models import App
from mingjian.platform.events import MOST_LISTED, Happened, emit
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.telling import app_brief, brief
from mingjian.platform.notifications.models import Event, Match, Message, Subscription
from mingjian.platform.notifications.state import State
from mingjian.platform.portfolio import filters
from mingjian.platform.portfolio.models import SavedSearch

AHEAD = timedelta(days=3)
"""How long before its end a suppression is told of (project default)."""
KEPT = timedelta(days=90)
"""How long the log is kept (project default)."""
OVERLAP = timedelta(minutes=10)
"""Searches look that far behind their last look: a transaction may commit later than its rows say."""
MOST_MATCHES = 10_000
"""Apps a subscribed search may find; one that finds more is no search."""
_AT_ONCE = 500
T = TypeVar("T")


def suppressions() -> int:
    """Tells of suppressions that end within three days, once each; how many."""
    now = clock.now()
    organisations = Subscription.objects.filter(disabled_at=None, events__contains=["suppression.ending"])
    wanted = set(organisations.values_list("organisation_id", flat=True))
    rows = Finding.objects.filter(
        organisation_id__in=wanted, state="suppressed", state_until__gt=now, state_until__lte=now + AHEAD
    ).select_related("app")
    told = 0
    for some in batched(rows.order_by("state_until", "id").iterator(_AT_ONCE), _AT_ONCE):
        keys = {_ending_key(finding): finding for finding in some}
        known = set(
            Event.objects.filter(organisation_id__in=wanted, key__in=list(keys)).values_list("key", flat=True)
        )
        for key, finding in keys.items():
            if key not in known:
                _ending(key, finding)
                told += 1
    return told


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Some rows at a time."""
    there = iter(rows)
    while some := list(islice(there, size)):
        yield some


def _ending_key(finding: Finding) -> str:
    return f"suppression.ending:{finding.id}:{cast('datetime', finding.state_until).isoformat()}"


def _ending(key: str, finding: Finding) -> None:
    until = cast("datetime", finding.state_until).isoformat()
    with transaction.atomic():
        emit(
            Happened(
                organisation_id=finding.organisation_id, kind="suppression.ending", key=key,
                subject=f"finding:{finding.id}",
                detail={
                    "app": app_brief(finding.app), "until": until, "count": 1, "findings": [brief(finding)],
                },
            )
        )  # fmt: skip


def searches() -> int:
    """Tells of apps that subscribed searches find and did not before; how many."""
    rows = Subscription.objects.filter(disabled_at=None, search__isnull=False).select_related("search")
    found = 0
    for subscription in rows.order_by("looked_at")[:_AT_ONCE]:
        with transaction.atomic():
            found += _look(subscription)
    return found


def matches(search: SavedSearch, *, since: datetime | None = None) -> QuerySet[App]:
    """The apps a saved search finds, those changed since a moment alone where it is given."""
    asked = filters.read(QueryDict(search.query))
    rows = filters.apps(search.organisation_id, asked)
    return rows.filter(updated_at__gte=since) if since else rows


def remember(subscription: Subscription, found: list[UUID]) -> None:
    """Notes that the subscription's search has found these."""
    Match.objects.bulk_create(
        [
            Match(organisation_id=subscription.organisation_id, subscription=subscription, found=each)
            for each in found
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )


def _look(subscription: Subscription) -> int:
    search = cast("SavedSearch", subscription.search)
    now = clock.now()
    since = (subscription.looked_at or subscription.created_at) - OVERLAP
    apps: Any = matches(search, since=since).order_by("-updated_at")
    there = {app.id: app for app in apps[:MOST_MATCHES]}
    known = set(
        Match.objects.filter(subscription=subscription, found__in=list(there)).values_list("found", flat=True)
    )
    new = [app for app in there.values() if app.id not in known]
    Subscription.objects.filter(id=subscription.id).update(looked_at=now)
    if not new:
        return 0
    remember(subscription, [app.id for app in new])
    emit(
        Happened(
            organisation_id=subscription.organisation_id, kind="search.matched",
            key=f"search.matched:{subscription.id}:{now.isoformat()}", subject=f"search:{search.id}",
            only=subscription.id,
            detail={
                "search": str(search.id), "name": search.name, "query": search.query, "count": len(new),
                "apps": [
                    {"id": str(app.id), "name": app.name or app.package, "package": app.package}
                    for app in new[:MOST_LISTED]
                ],
            },
        )
    )  # fmt: skip
    return len(new)


def prune() -> int:
    """Drops messages and events older than the log is kept; how many."""
    before = clock.now() - KEPT
    over = Message.objects.filter(created_at__lt=before, state__in=[State.DONE, State.FAILED])
    messages, _ = Message.objects.filter(id__in=over.order_by("created_at").values("id")[:20_000]).delete()
    old = Event.objects.filter(at__lt=before).order_by("at").values("id")[:20_000]
    events, _ = Event.objects.filter(id__in=old).delete()
    return messages + events
