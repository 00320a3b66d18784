"""`Idempotency-Key`: the same change asked for twice is made once and answered twice.

The key's row is inserted in the request's own transaction. A second request with the same key waits on that
row: when the first commits it gets the stored answer, when the first fails it takes its place. Only answers
of success are kept: what failed changed nothing and may be asked again.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from mingjian import clock
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Answer
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.problems import Problem

HEADER = "Idempotency-Key"
KEPT_HOURS = 24
MOST_BYTES = 1 << 20
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_WAIT_MS = 15_000


class Replay(Exception):  # noqa: N818 - no error: the answer is known already
    """The stored answer of an earlier request."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__()


def claim(request: HttpRequest, actor: Actor) -> None:
    """Takes the request's key, if it has one, for the transaction under way.

    Raises:
        Replay: an earlier request with this key and this content was answered.
        Problem: 422 the key was used for another content or is no key; 409 the first is still at work.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method in _SAFE or not connection.in_atomic_block:
        return
    if not (0 < len(key) <= 200 and key.isascii() and key.isprintable()):
        raise Problem(
            422, "idempotency_key", f"{HEADER} 须为 1 至 200 个可见 ASCII 字符",
            f"{HEADER} must be 1 to 200 printable ASCII characters",
        )  # fmt: skip
    asked = _fingerprint(request)
    mine = Answer(
        organisation_id=actor.organisation_id, actor=actor.id, key=key, asked_sha256=asked,
        expires_at=clock.now() + timedelta(hours=KEPT_HOURS),
    )  # fmt: skip
    rows = Answer.objects.filter(organisation_id=actor.organisation_id, actor=actor.id, key=key)
    rows.filter(expires_at__lte=clock.now()).delete()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(_WAIT_MS)])
            Answer.objects.bulk_create([mine], ignore_conflicts=True)
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError:
        raise Problem(
            409, "in_progress", "同一 Idempotency-Key 的请求仍在处理", "the first request is still at work"
        ) from None
    kept = rows.get()
    if kept.id == mine.id:
        request.idempotency = mine  # type: ignore[attr-defined]
    elif kept.asked_sha256 != asked:
        raise Problem(
            422, "idempotency_reused", "此 Idempotency-Key 已用于内容不同的请求",
            "this Idempotency-Key was used for a request of other content",
        )  # fmt: skip
    else:
        raise Replay(_told_again(kept))


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Stores the answer under the key the request claimed; a failure leaves no trace of the key."""
    mine: Answer | None = getattr(request, "idempotency", None)
    if mine is None or connection.needs_rollback:
        return
    rows = Answer.objects.filter(id=mine.id)
    small = isinstance(response, HttpResponse) and len(response.content) <= MOST_BYTES
    if not small or response.status_code >= 400:
        rows.delete()
        return
    headers = {name: response.headers[name] for name in ("Content-Type", "Location") if name in response}
    rows.update(status=response.status_code, headers=headers, body=response.content)  # type: ignore[attr-defined]


def sweep() -> int:
    """Removes answers past their time, of every organisation; returns how many."""
    with scope(SYSTEM):
        return Answer.objects.filter(expires_at__lte=clock.now()).delete()[0]


def _told_again(kept: Answer) -> HttpResponse:
    response = HttpResponse(bytes(kept.body), status=kept.status, headers=dict(kept.headers))
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    told = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode("utf-8", "replace"))
    if request.content_type == "multipart/form-data":
        for name in sorted(request.POST):
            told.update(repr((name, request.POST.getlist(name))).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                content = hashlib.sha256()
                for chunk in file.chunks():
                    content.update(chunk)
                file.seek(0)
                told.update(repr((name, file.name, content.hexdigest())).encode())
    else:
        told.update(request.body)
    return told.hexdigest()
