"""How long a sign-in lasts: two weeks from when it was used last. Pages say how much is left of it, so that
nobody loses what they are typing (WCAG 2.2.1, 2.2.6).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse

UNTIL = "until"
"""Session key: when it ends, in seconds since 1970."""


def listen() -> None:
    """Every sign-in from now on knows when it ends."""
    user_logged_in.connect(_begun, dispatch_uid="staying")


def stay(request: HttpRequest) -> int:
    """Begins the two weeks anew; the seconds that are left then."""
    age = int(settings.SESSION_COOKIE_AGE)
    request.session[UNTIL] = int(time.time()) + age
    return age


def left(request: HttpRequest) -> int:
    """Seconds until this sign-in ends; 0 where there is none, or nobody knows."""
    session = getattr(request, "session", None)
    until = session.get(UNTIL) if session is not None else None
    return max(0, until - int(time.time())) if isinstance(until, int) else 0


def used(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a sign-in half gone that is used begins anew; half, so that not every request writes."""

    def handle(request: HttpRequest) -> HttpResponse:
        if 0 < left(request) < int(settings.SESSION_COOKIE_AGE) // 2:
            stay(request)
        return get_response(request)

    return handle


def _begun(request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        stay(request)
