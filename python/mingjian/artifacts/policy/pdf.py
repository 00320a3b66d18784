"""PDF files: lines of text joined into paragraphs, ruled tables, without what repeats on every page.

`place` is `page N line M`, lines counted from the top of the page; cells are `page N table T row R column
C`, rows counted on that page. Text is what the file says it is: a scanned page has none.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from typing import Any

from msgspec import Struct

from mingjian.artifacts.policy import pdf_page, pdf_table
from mingjian.artifacts.policy.caps import MAX_CELLS, MAX_CHARACTERS, MAX_PAGES
from mingjian.artifacts.policy.document import Note
from mingjian.artifacts.policy.lines import Cell, Line, fold
from mingjian.artifacts.policy.looks import Base, Run
from mingjian.artifacts.policy.numbering import number
from mingjian.artifacts.policy.pdf_page import PageText, Row
from mingjian.artifacts.policy.tables import has_header
from mingjian.errors import ArtifactError

INSTALL = "pip install pypdfium2"
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:第\s*)?\d{1,4}\s*页?(?:\s*[/／]?\s*(?:共|of)?\s*\d{1,4}\s*页?)?[-–—\s]*", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_ENDS = tuple("。；;！!？?：:")
_BULLET = re.compile(r"^[•·●○■□◆◇▪▫‣➢➤★※✓\uf0b7\uf06c]\s*")
_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""


class Part(Struct):
    """A paragraph in the making, or a table."""

    text: str
    runs: list[Run]
    place: str
    rows: list[Row]
    table: list[Line] | None = None
    xs: tuple[float, ...] = ()
    item: bool = False


def lines(data: bytes, source: str) -> tuple[list[Line], str, tuple[Note, ...]]:
    """The lines of the file, its title, and notes.

    Raises:
        ArtifactError: `pdf_package_missing` (with how to install it), `policy_encrypted`,
            `policy_malformed`.
    """
    try:
        pdfium: Any = importlib.import_module("pypdfium2")
        raw: Any = importlib.import_module("pypdfium2.raw")
    except ImportError:
        raise ArtifactError("pdf_package_missing", f"PDF files need: {INSTALL}", path=source) from None
    try:
        file = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as wrong:
        if getattr(wrong, "err_code", None) == _PASSWORD or "assword" in str(wrong):
            raise ArtifactError("policy_encrypted", "a PDF that asks for a password", path=source) from None
        raise ArtifactError("policy_malformed", "no PDF that can be read", path=source) from None
    try:
        return _read(file, raw, pdfium.PdfiumError)
    finally:
        file.close()


def _read(file: Any, raw: Any, broken: type[Exception]) -> tuple[list[Line], str, tuple[Note, ...]]:
    title = fold(str(file.get_metadata_value("Title") or ""))[:300]
    count = len(file)
    pages: list[PageText] = []
    budget, pictures, bad = MAX_CHARACTERS, 0, 0
    for index in range(min(count, MAX_PAGES)):
        if budget <= 0:
            break
        try:
            page = file.get_page(index)
        except broken:
            bad += 1
            continue
        try:
            read = pdf_page.read_page(raw, page, index + 1, budget)
        except broken:
            bad += 1
            continue
        finally:
            page.close()
        budget -= len(read.glyphs)
        pictures += read.pictures
        pages.append(read)
    notes: list[Note] = []
    if count > MAX_PAGES or any(p.truncated for p in pages) or (budget <= 0 and len(pages) < count):
        notes.append(Note("truncated", f"{len(pages)} of {count} pages are read"))
    if bad:
        notes.append(Note("truncated", f"{bad} pages cannot be read"))
    found = _compose(pages)
    if not found:
        notes.append(Note("no_text", f"{count} pages with {pictures} pictures and no text: a scan"))
    return found, title, tuple(notes)


def _compose(pages: list[PageText]) -> list[Line]:
    laid = [(page, *pdf_table.find(page.rules, page.glyphs)) for page in pages]
    printed = [(page, tables, pdf_page.rows(outside)) for page, tables, outside in laid]
    repeated = _repeated([(page, rows) for page, _, rows in printed])
    parts: list[Part] = []
    edge = max((row.right for _, _, rows in printed for row in rows), default=0.0)
    tables = cells = 0
    for page, ruled, rows in printed:
        body = [(m, row) for m, row in enumerate(rows, 1) if (page.number, m) not in repeated]
        start = min((row.left for _, row in body), default=0.0)
        waiting = list(ruled)
        for m, row in body:
            while waiting and waiting[0].ys[0] > row.top - 1:
                tables, cells = _add_table(
                    parts, page, waiting.pop(0), tables, cells, len(ruled) - len(waiting)
                )
            place = f"page {page.number} line {m}"
            above = parts[-1] if parts else None
            if above is not None and above.table is None and _goes_on(above, row, edge, start):
                _join(above, row)
            else:
                bullet = _BULLET.match(row.text)
                text, runs = _without(row, bullet.end() if bullet else 0)
                if text:
                    parts.append(Part(text, runs, place, [row], item=bullet is not None))
        for at, table in enumerate(waiting, len(ruled) - len(waiting) + 1):
            tables, cells = _add_table(parts, page, table, tables, cells, at)
    base = Base(run for part in parts if part.table is None for run in part.runs)
    found: list[Line] = []
    for part in parts:
        if part.table is not None:
            found += part.table
        else:
            found.append(
                Line(
                    part.text,
                    part.place,
                    base.marks(part.runs),
                    styled=base.stands_out(part.runs),
                    item=int(part.item),
                )
            )
    return found


def _repeated(printed: list[tuple[PageText, list[Row]]]) -> set[tuple[int, int]]:
    """Heads and feet of pages: what the margins of several pages share, numbers aside, and page numbers."""
    margins: list[tuple[int, int, str, bool]] = []
    for page, rows in printed:
        for m, row in enumerate(rows, 1):
            low, high = row.bottom < page.height * 0.09, row.top > page.height * 0.92
            if low or high:
                numbered = _PAGE_NUMBER.fullmatch(row.text) is not None
                margins.append((page.number, m, _DIGITS.sub("#", row.text), numbered))
    seen = Counter(text for _, _, text, _ in margins)
    enough = max(2, len(printed) // 2)
    return {(page, m) for page, m, text, numbered in margins if numbered or seen[text] >= max(enough, 3)}


def _goes_on(above: Part, row: Row, edge: float, start: float) -> bool:
    """Whether `row` is the next line of the paragraph `above`."""
    last = above.rows[-1]
    size = max(row.top - row.bottom, 1.0)
    if abs(last.size - row.size) > 1 or last.bold != row.bold or _BULLET.match(row.text):
        return False
    full = last.right >= edge - 2.2 * size
    if not full or row.left > min(last.left, start + 0.5 * size) + 1.2 * size:
        return False
    if last.bottom > row.bottom and last.bottom - row.top > 1.3 * size:
        return False
    return not (number(row.text) and (above.text.endswith(_ENDS) or len(above.text) < 30))


def _join(above: Part, row: Row) -> None:
    wide = above.text[-1] > "\u2e80" or row.text[0] > "\u2e80"
    if above.text.endswith("-") and row.text[0].islower():
        above.text = above.text[:-1]
        above.runs[-1] = (above.runs[-1][0], max(above.runs[-1][1] - 1, above.runs[-1][0]), above.runs[-1][2])
    elif not wide:
        above.text += " "
    at = len(above.text)
    above.text += row.text
    for start, end, style in row.runs:
        if above.runs and above.runs[-1][2] == style and above.runs[-1][1] >= start + at - 1:
            above.runs[-1] = (above.runs[-1][0], end + at, style)
        else:
            above.runs.append((start + at, end + at, style))
    above.rows = [row]


def _without(row: Row, start: int) -> tuple[str, list[Run]]:
    if not start:
        return row.text, row.runs
    return row.text[start:], [(max(a - start, 0), b - start, s) for a, b, s in row.runs if b > start]


def _add_table(
    parts: list[Part], page: PageText, ruled: pdf_table.Ruled, tables: int, cells: int, at: int
) -> tuple[int, int]:
    """Add a table; one that goes on from the page before keeps its number and its rows count on."""
    if cells + len(ruled.boxes) > MAX_CELLS:
        return tables, cells
    texts = [" ".join(r.text for r in pdf_page.rows(box.glyphs)) for box in ruled.boxes]
    above = parts[-1] if parts else None
    xs = tuple(ruled.xs)
    goes_on = (
        above is not None
        and above.table is not None
        and len(above.xs) == len(xs)
        and all(abs(a - b) < 8 for a, b in zip(above.xs, xs, strict=True))
        and not above.place.startswith(f"page {page.number} ")
    )
    first = [text for box, text in zip(ruled.boxes, texts, strict=True) if box.row == 0]
    table, offset, skip = tables, 0, False
    if goes_on and above is not None and above.table:
        told = [line for line in above.table if line.cell is not None]
        table = told[-1].cell.table if told[-1].cell else tables
        offset = max(line.cell.row + line.cell.rows for line in told if line.cell)
        skip = first == [line.text for line in told if line.cell and line.cell.row == 0]
        offset -= int(skip)
    found: list[Line] = []
    headed = not goes_on and len(ruled.ys) > 2 and (has_header([first, []]) or _all_bold(ruled))
    for box, text in zip(ruled.boxes, texts, strict=True):
        if skip and box.row == 0:
            continue
        cell = Cell(
            table, box.row + offset, box.column, box.rows, box.columns, header=headed and box.row == 0
        )
        place = f"page {page.number} table {at} row {box.row + 1} column {box.column + 1}"
        found.append(Line(text, place, cell=cell))
    if goes_on and above is not None and above.table is not None:
        above.table += found
        above.place = f"page {page.number} table {at}"
    else:
        parts.append(Part("", [], f"page {page.number} table {at}", [], table=found, xs=xs))
        tables += 1
    return tables, cells + len(found)


def _all_bold(ruled: pdf_table.Ruled) -> bool:
    first = [g for box in ruled.boxes if box.row == 0 for g in box.glyphs if not g.text.isspace()]
    rest = [g for box in ruled.boxes if box.row > 0 for g in box.glyphs if not g.text.isspace()]
    return bool(first and rest) and all(g.style.bold for g in first) and not all(g.style.bold for g in rest)
