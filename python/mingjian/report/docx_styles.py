"""Styles, page and tables of the Word report: everything a clerk's Word knows by name.

Title, Heading 1–2, Normal, Quote, Caption, List Bullet and Table Grid are Word's own, set in our faces;
`Report Statement`, `Report Meta` and `Report Code` are added.
"""

from __future__ import annotations

import io
import logging
import re
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mingjian.model import Report
from mingjian.report.bitmap import bitmap
from mingjian.report.labels import label
from mingjian.report.paper import Identity, short
from mingjian.report.words import Lang

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

NORMAL, TITLE, SECTION, PART, QUOTE, CAPTION, LIST = (
    "Normal", "Title", "Heading 1", "Heading 2", "Quote", "Caption", "List Bullet",
)  # fmt: skip
_log = logging.getLogger(__name__)

STATEMENT, META, CODE = "Report Statement", "Report Meta", "Report Code"
SANS, SERIF, MONO = "Microsoft YaHei", "SimSun", "Consolas"
_MARGIN_MM = 22
_TALLEST_MM = 90
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold; `visible` leaves none of it, this is the last gate."""


def text(said: str) -> str:
    """A string fit for a run: seen, and of bearable length."""
    return _ILLEGAL.sub("", short(said))


class Body:
    """A document in the making; every string that goes in is fit for a run."""

    def __init__(self) -> None:
        import docx  # noqa: PLC0415 - only who writes Word loads it

        self.document: Document = docx.Document()
        self._ids = _set_styles(self.document)

    def add(self, said: str = "", style: str = NORMAL) -> Paragraph:
        """A paragraph at the end."""
        made = self.document.add_paragraph(text(said) if said else "")
        self._dress(made, style)
        return made

    def _dress(self, paragraph: Paragraph, style: str) -> None:
        """Sets a style by its id: python-docx looks a name up among all styles for each paragraph."""
        loose: Any = paragraph
        loose._p.get_or_add_pPr().style = self._ids[style]

    def quote(self, parts: tuple[str, str, str]) -> None:
        """Others' words, the words at issue highlighted."""
        from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415

        paragraph = self.add(style=QUOTE)
        for place, part in enumerate(parts):
            if part:
                run = paragraph.add_run(text(part))
                if place == 1:
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def section(self, report: Report, lang: Lang, *, first: bool) -> None:
        """A4 with 22 mm margins, and a foot of the subject's own: digest, ruleset, page of pages."""
        from docx.enum.section import WD_SECTION  # noqa: PLC0415
        from docx.shared import Mm  # noqa: PLC0415

        page = self.document.sections[0] if first else self.document.add_section(WD_SECTION.NEW_PAGE)
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN_MM)
        page.footer.is_linked_to_previous = False
        foot = page.footer.paragraphs[0]
        self._dress(foot, META)
        ruleset = f"{label('ruleset', lang)} {report.tool.ruleset_sha256[:12]}"
        foot.add_run(text(f"SHA-256 {report.subject.sha256} · {ruleset} · "))
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def pairs(self, rows: Sequence[Identity]) -> None:
        """Names and values side by side."""
        grid = self.document.add_table(rows=len(rows), cols=2, style="Table Grid")
        for row, made in zip(rows, grid.rows, strict=True):
            name, value = made.cells
            self._fill(name, row.name, bold=True)
            self._fill(value, row.value, CODE if row.machine else META)
        _widths(grid, (36, 130))

    def table(
        self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """A caption and a grid whose head repeats on each page; widths in mm."""
        self.add(caption, CAPTION)
        grid = self.document.add_table(rows=len(rows) + 1, cols=len(heads), style="Table Grid")
        made: list[Any] = list(grid.rows)
        for cell, head in zip(made[0].cells, heads, strict=True):
            self._fill(cell, head, bold=True)
        made[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
        for row, line in zip(rows, made[1:], strict=True):
            line._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            for cell, said in zip(line.cells, row, strict=True):
                self._fill(cell, said)
        _widths(grid, widths)

    def _fill(self, cell: Any, said: str, style: str = META, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        self._dress(paragraph, style)
        paragraph.add_run(text(said)).bold = bold or None

    def picture(self, data: bytes | None, width: float) -> None:
        """A picture in its own proportions, at most `width` mm wide; one that cannot be read is left out."""
        from docx.image.exceptions import (  # noqa: PLC0415
            InvalidImageStreamError,
            UnexpectedEndOfFileError,
            UnrecognizedImageError,
        )
        from docx.shared import Mm  # noqa: PLC0415

        seen = bitmap(data or b"")
        if data is None or seen is None:
            return
        across, down = seen.size
        # both sides from the pixels: the resolution a file claims is not to be trusted
        scale = min(width / across, _TALLEST_MM / down)
        try:
            self.document.add_picture(io.BytesIO(data), Mm(across * scale), Mm(down * scale))
        except (
            InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError,
            ValueError, LookupError, ZeroDivisionError, AttributeError, struct.error,
        ):  # fmt: skip
            _log.debug("a picture of %d bytes cannot be read", len(data))


def _set_styles(document: Document) -> dict[str, str]:
    """Gives all styles their faces; their ids by name."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    known: Any = document.styles  # its types say less than they have
    ink, grey = RGBColor(0x13, 0x20, 0x1E), RGBColor(0x41, 0x50, 0x4C)
    for name in (STATEMENT, META, CODE):
        known.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = known[NORMAL]
    rows = (
        (NORMAL, SANS, 9.5, False, ink), (TITLE, SANS, 20, True, ink), (SECTION, SANS, 14, True, ink),
        (PART, SANS, 11, True, ink), (STATEMENT, SANS, 14, True, ink), (META, SANS, 8.5, False, grey),
        (CODE, MONO, 8.5, False, ink), (QUOTE, SERIF, 10, False, ink), (CAPTION, SANS, 8.5, True, grey),
        (LIST, SANS, 9.5, False, ink),
    )  # fmt: skip
    for name, face, size, bold, colour in rows:
        style = known[name]
        _face(style, face)
        style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = (
            Pt(size),
            bold,
            False,
            colour,
        )
    known[QUOTE].paragraph_format.left_indent = Pt(12)
    for name in (META, CODE, CAPTION):
        known[name].paragraph_format.space_after = Pt(3)
    known[CAPTION].paragraph_format.keep_with_next = True
    return {row[0]: known[row[0]].style_id for row in rows}


def _face(style: Any, face: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415

    style.font.name = face
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]  # a theme's face would win
    fonts.set(qn("w:eastAsia"), SANS if face == MONO else face)


def _element(name: str) -> Any:
    from docx import oxml  # noqa: PLC0415

    loose: Any = oxml  # its types say less than it has
    return loose.OxmlElement(name)


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415

    field = _element("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _widths(grid: Any, widths: Sequence[float]) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
