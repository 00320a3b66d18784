"""How findings stand, read for pages and the API: state in force, who decided it and why, what was said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from mingjian import clock
from mingjian.platform.findings.models import Act, Finding
from mingjian.platform.findings.state import DECISIONS, State, effective


class Standing(Struct, frozen=True, kw_only=True):
    """One finding's row as a page needs it."""

    id: UUID
    state: str
    until: datetime | None
    assignee: str
    assignee_id: UUID | None
    reason: str = ""
    """Of the decision in force."""
    by: str = ""
    at: datetime | None = None


class _Row(Struct, frozen=True):
    id: UUID
    fingerprint: str
    state: str
    until: datetime | None
    assignee_id: UUID | None
    name: str | None
    email: str | None


class Told(Struct, frozen=True, kw_only=True):
    """One act as the page lists it."""

    kind: str
    text: str
    by: str
    at: datetime
    until: datetime | None


def standings(app_id: UUID, marks: Collection[str]) -> dict[str, Standing]:
    """How these findings of an app stand, by fingerprint; two queries, however many they are."""
    now = clock.now()
    # Plain rows and one array: models, and a parameter a mark, were a fifth of a long report's page.
    rows = [
        _Row(*row)
        for row in Finding.objects.filter(app_id=app_id)
        .extra(where=["findings_finding.fingerprint = ANY(%s)"], params=[list(marks)])
        .values_list(
            "id", "fingerprint", "state", "state_until", "assignee_id", "assignee__name", "assignee__email"
        )
    ]
    decided = [row.id for row in rows if effective(row.state, row.until, now) != State.OPEN]
    latest: dict[UUID, Act] = {}
    if decided:
        acts = Act.objects.filter(finding_id__in=decided, kind__in=DECISIONS).select_related("by")
        latest = {act.finding_id: act for act in acts.order_by("finding_id", "-at").distinct("finding_id")}
    return {row.fingerprint: _standing(row, latest.get(row.id), now) for row in rows}


def _standing(row: _Row, act: Act | None, now: datetime) -> Standing:
    return Standing(
        id=row.id,
        state=effective(row.state, row.until, now),
        until=row.until,
        assignee=row.name or row.email or "",
        assignee_id=row.assignee_id,
        reason=act.text if act else "",
        by=str(act.by) if act and act.by else "",
        at=act.at if act else None,
    )


def told(finding_id: UUID) -> list[Told]:
    """What was done and said about one finding, oldest first."""
    acts = Act.objects.filter(finding_id=finding_id).select_related("by").order_by("at", "id")
    return [
        Told(kind=act.kind, text=act.text, by=str(act.by) if act.by else "", at=act.at, until=act.until)
        for act in acts[:500]
    ]
