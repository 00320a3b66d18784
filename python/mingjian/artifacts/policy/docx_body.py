"""The text of a Word document, element by element: paragraphs, runs and tables.

`place` counts as Word does: `paragraph N` among the paragraphs outside tables, empty ones too; `table N row R
column C` from 1. A text box belongs to the paragraph it hangs on.
"""

from __future__ import annotations

import re
from typing import Protocol

from msgspec import Struct

from mingjian.artifacts.policy.caps import MAX_CELLS, MAX_CHARACTERS, MAX_PASSAGES, MAX_SPAN
from mingjian.artifacts.policy.document import Note
from mingjian.artifacts.policy.docx_styles import Attributes, Look, Styles, local, on, value
from mingjian.artifacts.policy.html_style import Style
from mingjian.artifacts.policy.lines import Cell, Line
from mingjian.artifacts.policy.looks import Base, Run, joined
from mingjian.artifacts.policy.tables import has_header

_SKIP = frozenset(
    {"del", "moveFrom", "Fallback", "sdtPr", "pPrChange", "rPrChange", "tblPrChange", "delText", "object"}
)
_FIELD = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"([^"]{1,2048})"')


class Reader(Protocol):
    """Takes in a stream of XML."""

    def start(self, name: str, attributes: Attributes, /) -> None: ...
    def end(self, name: str, /) -> None: ...
    def text(self, text: str, /) -> None: ...


class Raw(Struct, kw_only=True):
    """A line before it is known how most of the text looks."""

    text: str
    runs: list[Run]
    place: str
    level: int = 0
    item: int = 0
    entry: bool = False
    cell: tuple[int, int] | None = None
    """Table and the number of the cell in it."""


class Paragraph(Struct, kw_only=True):
    style: str = ""
    depth: int = -1
    outline: int = 0
    parts: list[list[tuple[str, Style]]]
    """Lines of runs."""
    link: str = ""


class TableCell(Struct):
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    going_on: bool = False
    """Covered by the cell above."""
    head: bool = False


class Table(Struct, kw_only=True):
    number: int
    row: int = -1
    column: int = 0
    head: bool = False
    cells: list[TableCell]
    open: dict[int, TableCell]
    """A column → the cell that may go on downwards there."""


