"""One page of a PDF: its characters with places and looks, its ruled lines, the lines of text they make."""

from __future__ import annotations

import ctypes
import math
import re
from typing import Any

from msgspec import Struct

from mingjian.artifacts.policy.html_style import Style
from mingjian.artifacts.policy.looks import Run, joined

_BOLD = re.compile(r"bold|heavy|black|demi|W[6-9]\b|[-,]B\b|SimHei|STHeiti|黑体", re.IGNORECASE)
MAX_RULES = 20_000
"""Ruled lines of one page."""
MAX_OBJECTS = 200_000


class Glyph(Struct):
    text: str
    left: float
    bottom: float
    right: float
    top: float
    style: Style

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


class Row(Struct):
    """One line of text as printed."""

    text: str
    runs: list[Run]
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool
    starts: list[tuple[float, int]]
    """Where stretches set apart by wide gaps begin: points from the left, character."""


class Rule(Struct, frozen=True):
    """A ruled line, horizontal when `bottom` is `top`."""

    left: float
    bottom: float
    right: float
    top: float


class PageText(Struct):
    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    pictures: int
    truncated: bool


def read_page(raw: Any, page: Any, number: int, budget: int) -> PageText:
    """The characters and lines of an open page, at most `budget` characters. `raw`: `pypdfium2.raw`."""
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        glyphs, cut = _glyphs(raw, text.raw, budget)
    finally:
        text.close()
    rules, pictures = _drawn(raw, page.raw)
    return PageText(number, width, height, glyphs, rules, pictures, cut)


def _glyphs(raw: Any, text: Any, budget: int) -> tuple[list[Glyph], bool]:
    count = raw.FPDFText_CountChars(text)
    box = raw.FS_RECTF()
    looks: dict[int, Style] = {}
    found: list[Glyph] = []
    high = 0
    for index in range(max(min(count, budget), 0)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in {0, 10, 13, 0xFFFE, 0xFFFF} or code > 0x10FFFF:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0) if high else (0xFFFD, 0)
        if not raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            continue
        left, right = box.left, box.right
        if not (math.isfinite(left) and math.isfinite(right) and math.isfinite(box.top + box.bottom)):
            continue
        thing = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        style = looks.get(key)
        if style is None:
            style = looks[key] = _look(raw, text, index, thing)
        found.append(Glyph(chr(code), left, box.bottom, right, box.top, style))
    return found, count > budget


def _look(raw: Any, text: Any, index: int, thing: Any) -> Style:
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text, index)
    if raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        size *= math.hypot(matrix.c, matrix.d) or 1
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    colour = (0, 0, 0)
    if raw.FPDFText_GetFillColor(text, index, *(ctypes.byref(c) for c in (r, g, b, a))):
        colour = (r.value & 255, g.value & 255, b.value & 255)
    bold = hidden = False
    if thing:
        mode = raw.FPDFTextObj_GetTextRenderMode(thing)
        bold, hidden = mode in {2, 6}, mode in {3, 7}
        font = raw.FPDFTextObj_GetFont(thing)
        if font:
            name = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(font, name, 256)
            bold = bold or bool(_BOLD.search(name.value.decode("utf-8", "replace")))
            bold = bold or 600 <= raw.FPDFFont_GetWeight(font) <= 1000
    size = size if math.isfinite(size) and 0.5 < size < 1_000 else 12.0
    return Style(bold=bold, size=round(size * 4 / 3, 1), colour=colour, hidden=hidden)


def _drawn(raw: Any, page: Any) -> tuple[list[Rule], int]:
    """Ruled lines and the number of pictures."""
    rules: list[Rule] = []
    pictures = 0
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        if kind != raw.FPDF_PAGEOBJ_PATH or len(rules) >= MAX_RULES:
            continue
        if not raw.FPDFPageObj_GetBounds(thing, *(ctypes.byref(e) for e in edges)):
            continue
        left, bottom, right, top = (e.value for e in edges)
        if not all(math.isfinite(e) for e in (left, bottom, right, top)):
            continue
        wide, high = right - left, top - bottom
        if wide <= 3 < high:
            rules.append(Rule((left + right) / 2, bottom, (left + right) / 2, top))
        elif high <= 3 < wide:
            rules.append(Rule(left, (top + bottom) / 2, right, (top + bottom) / 2))
        elif wide > 8 and high > 6:
            rules += (
                Rule(left, bottom, right, bottom),
                Rule(left, top, right, top),
                Rule(left, bottom, left, top),
                Rule(right, bottom, right, top),
            )
    return rules, pictures


def rows(glyphs: list[Glyph]) -> list[Row]:
    """The lines that characters, in the order they are drawn, stand in; from the top down."""
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.text.isspace():
            if lines:
                lines[-1].append(glyph)
            continue
        last = next((g for g in reversed(lines[-1][-3:]) if not g.text.isspace()), None) if lines else None
        if last is not None and _same_line(last, glyph) and glyph.left > last.left - glyph.height:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    made = [row for line in _put_together(lines) if (row := _row(line)) is not None]
    return sorted(made, key=lambda r: (-round(r.bottom), r.left))


def _same_line(one: Glyph, other: Glyph) -> bool:
    middle = (other.bottom + other.top) / 2
    return one.bottom <= middle <= one.top or other.bottom <= (one.bottom + one.top) / 2 <= other.top


def _put_together(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Stretches drawn apart that stand in one line."""
    order = sorted(lines, key=lambda line: (-line[0].bottom, line[0].left))
    found: list[list[Glyph]] = []
    for line in order:
        above = found[-1] if found else None
        if above is not None and _same_line(above[0], line[0]) and _beside(above, line):
            above += line
        else:
            found.append(line)
    return found


def _beside(above: list[Glyph], line: list[Glyph]) -> bool:
    return line[0].left >= max(g.right for g in above[-2:]) - 2 or line[-1].right <= above[0].left + 2


def _row(line: list[Glyph]) -> Row | None:
    glyphs = sorted((g for g in line if not g.text.isspace()), key=lambda g: g.left)
    if not glyphs:
        return None
    spaces = sorted(g.left for g in line if g.text.isspace())
    parts: list[tuple[str, Style]] = []
    starts = [(glyphs[0].left, 0)]
    last: Glyph | None = None
    used = length = 0
    for glyph in glyphs:
        if last is not None:
            gap = glyph.left - last.right
            blank = False
            while used < len(spaces) and spaces[used] < glyph.left + 0.1:
                blank = blank or spaces[used] >= last.left
                used += 1
            if gap > 1.6 * glyph.height:
                starts.append((glyph.left, length + 1))
            if gap > 0.6 * glyph.height or (
                (blank or gap > 0.2 * glyph.height) and (glyph.text.isascii() or last.text.isascii())
            ):
                parts.append((" ", last.style))
                length += 1
        parts.append((glyph.text, glyph.style))
        length += len(glyph.text)
        last = glyph
    text, runs = joined(parts)
    if not text:
        return None
    sizes = sorted(g.style.size for g in glyphs)
    return Row(
        text,
        runs,
        glyphs[0].left,
        min(g.bottom for g in glyphs),
        max(g.right for g in glyphs),
        max(g.top for g in glyphs),
        sizes[len(sizes) // 2],
        all(style.bold for _, _, style in runs),
        starts,
    )
