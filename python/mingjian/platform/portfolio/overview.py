"""The figures and charts of the overview: counts now, and how they moved by month."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from msgspec import Struct
from msgspec.structs import asdict

from mingjian import law
from mingjian.platform.catalogue.models import App
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.state import STANDING
from mingjian.platform.portfolio.shelf import AppRow, changes, known_sdk, rows
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State
from mingjian.platform.web.words import Said

APPLICABLE = tuple(row.id for row in law.measures() if row.id.startswith(("1.", "2.1", "2.2", "2.3")))[:15]
"""The measures an app operator answers for: 1.1 to 1.12 and 2.1 to 2.3."""


LARGE = 50_000
"""Apps from which a shelf is counted once in `KEPT_S` alone: it takes half a second at 600,000."""
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


class Overview(Counted, frozen=True, kw_only=True):
    half_open: int
    """Apps of whose 15 measures more than half are undetermined, among those looked at."""
    looked_at: int
    waiting: int
    failed: int
    matrix: tuple[AppRow, ...]
    changes: dict[UUID, int]
    """Of the apps of the matrix: findings more than in the version before."""
    months: tuple[Month, ...]
    expiring: tuple[Finding, ...]
    """Suppressions that end within fourteen days."""
    newest: tuple[Finding, ...]
    """Open violations nobody has looked at yet, newest first."""


def overview(organisation_id: UUID) -> Overview:
    """Everything the overview shows of one organisation."""
    now = timezone.now()
    mine = Q(organisation_id=organisation_id)
    shelf = App.objects.filter(mine)
    shown = Finding.objects.filter(mine, present=True, state__in=STANDING)
    violating = shown.filter(verdict="violates", role="breach")
    newest = rows(shelf.order_by("-updated_at", "-id")[:200])
    judged = [row for row in newest if row.scan]
    return Overview(
        **asdict(_counted(organisation_id, shelf, shown, now)),
        half_open=sum(_half_open(row) for row in judged),
        looked_at=len(judged),
        waiting=Scan.objects.filter(mine, state__in=(State.QUEUED, State.RUNNING)).count(),
        failed=Scan.objects.filter(
            mine, state=State.FAILED, created_at__gte=now - timedelta(days=30)
        ).count(),
        matrix=tuple(judged[:10]),
        changes=changes(judged[:10]),
        months=_months(organisation_id, now),
        expiring=tuple(
            Finding.objects.filter(
                mine, state="suppressed", present=True, state_until__lte=now + timedelta(days=14)
            )
            .select_related("app")
            .order_by("state_until")[:3]
        ),
        newest=tuple(violating.filter(state="open").select_related("app").order_by("-created_at", "-id")[:5]),
    )


def _counted(organisation_id: UUID, shelf: QuerySet[App], shown: QuerySet[Finding], now: datetime) -> Counted:
    """Counted now; of a large shelf at most once a minute."""
    key = f"overview:{organisation_id}"
    kept = cast("Counted | None", cache.get(key))
    if kept is not None:
        return kept
    made = Counted(
        apps=shelf.count(),
        arrived=shelf.filter(created_at__gte=now - timedelta(days=7)).count(),
        sdks=_bars(shown.filter(consent="before").exclude(party="app"), "party"),
        measures=_bars(shown.filter(role="breach"), "measure"),
        **_apps(shown),
    )
    if made.apps >= LARGE:
        cache.set(key, made, KEPT_S)
    return made


def _apps(findings: QuerySet[Finding]) -> dict[str, int]:
    """Apps of each kind, in one pass: an app first, then how many."""
    early = Q(consent="before")
    each = findings.order_by().values("app_id").annotate(
        hard=BoolOr(Q(verdict="violates", role="breach")), early=BoolOr(early),
        sdk=BoolOr(early & ~Q(party="app")),
    )  # fmt: skip
    return each.aggregate(
        violating=Count("app_id", filter=Q(hard=True)), before_consent=Count("app_id", filter=Q(early=True)),
        by_sdk=Count("app_id", filter=Q(sdk=True)),
    )  # fmt: skip


def _half_open(row: AppRow) -> bool:
    verdicts = row.scan.verdicts if row.scan else {}
    return 2 * sum(verdicts.get(code) == "undetermined" for code in APPLICABLE) > len(APPLICABLE)


def _months(organisation_id: UUID, now: datetime) -> tuple[Month, ...]:
    """The last twelve months; a version counts once, by the findings of its newest scan then."""
    since = (now - timedelta(days=365)).replace(day=1)
    counted: dict[datetime, Counter[str]] = defaultdict(Counter)
    found = (
        Scan.objects.filter(
            organisation_id=organisation_id, state=State.DONE, created_at__gte=since, version_id__isnull=False
        )
        .annotate(month=TruncMonth("created_at"))
        .values_list("month", "version_id", "counts__violates", "counts__suspected")
        .order_by("version_id", "-created_at")
        .distinct("version_id")[:20000]
    )
    for month, _, violations, suspicions in found:
        gravest = "violates" if violations else "suspected" if suspicions else "none"
        counted[month][gravest] += 1
    return tuple(Month(month, dict(counts)) for month, counts in sorted(counted.items()))


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
