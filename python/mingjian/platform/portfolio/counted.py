"""What an overview counts over the whole shelf. Of a large one the last count is kept and shown at once.

Counting 600,000 apps takes seconds, which nobody who opens the page shall wait for: a page that finds the
kept count older than `KEPT_S` asks for another, the worker makes it within a minute, and the page says from
when its totals are. Derived, so no audit entry; written here only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.contrib.postgres.aggregates import BoolOr
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from msgspec import Struct

from mingjian import clock, law
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.state import STANDING
from mingjian.platform.portfolio.models import KeptCount
from mingjian.platform.portfolio.shelf import known_sdk
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State
from mingjian.platform.web.words import Said

LARGE = 2_000
"""Apps from which a count is kept."""
KEPT_S = 60


class Month(Struct, frozen=True):
    """Versions first scanned in a month, by the gravest verdict of their measures."""

    start: datetime
    counts: dict[str, int]


class Bar(Struct, frozen=True):
    """One row of a bar chart: apps by verdict."""

    code: str
    said: Said
    violates: int
    suspected: int


class Counted(Struct, frozen=True, kw_only=True):
    """What is counted over the whole shelf."""

    apps: int
    arrived: int
    """Apps that arrived in the last seven days."""
    violating: int
    before_consent: int
    by_sdk: int
    """Of those before consent, where an SDK does it."""
    sdks: tuple[Bar, ...]
    measures: tuple[Bar, ...]
    months: tuple[Month, ...]
    counted_at: datetime | None = None
    """Of a count that was kept."""


def counted(organisation_id: UUID, *, anew: bool = False) -> Counted:
    """What is kept of a large shelf, however old; of others, without one, and `anew`: what is so now."""
    row = None if anew else KeptCount.objects.filter(organisation_id=organisation_id).first()
    if row is not None:
        kept = _read(row)
        if kept is not None and kept.apps >= LARGE:
            if (clock.now() - row.counted_at).total_seconds() > KEPT_S and not row.wanted:
                KeptCount.objects.filter(organisation_id=organisation_id).update(wanted=True)
            return kept
    made = _count(organisation_id)
    if made.apps >= LARGE:
        KeptCount.objects.update_or_create(
            organisation_id=organisation_id,
            defaults={"counted_at": clock.now(), "figures": msgspec.to_builtins(made), "wanted": False},
        )
    return made


def count_wanted() -> int:
    """Counts what a page asked for; returns how many shelves."""
    with scope(SYSTEM):
        ids = list(KeptCount.objects.filter(wanted=True).values_list("organisation_id", flat=True))
    for id_ in ids:
        with transaction.atomic(), scope(id_):
            counted(id_, anew=True)
    return len(ids)


def _read(row: KeptCount) -> Counted | None:
    """None where an older Mingjian wrote it."""
    try:
        kept = msgspec.convert(row.figures, Counted)
    except msgspec.ValidationError:
        return None
    return msgspec.structs.replace(kept, counted_at=row.counted_at)


def _count(organisation_id: UUID) -> Counted:
    now = clock.now()
    shelf = App.objects.filter(organisation_id=organisation_id)
    shown = Finding.objects.filter(organisation_id=organisation_id, present=True, state__in=STANDING)
    violating, before_consent, by_sdk = _apps(shown)
    return Counted(
        apps=shelf.count(),
        arrived=shelf.filter(created_at__gte=now - timedelta(days=7)).count(),
        sdks=_bars(shown.filter(consent="before").exclude(party="app"), "party"),
        measures=_bars(shown.filter(role="breach"), "measure"),
        months=_months(organisation_id, now),
        violating=violating,
        before_consent=before_consent,
        by_sdk=by_sdk,
    )


def _apps(findings: QuerySet[Finding]) -> tuple[int, int, int]:
    """Apps that violate, that collect before consent, and where an SDK does, in one pass."""
    early = Q(consent="before")
    each = findings.order_by().values("app_id").annotate(
        hard=BoolOr(Q(verdict="violates", role="breach")), early=BoolOr(early),
        sdk=BoolOr(early & ~Q(party="app")),
    )  # fmt: skip
    found = each.aggregate(
        violating=Count("app_id", filter=Q(hard=True)), before_consent=Count("app_id", filter=Q(early=True)),
        by_sdk=Count("app_id", filter=Q(sdk=True)),
    )  # fmt: skip
    return found["violating"], found["before_consent"], found["by_sdk"]


def _months(organisation_id: UUID, now: datetime) -> tuple[Month, ...]:
    """The last twelve months; a version counts once, by the findings of its newest scan then."""
    since = (now - timedelta(days=365)).replace(day=1)
    newest = (
        Scan.objects.filter(
            organisation_id=organisation_id, state=State.DONE, created_at__gte=since, version_id__isnull=False
        )
        .annotate(month=TruncMonth("created_at"))
        .values_list("version_id", "month", "counts__violates", "counts__suspected")
        .order_by("version_id", "-created_at")
        .distinct("version_id")
    )
    inner, values = newest.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, count(*) FILTER (WHERE hard), count(*) FILTER (WHERE soft AND NOT hard),"  # noqa: S608
            " count(*) FILTER (WHERE NOT hard AND NOT soft) FROM (SELECT month,"
            " coalesce(violates::int, 0) > 0 AS hard, coalesce(suspected::int, 0) > 0 AS soft"
            f" FROM ({inner}) AS scans (version, month, violates, suspected)) AS each"
            " GROUP BY month ORDER BY month",
            values,
        )
        found: list[tuple[datetime, int, int, int]] = cursor.fetchall()
    gravest = ("violates", "suspected", "none")
    return tuple(
        Month(month, {name: n for name, n in zip(gravest, counts, strict=True) if n})
        for month, *counts in found
    )


def _bars(findings: QuerySet[Finding], by: str) -> tuple[Bar, ...]:
    """Six bars. Pairs first, then how many of each: a count of distinct ones would sort all rows."""
    pairs = findings.order_by().values_list(by, "app_id").annotate(hard=BoolOr(Q(verdict="violates")))
    inner, values = pairs.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT code, count(*) FILTER (WHERE hard), count(*) AS every FROM ({inner})"  # noqa: S608 - Django's own
            " AS pairs (code, app, hard) GROUP BY code ORDER BY every DESC, code LIMIT 6",
            values,
        )
        found: list[tuple[str, int, int]] = cursor.fetchall()
    return tuple(Bar(code, _called(by, code), hard, every - hard) for code, hard, every in found)


def _called(by: str, code: str) -> Said:
    if by == "measure":
        row = law.measure(code)
        return Said(row.short_zh or row.title_zh, row.short_en or row.title_en)
    known = known_sdk(code)
    return Said(known.name_zh, known.name_en) if known else Said(code, code)
