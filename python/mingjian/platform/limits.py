"""How often one may ask: fixed windows kept in this process, bounded in number.

Each web process counts for itself: with n processes the true limit is up to n times what is named, which is
still no help to one who guesses. Sign-in has allauth's own limits on top (settings).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

from django.http import HttpRequest

from mingjian.platform.problems import Problem
from mingjian.settings import settings

_MOST = 100_000
_windows: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
_lock = Lock()


def hit(kind: str, who: str, count: int, seconds: int, *, now: float | None = None) -> int:
    """Counts one; 0 when it is within `count` per `seconds`, else how many seconds to wait."""
    at = time.monotonic() if now is None else now
    with _lock:
        begun, seen = _windows.pop((kind, who), (at, 0))
        if at - begun >= seconds:
            begun, seen = at, 0
        _windows[kind, who] = (begun, seen + 1)
        while len(_windows) > _MOST:
            _windows.popitem(last=False)
    return 0 if seen < count else max(1, int(begun + seconds - at))


def limit(kind: str, who: str, count: int, seconds: int) -> None:
    """Counts one and stops who asks too often.

    Raises:
        Problem: 429, with Retry-After.
    """
    wait = hit(kind, who, count, seconds)
    if wait:
        raise Problem(
            429, "too_many", f"请求过于频繁，{wait} 秒后再试", f"too many requests; try again in {wait} s",
            headers={"Retry-After": str(wait)},
        )  # fmt: skip


def address_of(request: HttpRequest) -> str:
    """The client's address; behind our proxy, the one it saw."""
    if settings().behind_proxy:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def forget() -> None:
    """Empties the counts (tests)."""
    with _lock:
        _windows.clear()
