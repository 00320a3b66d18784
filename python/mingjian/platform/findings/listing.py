"""Which findings a list shows: the same wishes in the inbox's address and in the API's."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from ninja import Field, Schema

from mingjian import clock
from mingjian.platform.accounts.access import Actor
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.state import State

ORDER = ("-updated_at", "-id")


class Wish(Schema):
    """What a list may be narrowed to; empty is no wish."""

    app: UUID | None = None
    measure: str = Field("", max_length=6)
    verdict: Literal["", "violates", "suspected"] = ""
    severity: Literal["", "high", "medium", "low"] = ""
    party: str = Field("", max_length=80, description="`app`, `sdk` for any of them, or an SDK's id")
    consent: Literal["", "before", "after", "refused", "unknown"] = ""
    state: Literal["", "open", "confirmed", "overruled", "suppressed"] = ""
    present: bool | None = Field(None, description="whether the newest scanned version still shows it")
    assignee: str = Field("", max_length=36, description="`me`, or a person's id")
    q: str = Field("", max_length=200, description="words of the finding")


EVERYTHING = Wish.model_validate({})


def found(actor: Actor, wish: Wish) -> QuerySet[Finding]:
    """The organisation's findings that fit; a decision past its day counts as open."""
    rows = Finding.objects.filter(organisation_id=actor.organisation_id).select_related("app", "assignee")
    plain = {"app_id": wish.app, "measure": wish.measure, "verdict": wish.verdict, "severity": wish.severity,
             "consent": wish.consent}  # fmt: skip
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wish.present is not None:
        rows = rows.filter(present=wish.present)
    if wish.party == "sdk":
        rows = rows.exclude(party="app")
    elif wish.party:
        rows = rows.filter(party=wish.party)
    past = Q(state_until__lte=clock.now())
    if wish.state == "open":
        rows = rows.filter(Q(state=State.OPEN) | past)
    elif wish.state:
        rows = rows.filter(state=wish.state).exclude(past)
    if wish.assignee == "me":
        rows = rows.filter(assignee_id=actor.user_id)
    elif wish.assignee:
        rows = rows.filter(assignee_id=_person(wish.assignee))
    if wish.q:
        rows = rows.filter(Q(message_zh__icontains=wish.q) | Q(message_en__icontains=wish.q))
    return rows


def _person(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return UUID(int=0)
