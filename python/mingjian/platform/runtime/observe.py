"""Middleware: one log line and one measurement a request, by route: addresses hold secrets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mingjian.platform.runtime.metrics import REQUESTS

_log = logging.getLogger(__name__)
_QUIET = {"healthz", "readyz", "metrics"}


def requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Around everything else."""

    def handle(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        seconds = time.perf_counter() - begun
        route = request.resolver_match.route if request.resolver_match else "none"
        REQUESTS.labels(route, request.method or "", f"{response.status_code // 100}xx").observe(seconds)
        level = logging.DEBUG if route in _QUIET else logging.INFO
        told = {"route": route, "method": request.method, "status": response.status_code}
        _log.log(level, "request", extra={"told": {**told, "ms": round(seconds * 1000, 1)}})
        return response

    return handle
