"""What people change of their ways in (passwords, passkeys, codes), written into the audit log of each
organisation they belong to: whoever takes an account over begins there."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import Signal

from mingjian.platform.accounts.models import Membership, User
from mingjian.platform.audit.services import record
from mingjian.platform.database import SYSTEM, scope

_SIGNALS: dict[str, Signal] = {
    "password.changed": password_changed,
    "password.set": password_set,
    "password.reset": password_reset,
    "key.added": authenticator_added,
    "key.removed": authenticator_removed,
    "key.renewed": authenticator_reset,
}


def listen() -> None:
    """Writes every such change down from now on."""
    for action, signal in _SIGNALS.items():
        signal.connect(partial(_write, action=action), weak=False, dispatch_uid=f"audit:{action}")


def _write(action: str, user: User, authenticator: Authenticator | None = None, **_: Any) -> None:
    detail: dict[str, object] = {} if authenticator is None else {"kind": str(authenticator.type)}  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    with scope(SYSTEM):
        for membership in Membership.objects.filter(user_id=user.id):
            record(membership.organisation_id, f"user:{user.id}", action, f"user:{user.id}", detail)
