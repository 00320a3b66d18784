"""The database address, and the scope every connection carries: which organisation's rows it may see.

The scope is a context variable here and the setting `mingjian.scope` in PostgreSQL, where row-level
security reads it: the second wall behind the filters of every query. No scope sees nothing. Beside it goes
`mingjian.person`: rows that belong to one member alone show themselves to that member and to our own jobs.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunSQL
from psycopg.conninfo import conninfo_to_dict

from mingjian.errors import UsageError

SYSTEM = "system"
"""The scope of our own processes: sign-in, jobs, sweeps. Never of a request once it is known who asks."""

T = TypeVar("T")
_TOLD = "_mingjian_scope"
"""Attribute of a connection: its session and the scope that session was told, while that is certain."""
_REFUSED = re.compile("[\0\ud800-\udfff]")
"""What text of PostgreSQL cannot hold: NUL, and halves of a surrogate pair, which are no UTF-8."""
_scope: ContextVar[str] = ContextVar("scope", default="")
_person: ContextVar[str] = ContextVar("person", default="")


def address(url: str) -> dict[str, Any]:
    """Django's form of a PostgreSQL URL or connection string.

    Raises:
        UsageError: it is neither.
    """
    try:
        parts = conninfo_to_dict(url)
    except Exception as error:  # noqa: BLE001 - psycopg's own error tree, told as ours
        raise UsageError(f"MINGJIAN_DATABASE_URL is not a PostgreSQL address: {error}") from None
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parts.pop(key, "") or "") for key, name in known.items()},
        "OPTIONS": dict(parts),
    }


def storable(value: T) -> T:
    """The same with U+FFFD for what PostgreSQL keeps in no text: for what packages and names of files say.

    What a person sends is refused instead (`accounts.gate`, `api`): they can mend it.
    """
    return msgspec.convert(_each(msgspec.to_builtins(value)), type(value))


def _each(value: Any) -> Any:
    if isinstance(value, str):
        return _REFUSED.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_each(key): _each(inner) for key, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_each(inner) for inner in cast("list[Any]", value)]
    return value


@contextmanager
def scope(value: str | UUID, *, person: UUID | None = None) -> Generator[None]:
    """Inside, queries of this thread or task see that organisation's rows (or all, for `SYSTEM`).

    `person`: who looks, where a person does; of rows with an owner they see their own alone.
    """
    tokens = _scope.set(str(value)), _person.set(str(person or ""))
    _tell()
    try:
        yield
    finally:
        _scope.reset(tokens[0])
        _person.reset(tokens[1])
        _tell()


def current_scope() -> str:
    """The scope in force: an organisation's id, `SYSTEM`, or empty."""
    return _scope.get()


def apply_scope(connection: BaseDatabaseWrapper, **_: object) -> None:
    """A new or reused connection takes the scope in force (receiver of `connection_created`)."""
    wanted = _scope.get(), _person.get()
    connection.__dict__.pop(_TOLD, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('mingjian.scope', %s, false), set_config('mingjian.person', %s, false)",
            wanted,
        )
    if not connection.in_atomic_block:  # a transaction's roll-back would take it back
        connection.__dict__[_TOLD] = connection.connection, wanted


def _tell() -> None:
    if connection.connection is None:
        return
    if connection.__dict__.get(_TOLD) == (connection.connection, (_scope.get(), _person.get())):
        return
    try:
        apply_scope(connection)
    except DatabaseError:
        # Inside a failed transaction: its roll-back restores the scope it began with.
        if not connection.needs_rollback:
            raise


def row_security(table: str, column: str = "organisation_id") -> RunSQL:
    """The migration step that puts a table behind the second wall.

    The setting is read in sub-selects: once a query instead of once a row, and compared as the id it is, so
    that the planner knows how many rows are left.
    """
    setting = "current_setting('mingjian.scope', true)"
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        f"CREATE POLICY scope ON {table} USING ((SELECT {setting} = '{SYSTEM}') OR {column} ="
        f" (SELECT CASE WHEN {setting} ~ '^[0-9a-f-]{{36}}$' THEN {setting}::uuid END));",
        f"DROP POLICY scope ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def owner_security(table: str, column: str = "owner_id") -> RunSQL:
    """The migration step by which rows with an owner are that person's alone, inside their organisation.

    Our own processes name no person and see them; a person in a request always does.
    """
    setting = "current_setting('mingjian.person', true)"
    return RunSQL(
        f"CREATE POLICY owner ON {table} AS RESTRICTIVE USING ({column} IS NULL OR"
        f" (SELECT coalesce({setting}, '') = '') OR {column} ="
        f" (SELECT CASE WHEN {setting} ~ '^[0-9a-f-]{{36}}$' THEN {setting}::uuid END));",
        f"DROP POLICY owner ON {table};",
    )