class Body:
    """`word/document.xml`."""

    def __init__(self, styles: Styles, targets: dict[str, str]) -> None:
        self._styles, self._targets = styles, targets
        self._raws: list[Raw] = []
        self._paragraphs: list[Paragraph] = []
        self._tables: list[Table] = []
        self._done: dict[int, Table] = {}
        self._nested = 0
        self._count = self._characters = self._cells = 0
        self._skipped = 0
        self._look: Look | None = None
        self._style = Style()
        self._in: set[str] = set()
        self._fields: list[str] = []
        self._told = self._truncated = False

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        if self._skipped or tag in _SKIP:
            self._skipped += 1
            return
        if tag in {"pPr", "rPr", "t", "instrText", "trPr", "tcPr"}:
            self._in.add(tag)
        elif tag == "p":
            self._paragraphs.append(Paragraph(parts=[[]]))
            if not self._tables and len(self._paragraphs) == 1:
                self._count += 1
        elif tag == "r":
            self._look, self._told = Look(), False
        elif tag in {"tbl", "tr", "tc"}:
            self._table(tag)
        elif "tcPr" in self._in or "trPr" in self._in:
            self._cell_property(tag, attributes)
        elif self._paragraphs:
            self._inner(self._paragraphs[-1], tag, attributes)

    def _inner(self, paragraph: Paragraph, tag: str, attributes: Attributes) -> None:
        if "pPr" in self._in:
            if "rPr" in self._in:
                return
            said = value(attributes)
            if tag == "pStyle":
                paragraph.style = said
            elif tag == "ilvl" and said.isascii() and said.isdecimal():
                paragraph.depth = min(int(said[:2]), 5)
            elif tag == "numId":
                paragraph.depth = -1 if said == "0" else max(paragraph.depth, 0)
            elif tag == "outlineLvl" and said.isascii() and said.isdecimal() and int(said[:2]) < 9:
                paragraph.outline = min(int(said[:2]) + 1, 6)
        elif "rPr" in self._in and self._look is not None:
            self._look.say(tag, attributes)
        elif tag in {"tab", "ptab"}:
            self._add(" ")
        elif tag in {"br", "cr"}:
            if value(attributes, "type") in {"", "textWrapping"}:
                paragraph.parts.append([])
        elif tag in {"noBreakHyphen", "softHyphen"}:
            self._add("-" if tag == "noBreakHyphen" else "")
        elif tag == "hyperlink":
            anchor = value(attributes, "anchor")
            paragraph.link = self._targets.get(value(attributes, "id"), "") or (
                f"#{anchor}" if anchor else ""
            )
        elif tag == "fldChar":
            self._field(paragraph, value(attributes, "fldCharType"))

    def _field(self, paragraph: Paragraph, kind: str) -> None:
        if kind == "begin" and len(self._fields) < 64:
            self._fields.append("")
        elif kind == "separate" and self._fields:
            match = _FIELD.search(self._fields[-1])
            if match:
                paragraph.link = match[1] if "\\l" not in match[0] else "#" + match[1]
        elif kind == "end" and self._fields and "HYPERLINK" in self._fields.pop():
            paragraph.link = ""

    def text(self, text: str) -> None:
        if self._skipped:
            return
        if "t" in self._in:
            self._add(text)
        elif "instrText" in self._in and self._fields and len(self._fields[-1]) < 4_096:
            self._fields[-1] += text

    def _add(self, text: str) -> None:
        if not self._paragraphs or self._truncated:
            return
        paragraph = self._paragraphs[-1]
        if not self._told:
            style = self._styles.of(paragraph.style).style
            self._style = self._look.over(style) if self._look else style
            self._told = True
        style = self._style._replace(link=paragraph.link) if paragraph.link else self._style
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS * 2:
            self._truncated = True
        paragraph.parts[-1].append((text, style))

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        tag = local(name)
        self._in.discard(tag)
        if tag == "p" and self._paragraphs:
            self._paragraph(self._paragraphs.pop())
        elif tag == "r":
            self._look = None
        elif tag == "hyperlink" and self._paragraphs:
            self._paragraphs[-1].link = ""
        elif tag == "tbl":
            if self._nested:
                self._nested -= 1
            elif self._tables:
                table = self._tables.pop()
                self._done[table.number] = table

    def _paragraph(self, paragraph: Paragraph) -> None:
        named = self._styles.of(paragraph.style)
        level = named.level or paragraph.outline
        depth = paragraph.depth + 1 or int(named.listed)
        table = self._tables[-1] if self._tables and self._tables[-1].cells else None
        for part in paragraph.parts:
            text, runs = joined(part)
            if not text:
                continue
            if len(self._raws) >= MAX_PASSAGES:
                self._truncated = True
                return
            raw = Raw(
                text=text,
                runs=runs,
                place=f"paragraph {max(self._count, 1)}",
                level=level,
                item=depth,
                entry=named.contents,
            )
            if table is not None:
                raw.cell = (table.number, len(table.cells) - 1)
            self._raws.append(raw)

    def _table(self, tag: str) -> None:
        if tag == "tbl":
            if self._tables:
                self._nested += 1
            else:
                self._tables.append(Table(number=len(self._done), cells=[], open={}))
            return
        if self._nested or not self._tables:
            return
        table = self._tables[-1]
        if tag == "tr":
            table.row, table.column, table.head = table.row + 1, 0, False
        elif self._cells < MAX_CELLS:
            self._cells += 1
            cell = TableCell(max(table.row, 0), table.column, head=table.head)
            table.cells.append(cell)
            table.open[table.column] = cell
            table.column += 1
        else:
            self._truncated = True

    def _cell_property(self, tag: str, attributes: Attributes) -> None:
        if self._nested or not self._tables:
            return
        table = self._tables[-1]
        if tag == "tblHeader":
            table.head = on(attributes)
        elif table.cells and tag == "gridSpan":
            said = value(attributes)
            if said.isascii() and said.isdecimal():
                cell = table.cells[-1]
                cell.columns = max(1, min(int(said[:4]), MAX_SPAN))
                table.column = cell.column + cell.columns
        elif table.cells and tag == "vMerge" and value(attributes) != "restart":
            table.cells[-1].going_on = True

    def finish(self) -> tuple[list[Line], tuple[Note, ...]]:
        """The lines of the whole document."""
        base = Base(run for raw in self._raws for run in raw.runs if raw.cell is None and not raw.level)
        found: list[Line] = []
        inside: dict[tuple[int, int], list[Raw]] = {}
        order: list[Raw | int] = []
        last = -1
        for raw in self._raws:
            if raw.cell is None:
                order.append(raw)
                continue
            if raw.cell[0] != last:
                last = raw.cell[0]
                order.append(last)
            inside.setdefault(raw.cell, []).append(raw)
        for one in order:
            if isinstance(one, Raw):
                found.append(_line(one, base))
            elif one in self._done:
                found += _cells(self._done[one], inside, base)
        note = Note("truncated", "larger than is read; docs/policies.md has the caps")
        return found, (note,) if self._truncated else ()


