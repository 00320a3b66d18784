"""Small packages that wait in the queue one behind the other: a worker takes several of their jobs at once.

Each keeps its own job and its own task of the host. What is saved is the asking: jobs are taken, scans begun
and ended in a few statements for all. A job taken so belongs to its worker like any other: when that dies,
`runtime.worker` gives it back.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import msgspec
from django.db import connection, transaction

from mingjian.platform.scans.services import runs
from mingjian.platform.scans.services.queue import QUEUE, TASK

MOST = 16
"""Jobs taken at a time."""
_ENCODE = msgspec.json.Encoder().encode


def take(job: int, organisation_id: UUID, *, more: bool = False) -> dict[UUID, int]:
    """Takes jobs of the organisation's small packages for the worker that does `job`; by their scans.

    `more`: beside those taken already, so only those that come next in the queue, before anything of others.
    """
    alike = _ENCODE({"organisation_id": str(organisation_id), "small": True}).decode()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "WITH mine AS (SELECT worker_id FROM procrastinate_jobs"
            " WHERE id = %s AND status = 'doing' AND worker_id IS NOT NULL),"
            " other AS (SELECT priority, id FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= now()) AND NOT args @> %s::jsonb"
            " ORDER BY priority DESC, id LIMIT 1),"
            " next AS (SELECT id FROM procrastinate_jobs AS job WHERE status = 'todo' AND queue_name = %s"
            " AND task_name = %s AND args @> %s::jsonb AND lock IS NULL"
            " AND (scheduled_at IS NULL OR scheduled_at <= now()) AND EXISTS (SELECT FROM mine)"
            " AND NOT EXISTS (SELECT FROM other"
            " WHERE %s AND (other.priority, -other.id) > (job.priority, -job.id))"
            " ORDER BY priority DESC, id LIMIT %s FOR UPDATE SKIP LOCKED)"
            " UPDATE procrastinate_jobs AS job SET status = 'doing', worker_id = mine.worker_id"
            " FROM mine, next WHERE job.id = next.id RETURNING job.args->>'scan_id', job.id",
            [job, alike, QUEUE, TASK, alike, more, MOST],
        )
        return {UUID(scan): number for scan, number in sorted(cursor.fetchall(), key=lambda row: row[1])}


def give_back(jobs: Collection[int]) -> None:
    """Jobs that were not done: for whoever takes them next; one that failed often waits longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_retry_job_v2(id, now() + least(300, power(2, attempts) - 1)"
            " * interval '1 second', NULL, NULL, NULL)"
            " FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'doing'",
            [list(jobs)],
        )


def finish(ends: Collection[runs.End], jobs: Collection[int]) -> None:
    """Ends scans of one organisation, each of another file, and their jobs, in one transaction."""
    with transaction.atomic():
        runs.finish_each(list(ends))
        gone(jobs)


def gone(jobs: Collection[int]) -> None:
    """Removes jobs that are done."""
    if jobs:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE id = ANY(%s) AND status IN ('todo', 'doing')",
                [list(jobs)],
            )
