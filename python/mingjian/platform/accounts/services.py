"""Organisations, their members and invitations. People's own affairs are in `people`, API tokens in `keys`.

Every change writes one entry of the audit log, in the same transaction. An organisation's last admin stays.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from msgspec import Struct

from mingjian import clock
from mingjian.platform.accounts.access import ROLES, Actor, Role, require
from mingjian.platform.accounts.models import Invitation, Membership, Organisation, Party, Token, User
from mingjian.platform.accounts.registers import PROVINCES, credit_code, plain
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import record
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.problems import Problem, missing, wrong

HOME = UUID(int=1)
"""The organisation that a new platform begins with."""
MACHINE = UUID(int=1)
"""The user `DIR/admin-token` stands for: no person, never signs in, is not listed."""
INVITED_DAYS = 7
SUPERVISORS = frozenset({Party.MIIT, Party.PROVINCIAL_ADMINISTRATION, Party.ASSOCIATION, Party.LAB})
"""Parties only the platform's staff may register: others would be believed by their name."""
EVIDENCE_BYTES = 20 << 20
_KINDS = ("business_licence", "authorisation", "other")


class Invited(Struct, frozen=True):
    """An invitation, and the secret that is known this once."""

    invitation: Invitation
    secret: str

    @property
    def path(self) -> str:
        """Where the one invited goes."""
        return f"/accounts/join/{self.secret}"


def register(
    user: User, party: str, name: str, code: str, province: str, *, demo: bool = False
) -> Organisation:
    """A new organisation with its first admin; not verified until the platform's staff has looked.

    `demo`: one of the demonstration, marked so for ever, which may be of any party.

    Raises:
        Problem: 403 the party is registered by staff only; 409 the code is registered; 422 a field is wrong.
    """
    if party not in Party.values:
        raise wrong("party", "没有这种主体", "there is no such party")
    if party in SUPERVISORS and not user.is_staff and not demo:
        raise Problem(403, "party", "此类主体由平台工作人员登记", "this party is registered by staff")
    fields = _fields(name, code, province, required=True)
    with transaction.atomic(), scope(SYSTEM):
        if Organisation.objects.select_for_update().filter(credit_code=fields["credit_code"]).exists():
            raise Problem(
                409, "registered", "此信用代码已登记，请向该单位的管理员索取邀请",
                "this credit code is registered; ask that organisation's admin for an invitation",
            )  # fmt: skip
        made = Organisation.objects.create(party=party, demo=demo, **fields)
        Membership.objects.create(organisation=made, user=user, role="admin")
        record(
            made.id, f"user:{user.id}", "organisation.registered", f"organisation:{made.id}", {"party": party}
        )
    return made


def describe(actor: Actor, name: str, code: str, province: str) -> Organisation:
    """Changes what an organisation says of itself; a change of name or code asks for verification again."""
    require(actor, "members:manage")
    fields = _fields(name, code, province, required=False)
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(id=actor.organisation_id)
        changed = sorted(key for key, value in fields.items() if getattr(row, key) != value)
        if not changed:
            return row
        for key in changed:
            setattr(row, key, fields[key])
        if {"name", "credit_code"} & set(changed):
            row.identity = {key: value for key, value in row.identity.items() if key != "verified"}
        row.save(update_fields=[*changed, "identity"])
        record(row.id, actor.id, "organisation.described", f"organisation:{row.id}", {"fields": changed})
    return row


def add_evidence(actor: Actor, kind: str, content: bytes) -> Organisation:
    """Notes a document of identity by its digest; the document itself is not kept.

    Raises:
        Problem: 422, unknown kind, empty, or past 20 MiB.
    """
    require(actor, "members:manage")
    if kind not in _KINDS:
        raise wrong("kind", "没有这种材料", "there is no such kind of document")
    if not 0 < len(content) <= EVIDENCE_BYTES:
        raise wrong("file", "文件须在 1 字节至 20 MiB 之间", "the file must have 1 byte to 20 MiB")
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(id=actor.organisation_id)
        known = cast("list[dict[str, object]]", row.identity.get("documents", []))
        if any(item["sha256"] == sha256 for item in known):
            return row
        if len(known) >= 20:
            raise Problem(409, "evidence_full", "身份材料至多 20 份", "20 documents at most")
        document = {"kind": kind, "sha256": sha256, "size_bytes": len(content), "at": clock.now().isoformat()}
        row.identity = {**row.identity, "documents": [*known, document]}
        row.save(update_fields=["identity"])
        record(row.id, actor.id, "organisation.evidence", f"organisation:{row.id}", {"sha256": sha256})
    return row


