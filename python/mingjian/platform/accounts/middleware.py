"""Finds who asks: the session's user or the token, the organisation, the role; sets the database's scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from mingjian.platform.accounts import tokens
from mingjian.platform.accounts.access import ROLE_SCOPES, STAFF, Actor, Role
from mingjian.platform.accounts.models import Membership, User
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.limits import address_of, limit
from mingjian.platform.problems import API, Problem, problem_response
from mingjian.platform.web.pages import draw

CHOSEN = "organisation"
"""Session key of the organisation a member works for."""
_GUESSES = (60, 60)
"""Bad tokens from one address, and the seconds they are counted over."""


def member(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Puts `actor` and `membership` (or None) on the request, and narrows the scope to the organisation.

    Under /api/ an Authorization header decides alone: a bad token never falls back to the session.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        bearer = request.headers.get("Authorization") if request.path_info.startswith(API) else None
        request.bearer = bearer is not None  # type: ignore[attr-defined]
        actor: Actor | None = None
        if bearer is None:
            found = _membership(request)
            actor = actor_of(found) if found else None
        else:
            try:
                actor, found = tokens.resolve(bearer)
            except Problem as why:
                return problem_response(_counted(request, why))
            request.user = found.user
        request.membership = found  # type: ignore[attr-defined]
        request.actor = actor  # type: ignore[attr-defined]
        if actor is None:
            return get_response(request)
        with scope(actor.organisation_id, person=actor.user_id):
            return get_response(request)

    return handle


def leaving(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """On the way to the sign-in of others stands a page that goes on by itself.

    A form of ours may not lead elsewhere (form-action of our policy; browsers hold redirects to it as well),
    and where a provider sends people on to is not ours to list.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if response.status_code != 302 or match is None or match.url_name != "openid_connect_login":
            return response
        onwards = response["Location"]
        if urlsplit(onwards).scheme not in ("http", "https"):
            return response
        page = draw(request, "accounts/leaving.html.j2", onwards=onwards, host=urlsplit(onwards).hostname)
        page.headers["Refresh"] = f"0; url={onwards}"
        return page

    return handle


def actor_of(membership: Membership) -> Actor:
    """The actor a membership makes."""
    role = cast("Role", membership.role)
    scopes = ROLE_SCOPES[role] | STAFF if membership.user.is_staff else ROLE_SCOPES[role]
    return Actor(
        id=f"user:{membership.user_id}", user_id=membership.user_id,
        organisation_id=membership.organisation_id, role=role, scopes=scopes,
    )  # fmt: skip


def _counted(request: HttpRequest, why: Problem) -> Problem:
    try:
        limit("token", address_of(request), *_GUESSES)
    except Problem as too_many:
        return too_many
    return why


def _membership(request: HttpRequest) -> Membership | None:
    if not isinstance(request.user, User) or not request.user.is_active:
        return None
    with scope(SYSTEM):
        rows = Membership.objects.select_related("organisation", "user").filter(user=request.user)
        chosen = request.session.get(CHOSEN)
        first = rows.filter(organisation_id=UUID(chosen)).first() if chosen else None
        return first or rows.order_by("created_at").first()
