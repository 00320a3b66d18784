"""The organisation, its members, invitations, tokens and audit log over the API."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from mingjian.platform.accounts import keys, services
from mingjian.platform.accounts.access import Role, Scope, require
from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.accounts.models import Invitation, Membership, Organisation, Token
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.paging import Listed, Page, Paging, paged

router = Router(tags=["accounts"])


class Me(Schema):
    actor: str
    organisation_id: UUID
    role: Role | None
    scopes: list[Scope]


class OrganisationOut(Schema):
    id: UUID
    party: str
    name: str
    credit_code: str
    province: str
    verified: bool
    documents: list[str] = Field(description="SHA-256 of each document of identity")

    @staticmethod
    def resolve_verified(row: Organisation) -> bool:
        return services.verified(row)

    @staticmethod
    def resolve_documents(row: Organisation) -> list[str]:
        known: Any = row.identity.get("documents", [])
        return [item["sha256"] for item in known]


class OrganisationIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    credit_code: str = Field("", max_length=40, description="统一社会信用代码, GB 32100-2015")
    province: str = Field("", max_length=6, description="GB/T 2260, e.g. 330000")


class Verdict(Schema):
    good: bool
    reason: str = Field("", max_length=400)


class MemberOut(Schema):
    user_id: UUID
    name: str = Field(alias="user.name")
    email: str = Field(alias="user.email")
    role: str
    created_at: datetime


class RoleIn(Schema):
    role: Role


class InvitationIn(Schema):
    email: str = Field(max_length=254)
    role: Role


class InvitationOut(Schema):
    id: UUID
    email: str
    role: str
    created_at: datetime
    expires_at: datetime


class InvitationMade(InvitationOut):
    path: str = Field(description="where the one invited goes; told this once")


class TokenIn(Schema):
    name: str = Field(min_length=1, max_length=80)
    scopes: list[Scope] = Field(min_length=1, max_length=20)
    days: int = Field(90, ge=1, le=keys.MOST_DAYS)


class TokenOut(Schema):
    id: UUID
    name: str
    user_id: UUID
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = Field(description="to the hour")
    revoked_at: datetime | None


class TokenMade(TokenOut):
    secret: str = Field(description="told this once")


class EntryOut(Schema):
    number: int
    at: datetime
    actor: str
    action: str
    target: str
    detail: dict[str, Any]
    before: str
    digest: str


class Break(Schema):
    number: int
    why: str


class Chain(Schema):
    holds: bool
    breaks: list[Break]


class AuditFilter(Paging):
    action: str = Field("", max_length=60, description="`member.` finds every change of members")
    actor: str = Field("", max_length=80)
    target: str = Field("", max_length=120)


@router.get("/me", response=Me, auth=Scoped())
def get_me(request: HttpRequest) -> dict[str, Any]:
    """Who the token or session stands for."""
    actor = actor_of(request)
    return {"actor": actor.id, "organisation_id": actor.organisation_id, "role": actor.role,
            "scopes": sorted(actor.scopes)}  # fmt: skip


@router.get("/organisation", response=OrganisationOut, auth=Scoped("organisation:read"))
def get_organisation(request: HttpRequest) -> Organisation:
    """The organisation."""
    return Organisation.objects.get(id=actor_of(request).organisation_id)


@router.put("/organisation", response=OrganisationOut, auth=Scoped("members:manage"))
def put_organisation(request: HttpRequest, asked: OrganisationIn) -> Organisation:
    """Says who the organisation is; another name or code asks for verification again."""
    return services.describe(actor_of(request), asked.name, asked.credit_code, asked.province)


@router.post("/organisation/evidence", response=OrganisationOut, auth=Scoped("members:manage"))
def add_evidence(
    request: HttpRequest,
    file: File[UploadedFile],
    kind: Form[Literal["business_licence", "authorisation", "other"]],
) -> Organisation:
    """Notes a document of identity by its digest; the document is not kept."""
    return services.add_evidence(actor_of(request), kind, file.read(services.EVIDENCE_BYTES + 1))


@router.get("/organisations", response=Page[OrganisationOut], auth=Scoped("platform:manage"))
def list_organisations(request: HttpRequest, paging: Query[Paging]) -> Listed[Organisation]:
    """Every organisation, for the platform's staff."""
    return paged(services.organisations(actor_of(request)), paging, "created_at", "id")


