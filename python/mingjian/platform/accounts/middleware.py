"""Finds who asks: the session's user, the chosen organisation, the role; sets the database's scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from mingjian.platform.accounts.access import ROLE_SCOPES, STAFF, Actor, Role
from mingjian.platform.accounts.models import Membership, User
from mingjian.platform.database import SYSTEM, scope

CHOSEN = "organisation"
"""Session key of the organisation a member works for."""


def member(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Puts `actor` and `membership` (or None) on the request, and narrows the scope to the organisation."""

    def handle(request: HttpRequest) -> HttpResponse:
        found = _membership(request)
        request.membership = found  # type: ignore[attr-defined]
        request.actor = actor_of(found) if found else None  # type: ignore[attr-defined]
        if found is None:
            return get_response(request)
        with scope(found.organisation_id):
            return get_response(request)

    return handle


def actor_of(membership: Membership) -> Actor:
    """The actor a membership makes."""
    role = cast("Role", membership.role)
    scopes = ROLE_SCOPES[role] | STAFF if membership.user.is_staff else ROLE_SCOPES[role]
    return Actor(
        id=f"user:{membership.user_id}", user_id=membership.user_id,
        organisation_id=membership.organisation_id, role=role, scopes=scopes,
    )  # fmt: skip


def _membership(request: HttpRequest) -> Membership | None:
    if not isinstance(request.user, User) or not request.user.is_active:
        return None
    with scope(SYSTEM):
        rows = Membership.objects.select_related("organisation", "user").filter(user=request.user)
        chosen = request.session.get(CHOSEN)
        first = rows.filter(organisation_id=UUID(chosen)).first() if chosen else None
        return first or rows.order_by("created_at").first()
