"""What a role may do, and who is asking: the one table the pages, the API and the access matrix share."""

from __future__ import annotations

from typing import Literal, get_args
from uuid import UUID

from msgspec import Struct

Role = Literal["admin", "manager", "reviewer", "member", "auditor"]
Scope = Literal[
    "apps:read", "apps:write", "scans:read", "scans:write", "findings:read", "findings:reply",
    "findings:decide", "exports:write", "notifications:manage", "organisation:read", "members:manage",
    "tokens:manage", "audit:read", "platform:manage",
]  # fmt: skip

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)


def _with(base: frozenset[Scope], *more: Scope) -> frozenset[Scope]:
    return base.union(more)


_READ = _with(frozenset(), "apps:read", "scans:read", "findings:read", "organisation:read")
_MEMBER = _with(_READ, "apps:write", "scans:write", "findings:reply", "exports:write")
_REVIEWER = _with(_MEMBER, "findings:decide", "tokens:manage")
_MANAGER = _with(_REVIEWER, "notifications:manage", "audit:read")

ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    "auditor": _with(_READ, "audit:read"),
    "member": _MEMBER,
    "reviewer": _REVIEWER,
    "manager": _MANAGER,
    "admin": _with(_MANAGER, "members:manage"),
}
STAFF: frozenset[Scope] = frozenset({"platform:manage"})
"""What those who run the platform itself may do besides."""


class Actor(Struct, frozen=True, kw_only=True):
    """Who asks, for which organisation, with which scopes. Services take it; they never see a request."""

    id: str
    """`user:<uuid>`, `token:<uuid>` or `system:<what>`, as the audit log names it."""
    user_id: UUID | None
    organisation_id: UUID
    role: Role | None
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """True when the actor holds the scope."""
        return scope in self.scopes


class Forbidden(Exception):  # noqa: N818 - what it says to the one who asked
    """The actor does not hold the scope a service needs."""

    def __init__(self, scope: Scope) -> None:
        self.scope: Scope = scope
        super().__init__(scope)


def require(actor: Actor, scope: Scope) -> None:
    """Stops who may not.

    Raises:
        Forbidden: the actor lacks the scope.
    """
    if not actor.may(scope):
        raise Forbidden(scope)


def system(organisation_id: UUID, what: str) -> Actor:
    """Our own processes acting for an organisation, e.g. the scan worker."""
    return Actor(
        id=f"system:{what}",
        user_id=None,
        organisation_id=organisation_id,
        role=None,
        scopes=frozenset(SCOPES),
    )