def _line(raw: Raw, base: Base) -> Line:
    styled = base.stands_out(raw.runs)
    short = styled and len(raw.text) <= 30
    return Line(
        raw.text,
        raw.place,
        base.marks(raw.runs),
        level=0 if raw.entry else raw.level,
        styled=styled,
        item=1 if raw.entry else 0 if short else raw.item,
        entry=raw.entry,
    )


def _cells(table: Table, inside: dict[tuple[int, int], list[Raw]], base: Base) -> list[Line]:
    """The cells of one table; one of a single column is a frame around paragraphs."""
    kept: dict[int, tuple[TableCell, int]] = {}
    above: dict[int, TableCell] = {}
    for index, cell in enumerate(table.cells):
        top = above.get(cell.column)
        if cell.going_on and top is not None and top.row + top.rows == cell.row:
            top.rows += 1
            continue
        above[cell.column] = cell
        kept[index] = (cell, index)
    framed = all(cell.column == 0 and cell.columns == 1 for cell, _ in kept.values())
    found: list[Line] = []
    first: list[str] = []
    bold = True
    for index, (cell, _) in kept.items():
        raws = inside.get((table.number, index), [])
        place = f"table {table.number + 1} row {cell.row + 1} column {cell.column + 1}"
        if framed:
            for raw in raws:
                raw.place = place
                found.append(_line(raw, base))
            continue
        text, runs = _one(raws)
        if cell.row == 0:
            first.append(text)
            bold = bold and all(s.bold for _, _, s in runs) and len(text) <= 30
        found.append(
            Line(
                text,
                place,
                base.marks(runs),
                cell=Cell(table.number, cell.row, cell.column, cell.rows, cell.columns, cell.head),
            )
        )
    headed = len(first) > 1 and table.row > 0 and (bold or has_header([first, []]))
    if headed:
        for line in found:
            if line.cell is not None and line.cell.row == 0:
                line.cell = Cell(
                    line.cell.table, 0, line.cell.column, line.cell.rows, line.cell.columns, header=True
                )
    return found


def _one(raws: list[Raw]) -> tuple[str, list[Run]]:
    """The paragraphs of a cell as one text."""
    texts: list[str] = []
    runs: list[Run] = []
    at = 0
    for raw in raws:
        texts.append(raw.text)
        runs += [(start + at, end + at, style) for start, end, style in raw.runs]
        at += len(raw.text) + 1
    return " ".join(texts), runs
