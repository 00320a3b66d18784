"""Many rows, one statement: an update by which each row gets values of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

_LENGTH = re.compile(r"varchar\(\d+\)")


def update_each(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Writes these fields of these rows, all of one model, as `save(update_fields=…)` would one by one."""
    if not rows:
        return
    meta = rows[0]._meta
    columns: list[Field[Any, Any]] = [meta.get_field(name) for name in fields]  # type: ignore[misc]
    values = [_values(meta.pk, rows), *(_values(column, rows) for column in columns)]
    quote = connection.ops.quote_name
    given = ", ".join(f"%s::{_type(column)}[]" for column in (meta.pk, *columns))
    names = ", ".join(f"v{number}" for number in range(len(values)))
    sets = ", ".join(
        f"{quote(str(column.column))} = given.v{place}" for place, column in enumerate(columns, 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} SET {sets} FROM unnest({given}) AS given({names})"  # noqa: S608
            f" WHERE {quote(meta.db_table)}.{quote(str(meta.pk.column))} = given.v0",
            values,
        )


def _values(column: Field[Any, Any], rows: Sequence[Model]) -> list[object]:
    """What is written of a column; a date that is set at each change is set now."""
    return [column.get_db_prep_save(column.pre_save(row, add=False), connection) for row in rows]


def _type(column: Field[Any, Any]) -> str:
    # A cast to a length cuts what is longer; what is too long must be refused as `save` has it refused.
    return _LENGTH.sub("varchar", str(column.db_type(connection)))
