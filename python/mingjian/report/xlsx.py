"""The report as a workbook: summary, measures, requirements, findings, evidence, SDKs, permissions, policy.

Each sheet has its head frozen and a filter over it. Text stays text: nothing is written as a formula or a
link, and what begins like one is marked as quoted, so that it does not become one when a cell is edited.
Source: OWASP, CSV injection; ECMA-376 Part 1, 18.8.45 (quotePrefix). The same report gives the same bytes.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from mingjian.model import Report
from mingjian.report.csv import FORMULA
from mingjian.report.extras import Extras, Law, project_law
from mingjian.report.labels import label
from mingjian.report.sheets import Sheet, sheets, shown
from mingjian.report.words import Lang

_NAME = 31
"""Letters a sheet's name may have."""
_EPOCH = datetime(2023, 2, 6, tzinfo=UTC).replace(tzinfo=None)
"""The notice's date: a file of a report has no time of its own."""


def to_xlsx(reports: Sequence[tuple[Report, Extras]], *, lang: Lang = "zh", law: Law | None = None) -> bytes:
    """All reports in one workbook."""
    xlsxwriter: Any = importlib.import_module("xlsxwriter")  # untyped
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": label("report", lang), "author": "Mingjian 明鉴", "created": _EPOCH})
    looks = _Looks(book)
    for sheet in sheets(reports, lang, law or project_law()):
        _write(book.add_worksheet(sheet.name[:_NAME]), sheet, looks)
    book.close()
    return out.getvalue()


class _Looks:
    """The three formats of cells."""

    def __init__(self, book: Any) -> None:
        edge = {"border": 1, "border_color": "#D8DEDB", "text_wrap": True, "valign": "top"}
        self.head: Any = book.add_format({**edge, "bold": True, "bg_color": "#EAEEEC"})
        self.plain: Any = book.add_format(edge)
        self.quoted: Any = book.add_format(edge)
        self.quoted.set_quote_prefix()


def _write(page: Any, sheet: Sheet, looks: _Looks) -> None:
    for column, (name, width) in enumerate(sheet.columns):
        page.write_string(0, column, name, looks.head)
        page.set_column(column, column, width)
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                text = shown(cell)
                page.write_string(
                    number, column, text, looks.quoted if text.startswith(FORMULA) else looks.plain
                )
            else:
                page.write_number(number, column, cell, looks.plain)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