@router.post(
    "/organisations/{organisation_id}/verification", response=OrganisationOut, auth=Scoped("platform:manage")
)
def verify_organisation(request: HttpRequest, organisation_id: UUID, asked: Verdict) -> Organisation:
    """The platform's staff says whether the documents show who the organisation is."""
    return services.verify_identity(actor_of(request), organisation_id, asked.good, asked.reason)


@router.get("/members", response=Page[MemberOut], auth=Scoped("organisation:read"))
def list_members(request: HttpRequest, paging: Query[Paging]) -> Listed[Membership]:
    """The organisation's members."""
    return paged(services.members(actor_of(request)), paging, "created_at", "id")


@router.patch("/members/{user_id}", response=MemberOut, auth=Scoped("members:manage"))
def change_role(request: HttpRequest, user_id: UUID, asked: RoleIn) -> Membership:
    """Gives a member another role; the last admin stays one."""
    return services.change_role(actor_of(request), user_id, asked.role)


@router.delete("/members/{user_id}", response={204: None}, auth=Scoped("members:manage"))
def remove_member(request: HttpRequest, user_id: UUID) -> Status[None]:
    """Ends a membership and the member's tokens here."""
    services.remove(actor_of(request), user_id)
    return Status(204, None)


@router.get("/invitations", response=Page[InvitationOut], auth=Scoped("members:manage"))
def list_invitations(request: HttpRequest, paging: Query[Paging]) -> Listed[Invitation]:
    """Invitations that may still be accepted."""
    return paged(services.invitations(actor_of(request)), paging, "-created_at", "-id")


@router.post("/invitations", response={201: InvitationMade}, auth=Scoped("members:manage"))
def invite(request: HttpRequest, asked: InvitationIn) -> Status[dict[str, Any]]:
    """Invites an address; hand the path on yourself, nothing is mailed."""
    made = services.invite(actor_of(request), asked.email, asked.role)
    row = made.invitation
    return Status(201, {"id": row.id, "email": row.email, "role": row.role, "created_at": row.created_at,
                        "expires_at": row.expires_at, "path": made.path})  # fmt: skip


@router.delete("/invitations/{invitation_id}", response={204: None}, auth=Scoped("members:manage"))
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> Status[None]:
    """Takes an invitation back."""
    services.withdraw(actor_of(request), invitation_id)
    return Status(204, None)


@router.get("/tokens", response=Page[TokenOut], auth=Scoped("tokens:manage"))
def list_tokens(request: HttpRequest, paging: Query[Paging]) -> Listed[Token]:
    """One's own tokens; an admin sees everyone's."""
    return paged(keys.listed(actor_of(request)), paging, "-created_at", "-id")


@router.post("/tokens", response={201: TokenMade}, auth=Scoped("tokens:manage"))
def create_token(request: HttpRequest, asked: TokenIn) -> Status[dict[str, Any]]:
    """Makes a token with some of one's own scopes."""
    made = keys.create(actor_of(request), asked.name, list(asked.scopes), asked.days)
    told = TokenOut.from_orm(made.token).model_dump()
    return Status(201, {**told, "secret": made.secret})


@router.delete("/tokens/{token_id}", response=TokenOut, auth=Scoped("tokens:manage"))
def revoke_token(request: HttpRequest, token_id: UUID) -> Token:
    """Ends a token now."""
    return keys.revoke(actor_of(request), token_id)


@router.get("/audit", response=Page[EntryOut], auth=Scoped("audit:read"))
def list_audit(request: HttpRequest, paging: Query[AuditFilter]) -> Listed[Entry]:
    """The organisation's audit log, newest first."""
    actor = actor_of(request)
    rows = services.audit_entries(actor, paging.action, paging.actor, paging.target)
    return paged(rows, paging, "-number")


@router.get("/audit/verification", response=Chain, auth=Scoped("audit:read"))
def verify_audit(request: HttpRequest) -> dict[str, Any]:
    """Whether the chain of the log holds; the first hundred places where it does not."""
    actor = actor_of(request)
    require(actor, "audit:read")
    found = islice(verify(actor.organisation_id), 100)
    breaks = [{"number": row.number, "why": row.why} for row in found]
    return {"holds": not breaks, "breaks": breaks}
