"""Looks after scans whose job is gone: deleted, given up, or never written down."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import connection, transaction

from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services.queue import ACTIVE, enqueue

MOST_AT_ONCE = 500
WITHOUT_JOB = """
SELECT scan.id FROM scans_scan scan
LEFT JOIN procrastinate_jobs job ON job.id = scan.job AND job.status IN ('todo', 'doing')
WHERE scan.state IN ('queued', 'running') AND scan.created_at < now() - interval '60 seconds'
AND job.id IS NULL
LIMIT %s
"""
_log = logging.getLogger(__name__)


def without_job() -> int:
    """Gives every scan that is not over but has no job a new one (in the scope of `SYSTEM`); how many."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_JOB, [MOST_AT_ONCE])
        found: list[UUID] = [row[0] for row in cursor.fetchall()]
    for scan_id in found:
        with transaction.atomic():
            rows = Scan.objects.select_for_update(of=("self",), skip_locked=True)
            scan = rows.filter(id=scan_id, state__in=ACTIVE).first()
            if scan is not None:
                _log.warning("a scan without a job is queued again")
                enqueue(scan)
    return len(found)
