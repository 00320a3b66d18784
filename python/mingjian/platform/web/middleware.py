"""Headers of every answer, the empty scope every request begins with, the language it speaks."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from mingjian.platform.database import scope

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def security(get_response: Handler) -> Handler:
    """Nothing inline, nothing from elsewhere, no guessing of types, no framing."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return handle


def scope_none(get_response: Handler) -> Handler:
    """Until we know who asks, the database shows nothing that belongs to anyone."""

    def handle(request: HttpRequest) -> HttpResponse:
        with scope(""):
            return get_response(request)

    return handle


def language(get_response: Handler) -> Handler:
    """The cookie decides, then the browser; Chinese when neither does."""

    def handle(request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or translation.get_language_from_request(
            request
        )
        code = "en" if asked.startswith("en") else "zh-hans"
        with translation.override(code):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return handle
