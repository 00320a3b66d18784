"""/api/v1/findings: lists, decisions alone and many at once, replies, notes, assignments."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mingjian import clock
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.findings import services
from mingjian.platform.findings.listing import EVERYTHING, ORDER, Wish, found
from mingjian.platform.findings.models import Act, Finding
from mingjian.platform.findings.standing import told
from mingjian.platform.findings.state import effective
from mingjian.platform.paging import Page, Paging, paged
from mingjian.platform.problems import missing

router = Router(tags=["findings"])
Text = Field(min_length=1, max_length=services.LONGEST_TEXT)


class FindingOut(Schema):
    id: UUID
    app: UUID
    package: str
    fingerprint: str
    rule: str
    measure: str
    verdict: str = Field(description="the scan's; no decision changes it")
    severity: str
    role: str
    party: str
    consent: str
    message_zh: str
    message_en: str
    present: bool
    state: Literal["open", "confirmed", "overruled", "suppressed"] = Field(description="in force now")
    state_until: str | None
    assignee: UUID | None
    created_at: str
    updated_at: str

    @staticmethod
    def of(row: Finding) -> FindingOut:
        """A finding as the API tells it."""
        state = effective(row.state, row.state_until, clock.now())
        return FindingOut(
            id=row.id, app=row.app_id, package=row.app.package, fingerprint=row.fingerprint, rule=row.rule,
            measure=row.measure, verdict=row.verdict, severity=row.severity, role=row.role, party=row.party,
            consent=row.consent, message_zh=row.message_zh, message_en=row.message_en, present=row.present,
            state=cast("Any", state.value), assignee=row.assignee_id,
            state_until=row.state_until.isoformat() if row.state_until and state != "open" else None,
            created_at=row.created_at.isoformat(), updated_at=row.updated_at.isoformat(),
        )  # fmt: skip


class ActOut(Schema):
    kind: str
    text: str
    by: str
    at: str
    until: str | None


class FindingWhole(FindingOut):
    acts: list[ActOut]


class Decide(Schema):
    decision: Literal["confirm", "overrule", "suppress", "reopen"]
    reason: str = Text
    until: datetime | None = Field(None, description="needed to suppress; two years at most")


class DecideMany(Decide):
    findings: list[UUID] = Field(min_length=1, max_length=services.MOST_AT_ONCE)


class Said(Schema):
    text: str = Text


class Assign(Schema):
    assignee: UUID | None = None


@router.get("", response=Page[FindingOut], auth=Scoped("findings:read"))
def list_findings(request: HttpRequest, paging: Query[Paging], wish: Query[Wish]) -> Any:
    """The organisation's findings, the last changed first."""
    page = paged(found(actor_of(request), wish), paging, *ORDER)
    return {"items": [FindingOut.of(row) for row in page.items], "next": page.next}


@router.post("/decisions", response=list[FindingOut], auth=Scoped("findings:decide"))
def decide_findings(request: HttpRequest, asked: DecideMany) -> list[FindingOut]:
    """One decision about many findings, with one reason: all or none."""
    actor = actor_of(request)
    rows = services.decide(actor, asked.findings, asked.decision, asked.reason, _aware(asked.until))
    return [FindingOut.of(_one(actor, row.id)) for row in rows]


@router.get("/{uuid:finding_id}", response=FindingWhole, auth=Scoped("findings:read"))
def get_finding(request: HttpRequest, finding_id: UUID) -> Any:
    """A finding with everything done and said about it."""
    return _whole(actor_of(request), finding_id)


@router.post("/{uuid:finding_id}/decision", response=FindingWhole, auth=Scoped("findings:decide"))
def decide_finding(request: HttpRequest, finding_id: UUID, asked: Decide) -> Any:
    """Confirms, overrules, suppresses or reopens; the scan's verdict stays."""
    actor = actor_of(request)
    services.decide(actor, [finding_id], asked.decision, asked.reason, _aware(asked.until))
    return _whole(actor, finding_id)


@router.post("/{uuid:finding_id}/replies", response={201: ActOut}, auth=Scoped("findings:reply"))
def reply_to_finding(request: HttpRequest, finding_id: UUID, said: Said) -> Status[ActOut]:
    """The developer's side of it."""
    return Status(201, _act(services.reply(actor_of(request), finding_id, said.text)))


@router.post("/{uuid:finding_id}/comments", response={201: ActOut}, auth=Scoped("findings:reply"))
def comment_on_finding(request: HttpRequest, finding_id: UUID, said: Said) -> Status[ActOut]:
    """A note for the organisation's members."""
    return Status(201, _act(services.comment(actor_of(request), finding_id, said.text)))


@router.put("/{uuid:finding_id}/assignee", response=FindingWhole, auth=Scoped("findings:reply"))
def assign_finding(request: HttpRequest, finding_id: UUID, asked: Assign) -> Any:
    """Gives it to a member, or to nobody."""
    actor = actor_of(request)
    services.assign(actor, finding_id, asked.assignee)
    return _whole(actor, finding_id)


def _one(actor: Actor, finding_id: UUID) -> Finding:
    row = found(actor, EVERYTHING).filter(id=finding_id).first()
    if row is None:
        raise missing()
    return row


def _whole(actor: Actor, finding_id: UUID) -> dict[str, Any]:
    row = _one(actor, finding_id)
    acts = [
        ActOut(kind=act.kind, text=act.text, by=act.by, at=act.at.isoformat(),
               until=act.until.isoformat() if act.until else None)
        for act in told(finding_id)
    ]  # fmt: skip
    return {**FindingOut.of(row).dict(), "acts": acts}


def _act(act: Act) -> ActOut:
    return ActOut(kind=act.kind, text=act.text, by=str(act.by) if act.by else "", at=act.at.isoformat(),
                  until=None)  # fmt: skip


def _aware(until: datetime | None) -> datetime | None:
    """A time without an offset is Asia/Shanghai's."""
    from django.utils import timezone

    return timezone.make_aware(until) if until is not None and timezone.is_naive(until) else until
