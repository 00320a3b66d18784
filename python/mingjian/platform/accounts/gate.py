"""`page` and `Scoped`: how a view or an operation says who may ask. One without fails the access matrix."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.db import DataError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods
from ninja.security.base import AuthBase
from ninja.utils import check_csrf  # pyright: ignore[reportUnknownVariableType]

from mingjian.platform import idempotency
from mingjian.platform.accounts.access import Actor, Forbidden, Scope
from mingjian.platform.accounts.models import Membership
from mingjian.platform.accounts.tokens import refused as unknown
from mingjian.platform.limits import limit
from mingjian.platform.problems import Problem
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import t

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
PUBLIC: Literal["public"] = "public"
SIGNED_IN: Literal["signed_in"] = "signed_in"
Needs = Scope | Literal["public", "signed_in"]
UNSTORABLE = Problem(422, "invalid", "请求含有无法存储的值", "the request holds a value that cannot be kept")
"""NUL, half a surrogate pair, a number or a time PostgreSQL has no room for."""
_REQUESTS = (600, 60)
"""What one token or person may ask of the API, and the seconds it is counted over."""


def page(needs: Needs, *methods: str) -> Callable[[View[P]], View[P]]:
    """Declares a view: who may open it (a scope, `PUBLIC` or `SIGNED_IN`) and its methods (GET alone)."""

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def handle(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if needs != PUBLIC and not request.user.is_authenticated:
                return _to_login(request)
            if needs != "public" and needs != "signed_in":  # noqa: PLR1714 - type checkers narrow this form
                actor = cast("Actor | None", getattr(request, "actor", None))
                if actor is None or not actor.may(needs):
                    return refused(request, needs)
            try:
                _storable(request)
                return view(request, *args, **kwargs)
            except Forbidden as why:
                undo()
                return refused(request, why.scope)
            except Problem as why:
                undo()
                return told(request, why)
            except (DataError, UnicodeEncodeError):  # in a file's form, an address, a cookie
                undo()
                return told(request, UNSTORABLE)

        allowed = ["GET", "HEAD"] if not methods else [*methods, *(["HEAD"] if "GET" in methods else [])]
        declared = require_http_methods(allowed)(handle)
        declared.needs = needs  # type: ignore[attr-defined]
        declared.methods = tuple(allowed)  # type: ignore[attr-defined]
        return declared

    return declare


def _to_login(request: HttpRequest) -> HttpResponse:
    """To the sign-in and, after it, back to the page that was open: a form is not sent again by itself."""
    here = request.get_full_path()
    if request.method not in ("GET", "HEAD") or "HX-Request" in request.headers:
        came = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/")
        known = not came.netloc or came.netloc == request.get_host()
        here = f"{came.path or '/'}{'?' if came.query else ''}{came.query}" if known else "/"
    answer = redirect_to_login(here)
    if "HX-Request" not in request.headers:
        return answer
    return HttpResponse(headers={"HX-Redirect": answer.url})


def _storable(request: HttpRequest) -> None:
    """PostgreSQL keeps no NUL: a form or an address with one is refused before anything is done.

    Files are left alone: a form that brings some is read by its view.
    """
    forms = [request.GET]
    if request.content_type == "application/x-www-form-urlencoded":
        forms.append(request.POST)
    if any("\0" in word for form in forms for _, words in form.lists() for word in words):
        raise Problem(422, "nul", "文字含有不可保存的控制字符 NUL", "the text holds a NUL character")


class Scoped(AuthBase):
    """Who may call an operation: a token or a session with this scope; `Scoped()` any member.

    It also takes the request's `Idempotency-Key`, once it is known that the caller may ask.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope: Scope | None = scope

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor.

        Raises:
            Problem: 401 unknown, 403 may not, 429 asks too often.
            idempotency.Replay: this was asked and answered before.
        """
        actor = cast("Actor | None", getattr(request, "actor", None))
        if actor is None:
            if request.user.is_authenticated:
                raise Problem(
                    403, "no_organisation", "尚未加入任何单位", "this person belongs to no organisation"
                )
            raise unknown(
                "需要 Authorization: Bearer mj_… 或登录会话", "a token or a signed-in session is needed",
                "unauthenticated",
            )  # fmt: skip
        if not getattr(request, "bearer", False) and check_csrf(request):
            raise Problem(403, "csrf", "缺少有效的 X-CSRFToken", "a valid X-CSRFToken header is needed")
        limit("api", actor.id, *_REQUESTS)
        if self.scope is not None and not actor.may(self.scope):
            raise Forbidden(self.scope)
        idempotency.claim(request, actor)
        return actor


def undo() -> None:
    """Marks the request's transaction for roll-back: an answer in words is still a failure."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; only behind `page(<scope>)` or `Scoped`."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def membership_of(request: HttpRequest) -> Membership:
    """The membership behind the actor; only behind `page(<scope>)` or `Scoped`."""
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


def told(request: HttpRequest, why: Problem) -> HttpResponse:
    """A problem in words, as a page."""
    title = {404: t("没有这一页", "No such page"), 429: t("稍后再试", "Try again later")}
    return draw(
        request, "web/message.html.j2", why.status, title=title.get(why.status, t("没有照办", "Not done")),
        text=t(why.zh, why.en),
    )  # fmt: skip
