"""The figures and charts of the overview: counts now, and how they moved by month."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from msgspec.structs import asdict

from mingjian import law
from mingjian.platform.catalogue.models import App
from mingjian.platform.findings.models import Finding
from mingjian.platform.portfolio.counted import Counted, counted
from mingjian.platform.portfolio.shelf import AppRow, changes, rows
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State

APPLICABLE = tuple(row.id for row in law.measures() if row.id.startswith(("1.", "2.1", "2.2", "2.3")))[:15]
"""The measures an app operator answers for: 1.1 to 1.12 and 2.1 to 2.3."""


class Overview(Counted, frozen=True, kw_only=True):
    half_open: int
    """Apps of whose 15 measures more than half are undetermined, among those looked at."""
    looked_at: int
    waiting: int
    failed: int
    matrix: tuple[AppRow, ...]
    changes: dict[UUID, int]
    """Of the apps of the matrix: findings more than in the version before."""
    expiring: tuple[Finding, ...]
    """Suppressions that end within fourteen days."""
    newest: tuple[Finding, ...]
    """Open violations nobody has looked at yet, newest first."""


def overview(organisation_id: UUID, *, anew: bool = False) -> Overview:
    """Everything the overview shows of one organisation; `anew`: nothing of it as it was counted before."""
    now = timezone.now()
    mine = Q(organisation_id=organisation_id)
    shelf = App.objects.filter(mine)
    violating = Finding.objects.filter(mine, present=True, verdict="violates", role="breach", state="open")
    newest = rows(shelf.order_by("-updated_at", "-id")[:200])
    judged = [row for row in newest if row.scan]
    return Overview(
        **asdict(counted(organisation_id, anew=anew)),
        half_open=sum(_half_open(row) for row in judged),
        looked_at=len(judged),
        waiting=Scan.objects.filter(mine, state__in=(State.QUEUED, State.RUNNING)).count(),
        failed=Scan.objects.filter(
            mine, state=State.FAILED, created_at__gte=now - timedelta(days=30)
        ).count(),
        matrix=tuple(judged[:10]),
        changes=changes(judged[:10]),
        expiring=tuple(
            Finding.objects.filter(
                mine, state="suppressed", present=True, state_until__lte=now + timedelta(days=14)
            )
            .select_related("app")
            .order_by("state_until")[:3]
        ),
        newest=tuple(violating.select_related("app").order_by("-created_at", "-id")[:5]),
    )


def _half_open(row: AppRow) -> bool:
    verdicts = row.scan.verdicts if row.scan else {}
    return 2 * sum(verdicts.get(code) == "undetermined" for code in APPLICABLE) > len(APPLICABLE)
