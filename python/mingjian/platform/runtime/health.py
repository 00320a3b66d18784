"""/healthz, /readyz, /metrics: whether this process lives, whether it can serve, what is going on."""

from __future__ import annotations

import hmac

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from mingjian.errors import MingjianError
from mingjian.platform.accounts.gate import PUBLIC, page
from mingjian.platform.problems import Problem, problem_response
from mingjian.platform.runtime import metrics, schema
from mingjian.platform.runtime.folder import Folder
from mingjian.settings import data_folder, settings
from mingjian.storage import blob_store
from mingjian.storage.files import free_bytes

_NEEDED_FREE_BYTES = 64 << 20


@transaction.non_atomic_requests
@page(PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@transaction.non_atomic_requests
@page(PUBLIC)
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, schema, token, blobs and disk are there; else 503 and which is not."""
    wrong = unready()
    if wrong:
        zh = {
            "database": "数据库连不上",
            "schema": "数据库结构尚未更新",
            "token": "管理令牌尚未写好",
            "blobs": "存储不可用",
            "disk": "磁盘已满",
        }
        return problem_response(
            Problem(503, wrong, zh[wrong], f"not ready: {wrong}", errors=[{"at": wrong, "what": "not ready"}])
        )
    return JsonResponse({"ready": True})


@transaction.non_atomic_requests
@page(PUBLIC)
def exposition(request: HttpRequest) -> HttpResponse:
    """Prometheus's text; for this machine alone, or for who has the token."""
    if not _may(request):
        return problem_response(
            Problem(403, "forbidden", "需要 MINGJIAN_METRICS_TOKEN", "MINGJIAN_METRICS_TOKEN is needed")
        )
    return HttpResponse(metrics.told(_now()), content_type="text/plain; version=0.0.4; charset=utf-8")


def unready() -> str:
    """What is not there: `database`, `schema`, `token`, `blobs`, `disk`; empty when all is."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if lacking := _unprepared():
            return lacking
    except DatabaseError:
        return "database"
    try:
        blob_store().exists("0" * 64)
    except MingjianError:
        return "blobs"
    return "disk" if free_bytes(data_folder()) < _NEEDED_FREE_BYTES else ""


def _unprepared() -> str:
    """Asked until `up` has made the tables and, after them, the token; then it stays so for this process."""
    if _seen:
        return ""
    if schema.missing():
        return "schema"
    if not Folder(data_folder()).token.exists():
        return "token"
    _seen.append(True)
    return ""


_seen: list[bool] = []


def _may(request: HttpRequest) -> bool:
    token = settings().metrics_token
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return not settings().behind_proxy and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


def _now() -> metrics.Gauges:
    """Gauges of this moment."""
    queue: dict[tuple[tuple[str, str], ...], float] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2")
        for name, status, count in cursor.fetchall():
            queue[("queue", name), ("status", status)] = count
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(e.at)), 0) FROM procrastinate_jobs j"
            " JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
            " WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
        )
        waits = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 s'"
        )
        workers = cursor.fetchone()
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()
    return {
        ("mingjian_jobs", "Background jobs by queue and status"): queue,
        ("mingjian_oldest_job_seconds", "How long the oldest job that is due waits"): {(): float(waits[0])},
        ("mingjian_workers", "Workers that were heard of in the last 30 seconds"): {(): float(workers[0])},
        ("mingjian_database_bytes", "Size of the database"): {(): float(size[0])},
        ("mingjian_free_bytes", "Room left on the disk of the data folder"): {
            (): float(free_bytes(data_folder()))
        },
    }
