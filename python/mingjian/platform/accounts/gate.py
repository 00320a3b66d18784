"""`page`: how a view says who may open it. A route without it fails the access matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from mingjian.platform.accounts.access import Actor, Forbidden, Scope
from mingjian.platform.accounts.models import Membership
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import t

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
PUBLIC: Literal["public"] = "public"
SIGNED_IN: Literal["signed_in"] = "signed_in"
Needs = Scope | Literal["public", "signed_in"]


def page(needs: Needs, *methods: str) -> Callable[[View[P]], View[P]]:
    """Declares a view: who may open it (a scope, `PUBLIC` or `SIGNED_IN`) and its methods (GET alone)."""

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def handle(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if needs != PUBLIC and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if needs != "public" and needs != "signed_in":  # noqa: PLR1714 - type checkers narrow this form
                actor = cast("Actor | None", getattr(request, "actor", None))
                if actor is None or not actor.may(needs):
                    return refused(request, needs)
            try:
                return view(request, *args, **kwargs)
            except Forbidden as why:
                return refused(request, why.scope)

        allowed = ["GET", "HEAD"] if not methods else [*methods, *(["HEAD"] if "GET" in methods else [])]
        declared = require_http_methods(allowed)(handle)
        declared.needs = needs  # type: ignore[attr-defined]
        declared.methods = tuple(allowed)  # type: ignore[attr-defined]
        return declared

    return declare


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; only behind `page(<scope>)`."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def membership_of(request: HttpRequest) -> Membership:
    """The membership behind the actor; only behind `page(<scope>)`."""
    return cast("Membership", request.membership)  # type: ignore[attr-defined]


def refused(request: HttpRequest, scope: Scope) -> HttpResponse:
    """403 in words: what is missing and who can give it."""
    return draw(
        request, "web/message.html.j2", 403, title=t("没有这项权限", "Not permitted"),
        text=t(
            f"此页需要权限 {scope}。本单位的管理员可以调整您的角色。",
            f"This page needs the scope {scope}. Your organisation's admin can change your role.",
        ),
    )  # fmt: skip
