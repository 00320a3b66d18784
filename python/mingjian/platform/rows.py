"""Many rows, one statement: an insert of many, and an update by which each row gets values of its own.

All values travel as one JSON text that PostgreSQL takes apart. Django prepares and quotes each value by
itself, which for the rows of a scan costs several times what writing them costs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from django.db import connection
from django.db.models import AutoField, Field, Model
from msgspec import Struct

_LENGTH = re.compile(r"varchar\(\d+\)")
_ENCODE = msgspec.json.Encoder().encode


def create_each(
    rows: Sequence[Model], *, unique: Sequence[str] = (), refresh: Sequence[str] = (), ignore: bool = False
) -> None:
    """Inserts rows, all of one model, as `bulk_create` would.

    `ignore`: a row that is there already stays. `unique`, `refresh`: where one with the same values of the
    first fields is there, it takes those of the second. Then rows are not told the ids the database gave.
    Raises: DatabaseError, TypeError (bytes).
    """
    if not rows:
        return
    meta = rows[0]._meta
    columns = _columns(type(rows[0]), tuple(f.name for f in meta.concrete_fields if not _is_given(f)))
    names = ", ".join(columns.quoted)
    sql = f"INSERT INTO {_quoted(meta.db_table)} ({names}) SELECT * FROM {columns.given}"  # noqa: S608
    asked = not (ignore or refresh) and _is_given(meta.pk)
    if asked:
        sql += f" RETURNING {_quoted(str(meta.pk.column))}"
    elif ignore:
        sql += " ON CONFLICT DO NOTHING"
    elif refresh:
        key, *others = (_columns(type(rows[0]), tuple(fields)).quoted for fields in (unique, refresh))
        sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in others[0])
        sql += f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [_told(columns, rows, add=True)])
        if asked:
            for row, (given,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = given
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update_each(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Writes these fields of these rows, all of one model, as `save(update_fields=…)` would one by one."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = _columns(type(rows[0]), (meta.pk.name, *fields))
    table, (key, *others) = _quoted(meta.db_table), columns.quoted
    sets = ", ".join(f"{name} = given.v{place}" for place, name in enumerate(others, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM {columns.given} WHERE {table}.{key} = given.v0",  # noqa: S608
            [_told(columns, rows, add=False)],
        )


class _Columns(Struct, frozen=True):
    """Columns of a model, as statements name them."""

    quoted: list[str]
    given: str
    """A table of what is told of them, `given`, its columns `v0`, `v1` …"""
    attributes: list[str]
    dated: list[Field[Any, Any]]
    """Those that are set to now where a row is written."""


@cache
def _columns(model: type[Model], names: tuple[str, ...]) -> _Columns:
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    types = ", ".join(f"v{place} {_type(field)}" for place, field in enumerate(fields))
    return _Columns(
        quoted=[_quoted(str(field.column)) for field in fields],
        given=f"json_to_recordset(%s::json) AS given({types})",
        attributes=[field.attname for field in fields],
        dated=[f for f in fields if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)],
    )


def _told(columns: _Columns, rows: Sequence[Model], *, add: bool) -> str:
    for field in columns.dated:
        for row in rows:
            field.pre_save(row, add=add)
    names = [f"v{place}" for place in range(len(columns.attributes))]
    told: list[dict[str, object]] = []
    for row in rows:
        values = vars(row)
        told.append(dict(zip(names, [values[each] for each in columns.attributes], strict=True)))
    return _ENCODE(told).decode()


def _type(field: Field[Any, Any]) -> str:
    kind = str(field.db_type(connection))
    if kind == "bytea":
        raise TypeError(f"{field.name}: bytes are no JSON")
    # A cast to a length cuts what is longer; what is too long must be refused as `save` has it refused.
    return _LENGTH.sub("varchar", kind)


def _is_given(field: Field[Any, Any]) -> bool:
    """Whether the database gives its value."""
    return isinstance(field, AutoField)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
