"""Pages of one's account, of joining, of the organisation and its tokens. The log's is in `log_pages`."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from mingjian import clock
from mingjian.platform.accounts import keys, people, post, services, staying
from mingjian.platform.accounts.access import ROLES, SCOPES, Actor
from mingjian.platform.accounts.gate import PUBLIC, SIGNED_IN, actor_of, membership_of, page
from mingjian.platform.accounts.middleware import CHOSEN
from mingjian.platform.accounts.models import User
from mingjian.platform.accounts.registers import PARTIES, PROVINCES, ROLES_SAID, SCOPES_SAID
from mingjian.platform.limits import address_of, limit
from mingjian.platform.paging import Paging, paged
from mingjian.platform.problems import Problem
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import say, t

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_FORMS = (20, 600)
"""Tries of a form that takes a secret or makes an organisation, and the seconds they are counted over."""


def _errors(why: Problem) -> dict[str, str]:
    """Words under the fields they are about; `""` stands above the form. The service has undone its part."""
    return {row["at"]: t(why.zh, why.en) for row in why.errors} or {"": t(why.zh, why.en)}


@never_cache
@page(PUBLIC, "GET", "POST")
def first(request: HttpRequest, secret: str) -> HttpResponse:
    """The first administrator names themselves; the link is good once."""
    return _join(request, secret, is_first=True)


@never_cache
@page(PUBLIC, "GET", "POST")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """One who was invited joins: signed in already, or with a new account."""
    return _join(request, secret, is_first=False)


def _join(request: HttpRequest, secret: str, *, is_first: bool) -> HttpResponse:
    limit("join", address_of(request), *_FORMS)
    invited = services.invitation_of(secret)
    given, errors, status = request.POST, {}, 200
    person = request.user if isinstance(request.user, User) and not invited.staff else None
    if request.method == "POST":
        try:
            if person:
                made = services.accept(secret, person)
            else:
                made = people.join(
                    secret, given.get("email", ""), given.get("name", ""), given.get("password", ""),
                    given.get("organisation", ""),
                )  # fmt: skip
                login(request, made.user, backend=_BACKEND)
            request.session[CHOSEN] = str(made.organisation_id)
        except Problem as why:
            errors, status = _errors(why), why.status
        else:
            return redirect("/")
    return draw(
        request, "accounts/join.html.j2", status, invited=invited, given=given, errors=errors, person=person,
        is_first=is_first, role=say(ROLES_SAID[invited.role]),
    )  # fmt: skip


@page(SIGNED_IN, "GET", "POST")
def account(request: HttpRequest) -> HttpResponse:
    """One's own name, language, density, keys; ways to sign in; one's data."""
    user = cast("User", request.user)
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = request.POST
        try:
            people.set_habits(
                user, given.get("name", ""), given.get("language", ""), given.get("density", ""),
                shortcuts="shortcuts" in given,
            )  # fmt: skip
        except Problem as why:
            errors = _errors(why)
        else:
            response = redirect("account")
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 86400, samesite="Lax"
            )
            messages.success(request, t("已保存", "Saved"))
            return response
    return draw(
        request, "accounts/account.html.j2", 422 if errors else 200, errors=errors, user=user,
        rows=services.memberships(user), roles=ROLES_SAID,
    )  # fmt: skip


@page(SIGNED_IN)
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything kept about oneself, as JSON."""
    text = json.dumps(people.own_data(cast("User", request.user)), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="mingjian-account.json"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


@page(SIGNED_IN, "POST")
def stay(request: HttpRequest) -> JsonResponse:
    """Stays signed in for another two weeks."""
    return JsonResponse({"left_s": staying.stay(request)})


@page(SIGNED_IN, "POST")
def delete_own(request: HttpRequest) -> HttpResponse:
    """Removes one's account, after the password or (without one) the address was typed again."""
    user = cast("User", request.user)
    limit("delete", str(user.id), 5, 600)
    given = request.POST.get("proof", "")
    good = user.check_password(given) if user.has_usable_password() else given.strip().lower() == user.email
    if not good:
        raise Problem(422, "proof", "口令或邮箱不符，账户未删除", "not what was asked for; the account stays")
    people.delete_own(user)
    logout(request)
    return redirect("/")


@page(SIGNED_IN, "POST")
def switch(request: HttpRequest) -> HttpResponse:
    """Works for another of one's organisations."""
    wanted = request.POST.get("organisation", "")
    if any(str(row.organisation_id) == wanted for row in services.memberships(cast("User", request.user))):
        request.session[CHOSEN] = wanted
    return redirect("/")


@page(SIGNED_IN, "POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Ends one's own membership of the organisation chosen."""
    user = cast("User", request.user)
    wanted = request.POST.get("organisation", "")
    for row in services.memberships(user):
        if str(row.organisation_id) == wanted:
            services.leave(user, row.organisation_id)
            request.session.pop(CHOSEN, None)
    return redirect("account")


@page(SIGNED_IN, "GET", "POST")
def register(request: HttpRequest) -> HttpResponse:
    """A new organisation, whose first admin one becomes."""
    given, errors, status = request.POST, {}, 200
    user = cast("User", request.user)
    if request.method == "POST":
        limit("register", str(user.id), *_FORMS)
        try:
            made = services.register(
                user, given.get("party", ""), given.get("name", ""), given.get("credit_code", ""),
                given.get("province", ""),
            )  # fmt: skip
        except Problem as why:
            errors, status = _errors(why), why.status
        else:
            request.session[CHOSEN] = str(made.id)
            return redirect("organisation")
    parties = [
        (key, say(words))
        for key, words in PARTIES.items()
        if user.is_staff or key not in services.SUPERVISORS
    ]
    return draw(
        request, "accounts/register.html.j2", status, given=given, errors=errors, parties=parties,
        provinces=_provinces(),
    )  # fmt: skip


@page("organisation:read")
def organisation(request: HttpRequest) -> HttpResponse:
    """Who the organisation is, its documents, whether staff has verified it."""
    return _organisation(request, {}, 200)


@never_cache
@page("members:manage", "POST")
def describe(request: HttpRequest) -> HttpResponse:
    """Changes what the organisation says of itself, or adds a document."""
    actor, given = actor_of(request), request.POST
    try:
        if "kind" in given:
            file = request.FILES.get("file")
            content = file.read(services.EVIDENCE_BYTES + 1) if file else b""
            services.add_evidence(actor, given["kind"], content)
        else:
            services.describe(
                actor, given.get("name", ""), given.get("credit_code", ""), given.get("province", "")
            )
    except Problem as why:
        return _organisation(request, _errors(why), why.status)
    messages.success(request, t("已保存", "Saved"))
    return redirect("organisation")


def _organisation(request: HttpRequest, errors: dict[str, str], status: int) -> HttpResponse:
    row = membership_of(request).organisation
    documents: Any = row.identity.get("documents", [])
    return draw(
        request, "accounts/organisation.html.j2", status, row=row, errors=errors, provinces=_provinces(),
        party=say(PARTIES[row.party]), documents=documents, verdict=row.identity.get("verified"),
        may=actor_of(request).may("members:manage"),
    )  # fmt: skip


@page("organisation:read")
def members(request: HttpRequest) -> HttpResponse:
    """Who works here, who is invited."""
    return _members(request)


@page("members:manage", "POST")
def invite(request: HttpRequest) -> HttpResponse:
    """Invites an address: by mail where mail is set up, else the link is shown this once."""
    actor = actor_of(request)
    try:
        made = services.invite(actor, request.POST.get("email", ""), request.POST.get("role", ""))
    except Problem as why:
        return _members(request, errors=_errors(why), status=why.status)
    link = request.build_absolute_uri(made.path)
    if post.invitation(made.invitation, membership_of(request).organisation.name, link):
        messages.success(
            request, t(f"邀请已发往 {made.invitation.email}", f"Sent to {made.invitation.email}")
        )
        return redirect("members")
    return _members(request, link=link, invited=made.invitation.email)


@page("members:manage", "POST")
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Takes an invitation back."""
    services.withdraw(actor_of(request), invitation_id)
    return redirect("members")


@page("members:manage", "POST")
def change_member(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Another role, or none: `remove`."""
    actor = actor_of(request)
    try:
        if "remove" in request.POST:
            services.remove(actor, user_id)
        else:
            services.change_role(actor, user_id, request.POST.get("role", ""))
    except Problem as why:
        if why.status == 404:
            raise
        return _members(request, errors=_errors(why), status=why.status)
    return redirect("members")


@never_cache
@page("tokens:manage", "GET", "POST")
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens; a new one's secret is shown this once."""
    actor = actor_of(request)
    given, errors, made = request.POST, {}, None
    if request.method == "POST":
        days = given.get("days", "")
        try:
            made = keys.create(
                actor, given.get("name", ""), given.getlist("scopes"), int(days) if days.isdigit() else 0
            )
        except Problem as why:
            errors = _errors(why)
    found = paged(
        keys.listed(actor), Paging(cursor=request.GET.get("cursor", ""), limit=50), "-created_at", "-id"
    )
    offered = [(item, say(SCOPES_SAID[item])) for item in SCOPES if actor.may(item)]
    return draw(
        request, "accounts/tokens.html.j2", 422 if errors else 200, found=found, given=given, errors=errors,
        made=made, scopes=offered, names=SCOPES_SAID, now=clock.now(),
    )  # fmt: skip


@page("tokens:manage", "POST")
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Ends a token now."""
    keys.revoke(actor_of(request), token_id)
    messages.success(request, t("令牌已撤销", "The token is revoked"))
    return redirect("tokens")


@page("platform:manage")
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation, for the platform's staff."""
    paging = Paging(cursor=request.GET.get("cursor", ""), limit=50)
    found = paged(services.organisations(actor_of(request)), paging, "-created_at", "-id")
    return draw(
        request, "accounts/organisations.html.j2", found=found, parties=PARTIES, provinces=PROVINCES,
        verified=services.verified,
    )  # fmt: skip


@page("platform:manage", "POST")
def verify(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Staff says whether the documents show who the organisation is."""
    given = request.POST
    services.verify_identity(
        actor_of(request), organisation_id, given.get("verdict") == "good", given.get("reason", "")
    )
    return redirect("organisations")


@page(SIGNED_IN)
def elsewhere(request: HttpRequest, key: str = "") -> HttpResponse:
    """Addresses of the sign-in library that this platform does not use."""
    return HttpResponseRedirect("/account")


def _members(
    request: HttpRequest,
    errors: dict[str, str] | None = None,
    status: int = 200,
    link: str = "",
    invited: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    paging = Paging(cursor=request.GET.get("cursor", ""), limit=50)
    found = paged(services.members(actor), paging, "created_at", "id")
    return draw(
        request, "accounts/members.html.j2", status, found=found, errors=errors or {}, link=link,
        invited=invited, given=request.POST, may=actor.may("members:manage"), open=_open(actor),
        roles=ROLES_SAID, me=actor.user_id,
        choices=[(role, say(ROLES_SAID[role])) for role in reversed(ROLES)],
    )  # fmt: skip


def _open(actor: Actor) -> list[Any]:
    return list(services.invitations(actor)[:200]) if actor.may("members:manage") else []


def _provinces() -> list[tuple[str, str]]:
    return [("", t("请选择", "Choose")), *((code, say(words)) for code, words in PROVINCES.items())]
