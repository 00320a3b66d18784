"""The tables as a Word document: one heading and one table each, landscape, open cells highlighted."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from mingjian.report.operator.disclosure import Cell, Disclosure, Table
from mingjian.report.operator.extra import needs
from mingjian.report.words import Lang

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

FONT = "Noto Sans CJK SC"


def to_docx(made: Disclosure, *, lang: Lang) -> bytes:
    """The document in one language.

    Raises:
        UsageError: python-docx is not installed.
    """
    with needs("python-docx"):
        import docx  # noqa: PLC0415 - an extra, loaded when asked for
        from docx.enum.section import WD_ORIENT  # noqa: PLC0415
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Pt  # noqa: PLC0415
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    normal: Any = document.styles["Normal"]  # its type says less than it has
    normal.font.name, normal.font.size = FONT, Pt(9)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.core_properties.title = f"{made.app} {made.version}".strip()
    document.core_properties.author = made.tool
    document.add_heading(made.app, level=0)
    document.add_paragraph(
        " · ".join(part for part in (made.package, made.version, f"SHA-256 {made.sha256}") if part)
    )
    for table in made.tables:
        _add(document, table, lang)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Document, table: Table, lang: Lang) -> None:
    document.add_heading(table.title.of(lang), level=1)
    document.add_paragraph(table.note.of(lang))
    if not table.rows:
        document.add_paragraph({"zh": "（未见）", "en": "(none seen)"}[lang])
        return
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for place, column in zip(grid.rows[0].cells, table.columns, strict=True):
        place.paragraphs[0].add_run(column.of(lang)).bold = True
    for row in table.rows:
        for place, cell in zip(grid.add_row().cells, row, strict=True):
            _fill(place.paragraphs[0], cell, lang)


def _fill(paragraph: Paragraph, cell: Cell, lang: Lang) -> None:
    from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415

    run = paragraph.add_run(cell.text.of(lang))
    if cell.open:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
