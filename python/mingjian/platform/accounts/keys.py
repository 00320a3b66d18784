"""Making and revoking API tokens; `tokens` finds whom one stands for."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from msgspec import Struct

from mingjian import clock
from mingjian.platform.accounts.access import SCOPES, Actor, Scope, require
from mingjian.platform.accounts.models import Token
from mingjian.platform.accounts.registers import plain
from mingjian.platform.accounts.services import MACHINE
from mingjian.platform.accounts.tokens import digest, secret
from mingjian.platform.audit.services import record
from mingjian.platform.problems import Problem, missing

MOST_DAYS = 366
MOST_LIVE = 50


class Made(Struct, frozen=True):
    """A token, and its secret, which is known this once."""

    token: Token
    secret: str


def listed(actor: Actor) -> QuerySet[Token]:
    """One's own tokens; an admin's view has everyone's. The machine's is not among them."""
    require(actor, "tokens:manage")
    rows = Token.objects.filter(organisation_id=actor.organisation_id).exclude(user_id=MACHINE)
    if not actor.may("members:manage"):
        rows = rows.filter(user_id=actor.user_id)
    return rows.select_related("user").order_by("-created_at", "-id")


def create(actor: Actor, name: str, scopes: list[str], days: int) -> Made:
    """A token with some of the actor's own scopes, valid for so many days.

    Raises:
        Problem: 403 a scope the actor does not hold; 409 fifty live tokens; 422 a field is wrong.
    """
    require(actor, "tokens:manage")
    name = plain(name, 80)
    asked = sorted(set(scopes))
    if not name or not asked or not 1 <= days <= MOST_DAYS or any(item not in SCOPES for item in asked):
        raise Problem(422, "invalid", f"须有名称、至少一项已知权限，有效期 1 至 {MOST_DAYS} 天",
                      f"a name, at least one known scope, and 1 to {MOST_DAYS} days are needed")  # fmt: skip
    for item in cast("list[Scope]", asked):
        require(actor, item)
    with transaction.atomic():
        now = clock.now()
        mine = Token.objects.select_for_update().filter(
            organisation_id=actor.organisation_id, user_id=actor.user_id, revoked_at=None, expires_at__gt=now
        )
        if len(mine.values_list("id")) >= MOST_LIVE:
            raise Problem(
                409, "tokens_full", f"有效令牌至多 {MOST_LIVE} 个", f"{MOST_LIVE} live tokens at most"
            )
        known = secret()
        row = Token.objects.create(
            organisation_id=actor.organisation_id, user_id=cast("UUID", actor.user_id), name=name,
            secret_sha256=digest(known), scopes=asked, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        record(
            actor.organisation_id,
            actor.id,
            "token.created",
            f"token:{row.id}",
            {"scopes": asked, "days": days},
        )
    return Made(row, known)


def revoke(actor: Actor, token_id: UUID) -> Token:
    """Ends a token now; ending it again changes nothing.

    Raises:
        Problem: 404, not here or not one's own.
    """
    with transaction.atomic():
        row = listed(actor).select_for_update(of=("self",)).filter(id=token_id).first()
        if row is None:
            raise missing()
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            row.save(update_fields=["revoked_at"])
            record(actor.organisation_id, actor.id, "token.revoked", f"token:{row.id}")
    return row
