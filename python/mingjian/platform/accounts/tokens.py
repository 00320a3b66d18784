"""Bearer tokens: `mj_` and 256 random bits, of which only the digest is kept; who one stands for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import cast

from mingjian import clock
from mingjian.platform.accounts.access import ROLE_SCOPES, STAFF, Actor, Role, Scope
from mingjian.platform.accounts.models import Membership, Token
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.problems import Problem

PREFIX = "mj_"
USED_EVERY = timedelta(hours=1)
"""`used_at` is that coarse: it tells a forgotten token from a live one without a write a request."""


def secret() -> str:
    """A new secret: 256 bits, so that a plain digest of it suffices."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(of: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(of.encode("utf-8", "replace")).hexdigest()


def refused(zh: str, en: str, code: str = "token") -> Problem:
    """401 with the header HTTP asks for."""
    return Problem(401, code, zh, en, headers={"WWW-Authenticate": 'Bearer realm="mingjian"'})


def resolve(authorization: str) -> tuple[Actor, Membership]:
    """Whom an Authorization header stands for.

    A token never holds more than its owner holds now: its scopes are cut to those of the owner's role.

    Raises:
        Problem: 401, and why.
    """
    kind, _, given = authorization.partition(" ")
    given = given.strip()
    if kind.lower() != "bearer" or not given.startswith(PREFIX):
        raise refused("需要 Authorization: Bearer mj_…", "Authorization: Bearer mj_… is needed")
    now = clock.now()
    with scope(SYSTEM):
        token = Token.objects.select_related("user").filter(secret_sha256=digest(given)).first()
        if token is None:
            raise refused("令牌无效", "the token is not known here")
        if token.revoked_at is not None:
            raise refused("令牌已撤销", "the token was revoked", "token_revoked")
        if token.expires_at is not None and token.expires_at <= now:
            raise refused(
                f"令牌已于 {token.expires_at:%Y-%m-%d %H:%M} UTC 过期",
                f"the token expired at {token.expires_at:%Y-%m-%d %H:%M} UTC", "token_expired",
            )  # fmt: skip
        membership = (
            Membership.objects.select_related("organisation", "user")
            .filter(organisation_id=token.organisation_id, user_id=token.user_id, user__is_active=True)
            .first()
        )
        if membership is None:
            raise refused("令牌所属成员已离开", "the token's owner is no longer a member", "token_orphaned")
        if token.used_at is None or token.used_at < now - USED_EVERY:
            Token.objects.filter(id=token.id).update(used_at=now)
    role = cast("Role", membership.role)
    held = ROLE_SCOPES[role] | STAFF if membership.user.is_staff else ROLE_SCOPES[role]
    actor = Actor(
        id=f"token:{token.id}", user_id=token.user_id, organisation_id=token.organisation_id, role=role,
        scopes=held & frozenset(cast("list[Scope]", token.scopes)),
    )  # fmt: skip
    return actor, membership
