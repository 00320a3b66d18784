"""People: the first administrator, joining by link, one's own settings, one's own data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from mingjian import clock
from mingjian.platform.accounts import services, tokens
from mingjian.platform.accounts.access import SCOPES
from mingjian.platform.accounts.models import Invitation, Membership, Organisation, Token, User
from mingjian.platform.accounts.registers import plain
from mingjian.platform.accounts.services import HOME, MACHINE, accept, invitation_of, open_link
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import record
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.problems import Problem, wrong

FIRST_HOURS = 24
_STARTER = "system:up"


def first_link() -> str | None:
    """The path of the first administrator's page, good once and for a day; None once there is one.

    Each call makes a new link and ends the one before.
    """
    with transaction.atomic(), scope(SYSTEM):
        _home()
        if User.objects.filter(is_staff=True).exclude(id=MACHINE).exists():
            return None
        Invitation.objects.filter(organisation_id=HOME, staff=True, accepted_at=None).delete()
        made = open_link(HOME, "", "admin", timedelta(hours=FIRST_HOURS), staff=True)
        record(HOME, _STARTER, "invitation.first", f"invitation:{made.invitation.id}")
    return f"/accounts/first/{made.secret}"


def admin_token(known: str = "") -> str:
    """The secret of the platform's own admin token; `known` again while it holds, else a new one.

    A new one ends the one before. It is for `DIR/admin-token`, mode 600, and stands for the machine.
    """
    with transaction.atomic(), scope(SYSTEM):
        _home()
        live = Token.objects.filter(user_id=MACHINE, revoked_at=None)
        if known and live.filter(secret_sha256=tokens.digest(known)).exists():
            return known
        live.update(revoked_at=clock.now())
        secret = tokens.secret()
        row = Token.objects.create(
            organisation_id=HOME, user_id=MACHINE, name="admin-token", secret_sha256=tokens.digest(secret),
            scopes=list(SCOPES),
        )  # fmt: skip
        record(HOME, _STARTER, "token.created", f"token:{row.id}", {"scopes": sorted(SCOPES)})
    return secret


def join(secret: str, email: str, name: str, password: str, organisation: str = "") -> Membership:
    """A new person by their link: the first administrator, or one who was invited.

    Raises:
        Problem: 404 the link no longer holds; 409 the address has an account; 422 a field is wrong.
    """
    with transaction.atomic(), scope(SYSTEM):
        invited = invitation_of(secret)
        address = invited.email or services.address_of(email)
        name = plain(name, 80)
        if not name:
            raise wrong("name", "请填写姓名", "the name is missing")
        if User.objects.filter(email=address).exists():
            raise Problem(409, "account", "此邮箱已有账户，请先登录再打开链接",
                          "this address has an account: sign in, then open the link again")  # fmt: skip
        try:
            validate_password(password, User(email=address, name=name))
        except ValidationError as why:
            told = " ".join(why.messages)
            raise wrong("password", told, told) from None
        user = User.objects.create_user(address, password, name=name)
        if invited.staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
            if plain(organisation, 120):
                Organisation.objects.filter(id=HOME).update(name=plain(organisation, 120))
        return accept(secret, user)


def found_demo(party: str, name: str, code: str, province: str, first: tuple[str, str, str]) -> Membership:
    """An organisation of the demonstration, of any party, with its first admin (address, name, password).

    Raises:
        Problem: 409 the code is registered.
    """
    address, called, password = first
    with transaction.atomic(), scope(SYSTEM):
        user = User.objects.create_user(address, password, name=called)
        made = services.register(user, party, name, code, province, demo=True)
        return Membership.objects.select_related("organisation", "user").get(organisation=made, user=user)


def set_habits(user: User, name: str, language: str, density: str, *, shortcuts: bool) -> None:
    """One's own name, language, density, and whether single keys act."""
    name = plain(name, 80)
    if not name:
        raise wrong("name", "请填写姓名", "the name is missing")
    if language not in ("zh-hans", "en") or density not in ("reading", "working", "dense"):
        raise wrong("language", "没有这个选项", "there is no such choice")
    with transaction.atomic():
        user.name, user.language, user.density, user.shortcuts = name, language, density, shortcuts
        user.save(update_fields=["name", "language", "density", "shortcuts"])
        note(user, "user.habits")


def note(user: User, action: str, detail: dict[str, object] | None = None) -> None:
    """One entry about a person's own account, in the platform's chain."""
    record(None, f"user:{user.id}", action, f"user:{user.id}", detail)


def own_data(user: User) -> dict[str, Any]:
    """Everything kept about a person, as they may ask for it."""
    with scope(SYSTEM):
        acts = Entry.objects.filter(actor=f"user:{user.id}").order_by("id")
        return {
            "id": str(user.id), "email": user.email, "name": user.name, "language": user.language,
            "density": user.density, "shortcuts": user.shortcuts, "created_at": user.created_at.isoformat(),
            "last_login": user.last_login.isoformat() if user.last_login else None,
            "organisations": [
                {"id": str(row.organisation_id), "name": row.organisation.name, "role": row.role,
                 "since": row.created_at.isoformat()}
                for row in services.memberships(user)
            ],
            "tokens": [
                {"id": str(row.id), "name": row.name, "scopes": row.scopes,
                 "created_at": row.created_at.isoformat()}
                for row in Token.objects.filter(user=user).order_by("created_at", "id")
            ],
            "acts": [
                {"at": row.at.isoformat(), "action": row.action, "target": row.target}
                for row in acts[:100_000]
            ],
        }  # fmt: skip


def delete_own(user: User) -> None:
    """Removes a person: account, memberships, tokens, keys. The log keeps the id, which then names nobody.

    Raises:
        Problem: 409, the last admin of an organisation where others remain.
    """
    with transaction.atomic(), scope(SYSTEM):
        for row in services.memberships(user):
            others = Membership.objects.filter(organisation_id=row.organisation_id).exclude(user_id=MACHINE)
            if others.exclude(user=user).exists():
                services.leave(user, row.organisation_id)
            else:
                record(row.organisation_id, f"user:{user.id}", "member.left", f"user:{user.id}")
        note(user, "user.deleted")
        user.delete()


def _home() -> None:
    Organisation.objects.bulk_create([Organisation(id=HOME, party="lab", name="本机")], ignore_conflicts=True)
    machine = User(id=MACHINE, email="machine@mingjian.invalid", name="admin-token", is_staff=True)
    machine.set_unusable_password()
    User.objects.bulk_create([machine], ignore_conflicts=True)
    mine = Membership(organisation_id=HOME, user_id=MACHINE, role="admin")
    Membership.objects.bulk_create([mine], ignore_conflicts=True)
