"""The tables as JSON: `mingjian.disclosure/1`, both languages in each cell."""

from __future__ import annotations

import msgspec

from mingjian.report.operator.disclosure import Disclosure, Table

SCHEMA = "mingjian.disclosure/1"


def to_json(made: Disclosure) -> bytes:
    """The tables by id, rows as objects `{zh, en, open, from_policy}` a cell."""
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "schema": SCHEMA,
                "app": made.app,
                "package": made.package,
                "version": made.version,
                "sha256": made.sha256,
                "tool": made.tool,
                "tables": [_table(table) for table in made.tables],
            }
        ),
        indent=2,
    ) + b"\n"  # fmt: skip


def _table(table: Table) -> dict[str, object]:
    return {
        "id": table.id,
        "title": table.title._asdict(),
        "note": table.note._asdict(),
        "columns": [column._asdict() for column in table.columns],
        "rows": [
            [{**cell.text._asdict(), "open": cell.open, "from_policy": cell.from_policy} for cell in row]
            for row in table.rows
        ],
    }
