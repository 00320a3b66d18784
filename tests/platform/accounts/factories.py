"""What the access matrix asks about: a member, an invitation, a token of an organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mingjian import clock
from mingjian.platform.accounts.models import Invitation, Membership, Organisation, Token, User
from mingjian.platform.accounts.services import open_link
from mingjian.platform.accounts.tokens import digest


def _user(organisation: Organisation) -> Any:
    user = User.objects.create(email=f"subject@{organisation.id.hex}.example", name="成员")
    Membership.objects.create(organisation=organisation, user=user, role="member")
    return user.id


def _invitation(organisation: Organisation) -> Any:
    return Invitation.objects.create(
        organisation=organisation, email="invited@example.cn", role="member",
        secret_sha256=digest(organisation.id.hex),
        expires_at=clock.now() + timedelta(days=1),
    ).id  # fmt: skip


def _token(organisation: Organisation) -> Any:
    """A manager's: only an admin sees it, and its owner."""
    user = User.objects.create(email=f"owner@{organisation.id.hex}.example")
    return Token.objects.create(
        organisation=organisation, user=user, name="CI", secret_sha256=digest(f"mj_{organisation.id}")
    ).id


BODIES = {
    "member": {"role": "auditor"},
    "change_role": {"role": "auditor"},
    "verify_organisation": {"good": True},
}
SHARED = {"key": "x"}
PERSONAL = {"token_id"}
SUBJECTS: dict[str, Callable[[Organisation], Any]] = {
    "user_id": _user,
    "invitation_id": _invitation,
    "token_id": _token,
    "secret": lambda organisation: open_link(organisation.id, "", "member", timedelta(days=1)).secret,
    "organisation_id": lambda organisation: organisation.id,
}
