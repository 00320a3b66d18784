"""Rows of a demonstration carry the day they tell of. The audit log is not among what is changed here: its
entries are written with their day from the start, and their digests are computed like all others.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

_AFTER_SCANS = (
    "UPDATE scans_scan SET finished_at = created_at + interval '20 seconds' + (finished_at - started_at),"
    " started_at = created_at + interval '20 seconds'"
    " WHERE organisation_id = %s AND source = 'demo' AND started_at > created_at + interval '1 hour'"
    " AND state IN ('done', 'failed')",
    "UPDATE catalogue_version v SET created_at = s.came FROM (SELECT version_id, min(created_at) AS came"
    " FROM scans_scan WHERE organisation_id = %s AND source = 'demo' GROUP BY 1) s"
    " WHERE s.version_id = v.id AND v.created_at > s.came",
    "UPDATE scans_brought b SET created_at = s.came FROM (SELECT artifact_id, min(created_at) AS came"
    " FROM scans_scan WHERE organisation_id = %s AND source = 'demo' GROUP BY 1) s"
    " WHERE s.artifact_id = b.artifact_id AND b.organisation_id = %s AND b.created_at > s.came",
    "UPDATE catalogue_app a SET created_at = v.first, updated_at = v.last FROM (SELECT app_id,"
    " min(created_at) AS first, max(created_at) AS last FROM catalogue_version WHERE organisation_id = %s"
    " GROUP BY 1) v WHERE v.app_id = a.id",
    "UPDATE findings_finding f SET created_at = v.created_at FROM catalogue_version v"
    " WHERE f.organisation_id = %s AND v.id = f.first_version_id AND f.created_at > v.created_at",
    "UPDATE findings_finding f SET updated_at = greatest(v.created_at, (SELECT max(at) FROM findings_act a"
    " WHERE a.finding_id = f.id)) FROM catalogue_version v WHERE f.organisation_id = %s"
    " AND v.id = f.last_version_id",
)


def after_scans(organisation_id: UUID) -> None:
    """Dates what came of the scans by when they were asked for, and findings by what people did."""
    with connection.cursor() as cursor:
        for statement in _AFTER_SCANS:
            cursor.execute(statement, [organisation_id] * statement.count("%s"))


def of_row(table: str, key: UUID | int, moment: datetime, column: str = "created_at") -> None:
    """Dates one row; `table` and `column` are names in our own code."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [moment, key])  # noqa: S608
