"""Markdown: headings, lists, tables, emphasis and links; the rest is plain text. `place` is `line N`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingjian.artifacts.policy.caps import MAX_CELLS
from mingjian.artifacts.policy.document import Mark, MarkKind
from mingjian.artifacts.policy.lines import Cell, Line, fold
from mingjian.artifacts.policy.numbering import number

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|(?=[^#\s]))(.{0,400}?)[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:[-*_][ \t]*){3,}$")
_ITEM = re.compile(r"([ \t]*)(?:[-*+•]|(\d{1,3}[.)]))[ \t]+(?=\S)")
_DIVIDER = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*$")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+\-.!|>~])|(?P<strong>\*\*|__)|(?P<em>(?<!\w)_|_(?!\w)|\*)|(?P<code>`+)"
    r"|!?\[(?P<label>[^\[\]]{0,500})\]\((?P<target>[^()\s]{0,2048})(?:\s+\"[^\"]{0,200}\")?\)"
    r"|<(?P<auto>(?:https?://|mailto:)[^<>\s]{1,2048})>|<(?P<tag>/?[a-zA-Z][^<>]{0,500})>"
)
_SIGNS = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S"
    r"|^[ \t]{0,8}\|?[ \t]{0,8}:?-{2,80}:?[ \t]{0,8}\||\*\*[^*\n]{1,200}\*\*|\]\([^()\s]{1,500}\)",
    re.MULTILINE,
)


def is_markdown(text: str, *, named: bool) -> bool:
    """Whether signs of Markdown are common enough; `named`: the file is called so."""
    signs = sum(1 for _ in zip(_SIGNS.finditer(text[:200_000]), range(3), strict=False))
    return signs >= (1 if named else 3)


def lines(text: str) -> list[Line]:
    """The lines of `text`; lines of one paragraph joined."""
    rows = re.split(r"\r\n|\r|\n", text)
    found: list[Line] = []
    at = tables = cells = 0
    while at < len(rows):
        row = _QUOTE.sub("", rows[at], count=1)
        start = at
        at += 1
        if not row.strip() or _RULE.match(row) or _FENCE.match(row):
            continue
        if at < len(rows) and "|" in row and _DIVIDER.match(rows[at]) and cells < MAX_CELLS:
            end = at + 1
            while end < len(rows) and "|" in rows[end] and rows[end].strip():
                end += 1
            table = _table(rows, start, end, tables)
            found += table
            cells, tables, at = cells + len(table), tables + 1, end
            continue
        heading = _HEADING.match(row)
        if heading:
            _add(found, heading[2], start, level=len(heading[1]))
            continue
        if at < len(rows) and _SETEXT.match(rows[at]) and not _ITEM.match(row):
            _add(found, row, start, level=1 if "=" in rows[at] else 2)
            at += 1
            continue
        item = _ITEM.match(row)
        depth = 0
        if item:
            depth = 1 + min(len(item[1].expandtabs(4)) // 2, 5)
            row = row.strip() if item[2] else row[item.end() :]
        hard = row.endswith(("  ", "\\"))
        while not hard and at < len(rows) and _goes_on(rows[at]):
            more = rows[at].strip()
            hard = rows[at].endswith(("  ", "\\"))
            row = row.rstrip() + ("" if row.rstrip()[-1:] > "\u2e80" or more[:1] > "\u2e80" else " ") + more
            at += 1
        _add(found, row, start, item=depth)
    return found


def _goes_on(row: str) -> bool:
    """Whether `row` belongs to the paragraph above it."""
    if not row.strip() or row.lstrip()[0] in "#|>" or _RULE.match(row) or _FENCE.match(row):
        return False
    return not (_ITEM.match(row) or number(row.strip().lstrip("*")) or "：" in row or _SETEXT.match(row))


def _add(found: list[Line], row: str, start: int, *, level: int = 0, item: int = 0) -> None:
    text, marks = inline(row.strip().rstrip("\\"))
    if text:
        bold = any(m.kind == "bold" and m.start == 0 and m.end == len(text) for m in marks)
        found.append(Line(text, f"line {start + 1}", marks, level=level, styled=bold, item=item))


def inline(raw: str) -> tuple[str, tuple[Mark, ...]]:
    """Text without the signs of emphasis and links, and the marks they stand for."""
    out: list[str] = []
    marks: list[Mark] = []
    length, at = 0, 0
    bold: int | None = None
    for match in _INLINE.finditer(raw):
        before = raw[at : match.start()]
        out.append(before)
        length += len(before)
        at = match.end()
        said, kind = "", match.lastgroup
        if kind == "escaped":
            said = match["escaped"]
        elif kind == "strong":
            if bold is None:
                bold = length
            else:
                marks.append(Mark(bold, length, "bold"))
                bold = None
        elif kind == "target":
            said = match["label"]
            marks.append(Mark(length, length + len(said), "link", match["target"]))
        elif kind == "auto":
            said = match["auto"]
            marks.append(Mark(length, length + len(said), "link", said))
        elif kind == "em" and _plain_star(raw, match.start()):
            said = match["em"]
        elif kind == "tag" and match["tag"].lower().startswith("br"):
            said = " "
        out.append(said)
        length += len(said)
    out.append(raw[at:])
    return _folded("".join(out), marks)


def _plain_star(raw: str, at: int) -> bool:
    """A star or underscore with blanks around it marks nothing."""
    return (at == 0 or raw[at - 1] == " ") and (at + 1 >= len(raw) or raw[at + 1] == " ")


def _folded(text: str, marks: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    """White space folded; marks moved along."""
    if not marks:
        return fold(text), ()
    points = sorted({p for m in marks for p in (m.start, m.end)})
    moved: dict[int, int] = {}
    whole = fold(text)
    for point in points:
        before = fold(text[:point])
        moved[point] = min(len(before) + (text[point - 1 : point].isspace() and bool(before)), len(whole))
    kinds: list[tuple[int, int, MarkKind, str]] = [
        (moved[m.start], moved[m.end], m.kind, m.value) for m in marks
    ]
    return whole, tuple(Mark(*k) for k in sorted(kinds) if k[0] < k[1])


def _table(rows: Sequence[str], start: int, end: int, table: int) -> list[Line]:
    body = [(start, rows[start]), *((at, rows[at]) for at in range(start + 2, end))]
    split = [
        (at, re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))) for at, row in body
    ]
    wide = min(max(len(parts) for _, parts in split), 64)
    found: list[Line] = []
    for index, (at, parts) in enumerate(split):
        for column in range(wide):
            text, marks = inline(parts[column].strip()) if column < len(parts) else ("", ())
            found.append(
                Line(text, f"line {at + 1}", marks, cell=Cell(table, index, column, header=index == 0))
            )
    return found