def verify_identity(actor: Actor, organisation_id: UUID, good: bool, reason: str) -> Organisation:
    """The platform's staff says whether the documents show who the organisation is."""
    require(actor, "platform:manage")
    reason = plain(reason, 400)
    if not good and not reason:
        raise wrong("reason", "不通过须写明理由", "a refusal needs a reason")
    with transaction.atomic(), scope(SYSTEM):
        row = Organisation.objects.select_for_update().filter(id=organisation_id).first()
        if row is None:
            raise missing()
        verdict = {"good": good, "reason": reason, "by": actor.id, "at": clock.now().isoformat()}
        row.identity = {**row.identity, "verified": verdict}
        row.save(update_fields=["identity"])
        record(
            row.id, actor.id, "organisation.verified" if good else "organisation.refused",
            f"organisation:{row.id}", {"reason": reason},
        )  # fmt: skip
    return row


def verified(organisation: Organisation) -> bool:
    """True once staff has seen its documents."""
    verdict = cast("dict[str, object]", organisation.identity.get("verified") or {})
    return bool(verdict.get("good"))


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """Every organisation, for the platform's staff."""
    require(actor, "platform:manage")
    return Organisation.objects.all()


def audit_entries(actor: Actor, action: str = "", by: str = "", target: str = "") -> QuerySet[Entry]:
    """The organisation's audit log; `action` by its beginning, the others whole."""
    require(actor, "audit:read")
    rows = Entry.objects.filter(organisation_id=actor.organisation_id)
    if action:
        rows = rows.filter(action__startswith=action)
    if by:
        rows = rows.filter(actor=by)
    return rows.filter(target=target) if target else rows


def members(actor: Actor) -> QuerySet[Membership]:
    """The organisation's members."""
    require(actor, "organisation:read")
    rows = Membership.objects.filter(organisation_id=actor.organisation_id).exclude(user_id=MACHINE)
    return rows.select_related("user").order_by("created_at", "id")


def invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations that may still be accepted."""
    require(actor, "members:manage")
    rows = Invitation.objects.filter(organisation_id=actor.organisation_id, accepted_at=None)
    return rows.filter(expires_at__gt=clock.now(), staff=False).order_by("-created_at", "-id")


def invite(actor: Actor, email: str, role: str) -> Invited:
    """A link for one address, valid for seven days; a new one replaces the old.

    Raises:
        Problem: 409 already a member, 422 no address or no role.
    """
    require(actor, "members:manage")
    address = address_of(email)
    _role(role)
    with transaction.atomic():
        if members(actor).filter(user__email=address).exists():
            raise Problem(409, "member", "此人已是成员", "this person is a member already")
        invitations(actor).filter(email=address).delete()
        if invitations(actor).count() >= 200:
            raise Problem(409, "invitations_full", "未接受的邀请至多 200 份", "200 open invitations at most")
        made = open_link(actor.organisation_id, address, role, timedelta(days=INVITED_DAYS))
        target = f"invitation:{made.invitation.id}"
        record(actor.organisation_id, actor.id, "invitation.sent", target, {"role": role})
    return made


def withdraw(actor: Actor, invitation_id: UUID) -> None:
    """Takes an invitation back."""
    require(actor, "members:manage")
    with transaction.atomic():
        row = invitations(actor).filter(id=invitation_id).first()
        if row is None:
            raise missing()
        row.delete()
        record(actor.organisation_id, actor.id, "invitation.withdrawn", f"invitation:{invitation_id}")


def open_link(
    organisation_id: UUID, email: str, role: str, valid: timedelta, *, staff: bool = False
) -> Invited:
    """The row and the secret of a link to join; the caller records why."""
    secret = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        organisation_id=organisation_id, email=email, role=role, staff=staff,
        secret_sha256=_digest(secret), expires_at=clock.now() + valid,
    )  # fmt: skip
    return Invited(row, secret)


def invitation_of(secret: str) -> Invitation:
    """The invitation a link leads to.

    Raises:
        Problem: 404, unknown, used, withdrawn or too old: which, is not told.
    """
    with scope(SYSTEM):
        row = (
            Invitation.objects.select_related("organisation")
            .filter(secret_sha256=_digest(secret), accepted_at=None, expires_at__gt=clock.now())
            .first()
        )
    if row is None:
        raise Problem(404, "link", "链接已失效：用过、撤回或过期。请向邀请人索取新的",
                      "the link no longer holds: used, withdrawn or too old. Ask for a new one")  # fmt: skip
    return row


def accept(secret: str, user: User) -> Membership:
    """Makes a person a member by their invitation, once.

    Raises:
        Problem: 403 it is for another address; 404 it no longer holds; 409 already a member.
    """
    with transaction.atomic(), scope(SYSTEM):
        row = invitation_of(secret)
        if row.email and row.email != user.email:
            raise Problem(
                403, "address", "邀请发给另一邮箱，请以该邮箱登录", "the invitation is for another address"
            )
        if not Invitation.objects.filter(id=row.id, accepted_at=None).update(accepted_at=clock.now()):
            raise missing()
        made, new = Membership.objects.get_or_create(
            organisation_id=row.organisation_id, user=user, defaults={"role": row.role}
        )
        if not new:
            raise Problem(409, "member", "已是成员", "already a member")
        record(
            row.organisation_id, f"user:{user.id}", "member.joined", f"user:{user.id}",
            {"role": row.role, "invitation": str(row.id)},
        )  # fmt: skip
    return made


def change_role(actor: Actor, user_id: UUID, role: str) -> Membership:
    """Gives a member another role.

    Raises:
        Problem: 404 no such member; 409 the last admin; 422 no such role.
    """
    require(actor, "members:manage")
    _role(role)
    with transaction.atomic():
        _hold(actor.organisation_id)
        row = _member(actor.organisation_id, user_id)
        if row.role == role:
            return row
        if row.role == "admin":
            _not_the_last(actor.organisation_id)
        before, row.role = row.role, role
        row.save(update_fields=["role"])
        record(
            actor.organisation_id, actor.id, "member.role", f"user:{user_id}", {"from": before, "to": role}
        )
    return row


def remove(actor: Actor, user_id: UUID) -> None:
    """Ends a membership, and with it the member's tokens here.

    Raises:
        Problem: 404 no such member; 409 the last admin.
    """
    require(actor, "members:manage")
    _end(actor.organisation_id, actor.id, user_id, "member.removed")


def leave(user: User, organisation_id: UUID) -> None:
    """Ends one's own membership.

    Raises:
        Problem: 404 not a member; 409 the last admin.
    """
    with scope(organisation_id):
        _end(organisation_id, f"user:{user.id}", user.id, "member.left")


def memberships(user: User) -> list[Membership]:
    """Every organisation a person works for, oldest first."""
    with scope(SYSTEM):
        rows = Membership.objects.select_related("organisation").filter(user=user)
        return list(rows.order_by("created_at", "id")[:200])


def _end(organisation_id: UUID, by: str, user_id: UUID, action: str) -> None:
    with transaction.atomic():
        _hold(organisation_id)
        row = _member(organisation_id, user_id)
        if row.role == "admin":
            _not_the_last(organisation_id)
        row.delete()
        live = Token.objects.filter(organisation_id=organisation_id, user_id=user_id, revoked_at=None)
        ended = live.update(revoked_at=clock.now())
        record(organisation_id, by, action, f"user:{user_id}", {"tokens_revoked": ended})


def _hold(organisation_id: UUID) -> None:
    """Changes of members go one after another: of two admins who leave at once, one stays."""
    Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)


def _member(organisation_id: UUID, user_id: UUID) -> Membership:
    rows = Membership.objects.filter(organisation_id=organisation_id, user_id=user_id)
    row = rows.exclude(user_id=MACHINE).first()
    if row is None:
        raise missing()
    return row


def _not_the_last(organisation_id: UUID) -> None:
    rows = Membership.objects.filter(organisation_id=organisation_id, role="admin").exclude(user_id=MACHINE)
    if rows.count() < 2:
        raise Problem(
            409,
            "last_admin",
            "这是最后一名管理员，请先指定另一名",
            "this is the last admin; name another first",
        )


def _fields(name: str, code: str, province: str, *, required: bool) -> dict[str, str]:
    name = plain(name, 120)
    if not name:
        raise wrong("name", "请填写单位名称", "the name is missing")
    known = credit_code(code) if code.strip() else ""
    if known is None or (required and not known):
        raise wrong(
            "credit_code", "信用代码有误：18 位，末位为校验码", "18 characters, the last one checks the rest"
        )
    if province not in PROVINCES and (required or province):
        raise wrong("province", "请选择省份", "choose the province")
    return {"name": name, "credit_code": known, "province": province}


def _role(role: str) -> Role:
    if role not in ROLES:
        raise wrong("role", "没有这个角色", "there is no such role")
    return role


def address_of(email: str) -> str:
    """An e-mail address in its normal form.

    Raises:
        Problem: 422, it is none.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise wrong("email", "邮箱地址有误", "this is no e-mail address") from None
    return address


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
