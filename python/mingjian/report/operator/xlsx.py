"""The tables as a workbook: one sheet each, open cells coloured, no formula ever."""

from __future__ import annotations

import importlib
import io
from typing import Any

from mingjian.report.operator.disclosure import Disclosure
from mingjian.report.operator.extra import needs
from mingjian.report.words import Lang

WIDTH = 26
SHEET = 31
"""Characters a sheet's name may have."""


def to_xlsx(made: Disclosure, *, lang: Lang) -> bytes:
    """The workbook in one language.

    Raises:
        UsageError: XlsxWriter is not installed.
    """
    with needs("XlsxWriter"):
        xlsxwriter: Any = importlib.import_module("xlsxwriter")  # an extra, loaded when asked for; untyped
    out = io.BytesIO()
    # text stays text: a name that begins with = is no formula, an address no link
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": f"{made.app} {made.version}".strip(), "author": made.tool})
    head = book.add_format(
        {"bold": True, "bg_color": "#EAEEEC", "border": 1, "text_wrap": True, "valign": "top"}
    )
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    opened = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "bg_color": "#FBE7A6"})
    for table in made.tables:
        sheet = book.add_worksheet(table.title.of(lang)[:SHEET])
        sheet.write_string(0, 0, table.note.of(lang))
        for column, name in enumerate(table.columns):
            sheet.write_string(1, column, name.of(lang), head)
        for number, row in enumerate(table.rows, 2):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell.text.of(lang), opened if cell.open else plain)
        sheet.set_column(0, len(table.columns) - 1, WIDTH)
        sheet.freeze_panes(2, 1)
    book.close()
    return out.getvalue()
