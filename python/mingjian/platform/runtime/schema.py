"""Whether the database's tables are those of this code, and making them so."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from mingjian.errors import UsageError

_LOCK = 0x6D6A_0001
"""Advisory lock: one process migrates, others wait and find it done."""


def missing() -> list[str]:
    """Migrations this code has and the database has not, as `app.name`."""
    loader = MigrationLoader(connection)
    applied = loader.applied_migrations or {}
    return [f"{app}.{name}" for app, name in loader.graph.nodes if (app, name) not in applied]


def newer() -> list[str]:
    """Migrations the database has and this code knows nothing of."""
    loader = MigrationLoader(connection)
    known = loader.disk_migrations or {}
    ours = {app for app, _ in known}
    return [
        f"{app}.{name}"
        for app, name in loader.applied_migrations or {}
        if app in ours and (app, name) not in known and (app, name) not in loader.replacements
    ]


def migrate() -> int:
    """Brings the tables up to this code; returns how many steps it took.

    Raises:
        UsageError: a newer Mingjian made them.
    """
    with _alone():
        ahead = newer()
        if ahead:
            raise UsageError(
                f"the database was made by a newer Mingjian ({ahead[-1]}): install that or a later version"
            )
        steps = missing()
        if steps:
            call_command("migrate", interactive=False, verbosity=0)
        return len(steps)


@contextmanager
def _alone() -> Generator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
