"""Middleware: one log line and one measurement a request, by route: addresses hold secrets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mingjian.platform.runtime import traces
from mingjian.platform.runtime.metrics import REQUESTS

_log = logging.getLogger(__name__)
_QUIET = {"healthz", "readyz", "metrics"}


def requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Around everything else."""

    def handle(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        with traces.span("request", request.headers) as span:
            response = get_response(request)
            route = request.resolver_match.route if request.resolver_match else "none"
            method, status = request.method or "", response.status_code
            told: dict[str, str | int] = {"http.request.method": method, "http.response.status_code": status}
            span.tell(f"{method} {route}", **told)
        seconds = time.perf_counter() - begun
        REQUESTS.labels(route, method, f"{status // 100}xx").observe(seconds)
        line = {"route": route, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
        _log.log(logging.DEBUG if route in _QUIET else logging.INFO, "request", extra={"told": line})
        return response

    return handle
