"""Plain text: one line a passage; tables drawn with tabs, bars or blanks; lines broken at a width joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mingjian.artifacts.policy.caps import MAX_CELLS
from mingjian.artifacts.policy.lines import Cell, Line, fold
from mingjian.artifacts.policy.numbering import number
from mingjian.artifacts.policy.tables import has_header

_BULLET = re.compile(r"^\s*[•·●○■□◆◇▪▫‣⁃➢➤★※✓*\-–—]\s+|^\s*[•●○■◆▪➢➤]\s*")
_RULE = re.compile(r"^[\s\-=_*~—+|:─━]+$")
_GAP = re.compile(r" {2,}|\u3000{2,}|[ \u3000]*\t[ \t\u3000]*")
MAX_ROW = 1_000
"""Characters of a line that may be one of a table set with blanks."""
_END = tuple("。；;！!？?：:”」）)…")


def lines(text: str) -> list[Line]:
    """The lines of `text`, counted from 1 as editors do; `place` is the first of those joined."""
    rows = [row.rstrip() for row in re.split(r"\r\n|\r|\n|\u2028|\u2029|\x0c|\x0b|\x85", text)]
    width = _wrapped_at(rows)
    found: list[Line] = []
    tables = cells = at = 0
    while at < len(rows):
        row = rows[at]
        if not row or _RULE.match(row):
            at += 1
            continue
        end = _table_end(rows, at)
        if end > at and cells < MAX_CELLS:
            table = list(_table(rows[at:end], at, tables))
            cells, tables, at = cells + len(table), tables + 1, end
            found += table
            continue
        start = at
        at += 1
        if width:
            while at < len(rows) and _goes_on(rows[at - 1], rows[at], width):
                row += rows[at].strip() if row[-1] > "\u2e80" else " " + rows[at].strip()
                at += 1
        bullet = _BULLET.match(row)
        said = fold(row[bullet.end() :] if bullet else row)
        if said:
            found.append(Line(said, f"line {start + 1}", item=1 if bullet else 0))
    return found


def _columns(text: str) -> int:
    """Width in columns of a terminal: Chinese characters take two."""
    return len(text) + sum(c > "\u2e80" for c in text)


def _wrapped_at(rows: Sequence[str]) -> int:
    """The width at which the text is broken into lines, 0 when each line is a paragraph."""
    widths = [_columns(row) for row in rows if row]
    if len(widths) < 12:
        return 0
    most = sorted(widths)[len(widths) * 19 // 20]
    if not 50 <= most <= 130:
        return 0
    full = sum(most - 8 <= w <= most + 4 for w in widths)
    open_ended = sum(bool(r) and most - 8 <= _columns(r) <= most + 4 and not r.endswith(_END) for r in rows)
    return most if full >= len(widths) * 0.35 and open_ended >= full * 0.6 else 0


def _goes_on(above: str, row: str, width: int) -> bool:
    """Whether `row` is the rest of the paragraph that `above` breaks off."""
    if not row or _columns(above) < width - 8 or above.endswith(_END[:6]):
        return False
    return not (row[0] in " \u3000\t" or _BULLET.match(row) or number(row) or _RULE.match(row))


def _split(row: str) -> list[str]:
    """The cells of one line, one alone when it is no row of a table."""
    if row.count("|") >= 2 or row.count("│") >= 2:
        bar = "|" if "|" in row else "│"
        return [c.strip() for c in row.strip().strip(bar).split(bar)]
    if "\t" in row.strip():
        return [c.strip() for c in row.strip("\n").split("\t")]
    return [row]


def _table_end(rows: Sequence[str], start: int) -> int:
    """Where the table that begins at `start` ends; `start` when there is none."""
    wide = len(_split(rows[start]))
    if wide >= 2:
        end = start + 1
        while end < len(rows) and rows[end] and (_RULE.match(rows[end]) or len(_split(rows[end])) >= 2):
            end += 1
        body = [r for r in rows[start:end] if not _RULE.match(r)]
        same = sum(abs(len(_split(r)) - wide) <= (0 if wide == 2 else 1) for r in body)
        return end if len(body) >= 2 and same >= len(body) * 0.8 else start
    return _aligned_end(rows, start)


def _starts(row: str) -> list[int]:
    """Columns at which the parts of a line set apart by two blanks begin."""
    return [0, *(_columns(row[: gap.end()]) for gap in _GAP.finditer(row))]


def _aligned_end(rows: Sequence[str], start: int) -> int:
    if len(rows[start]) > MAX_ROW or not _GAP.search(rows[start].strip()):
        return start
    first = _starts(rows[start].strip())
    end = start + 1
    while end < len(rows) and rows[end] and len(rows[end]) <= MAX_ROW:
        here = _starts(rows[end].strip())
        if len(here) != len(first) or any(abs(a - b) > 1 for a, b in zip(here, first, strict=True)):
            break
        end += 1
    return end if end - start >= 3 and 2 <= len(first) <= 12 else start


def _table(rows: Sequence[str], start: int, table: int) -> Iterator[Line]:
    split = [
        (start + i, parts if len(parts := _split(r)) > 1 else _GAP.split(r.strip()))
        for i, r in enumerate(rows)
        if not _RULE.match(r)
    ]
    wide = max(len(parts) for _, parts in split)
    folded = [(at, [fold(p) for p in parts]) for at, parts in split]
    header = has_header([parts for _, parts in folded])
    for row, (at, parts) in enumerate(folded):
        for column in range(wide):
            said = parts[column] if column < len(parts) else ""
            cell = Cell(table, row, column, header=header and row == 0)
            yield Line(said, f"line {at + 1}", cell=cell)
