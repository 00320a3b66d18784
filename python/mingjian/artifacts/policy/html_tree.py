"""An HTML page walked once: blocks of text in order, each with how it looks and the element it stands in.

The tree is that of the HTML standard (lexbor), so selectors written here find the same elements in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mingjian.artifacts.policy.caps import (
    MAX_ATTRIBUTES,
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_PASSAGES,
)
from mingjian.artifacts.policy.html_frames import Block, Frame
from mingjian.artifacts.policy.html_style import FONT_SIZES, Sheet, Style, apply, declarations, parse_colour
from mingjian.artifacts.policy.looks import joined
from mingjian.artifacts.policy.tables import Grid

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SKIP = frozenset({
    "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "link", "map", "math",
    "meta", "meter", "noscript", "object", "option", "progress", "script", "select", "style", "svg",
    "template", "title", "video",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "st1:chsdate", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
})  # fmt: skip
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SCALE = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83, "big": 1.2}
_CLOSED_BY_NEXT = frozenset({
    "br", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "tbody", "td", "tfoot",
    "th", "thead", "tr", "wbr",
})  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>?")
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sub|main|page|section|chapter|content|item|art\w*)?(?:titles?|tit|heading|headline|header-?text|h[1-6]|biaoti)(?:$|[\s\d_-])",
    re.IGNORECASE,
)


class Walk:
    """The walk through one tree; afterwards `blocks`, `frames` of interest and `root`."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.blocks: list[Block] = []
        self.parts: list[Frame] = []
        """Elements whose class or tag tells a part of the page (`content.PARTS` decides)."""
        self.idents: dict[str, int] = {}
        self.truncated = False
        self._texts: list[tuple[str, Style]] = []
        self._characters = 0
        self._order = 0
        self._tables = self._cells = 0
        self._cell: list[tuple[Frame, Grid, int]] = []
        self._grids: list[tuple[Frame, Grid, int]] = []
        self._in_cell: Frame | None = None
        self._styles: dict[tuple[Style, str], Style] = {}

    def run(self, body: LexborNode) -> Frame:
        """Walk `body`; the frame of it, with what it holds counted."""
        html = Frame(None, "", None, 1)
        root = frame = self._enter(body, html)
        node: LexborNode | None = body.first_child
        while True:
            if node is None:
                self._leave(frame)
                if frame is root or frame.above is None or frame.node is None:
                    return root
                node, frame = frame.node.next, frame.above
                continue
            tag = node.tag
            if tag == "-text":
                self._text(node, frame)
            elif tag == "br":
                self._break(frame)
            elif tag and tag[0] != "-":
                frame.counts[tag] = nth = frame.counts.get(tag, 0) + 1
                if not self._passed_over(node, tag) and not self.truncated:
                    child = self._enter(node, frame, tag, nth)
                    inner = node.first_child
                    if inner is not None:
                        node, frame = inner, child
                        continue
                    self._leave(child)
            node = node.next

    def _passed_over(self, node: LexborNode, tag: str) -> bool:
        if tag == "textarea":
            return len(node.text(deep=True)) < 500
        return tag in _SKIP

    def _enter(self, node: LexborNode, above: Frame, tag: str = "body", nth: int = 1) -> Frame:
        frame = Frame(node, tag, above, nth)
        attributes = node.attributes
        self._order += 1
        frame.entered = self._order
        said = ""
        if attributes:
            frame.ident = (attributes.get("id") or "").strip()
            if frame.ident:
                self.idents[frame.ident] = self.idents.get(frame.ident, 0) + 1
            names = attributes.get("class") or ""
            frame.key = (tag, frame.ident, frozenset(names.split()) if names else _NO_CLASSES)
            frame.words = f"{names} {frame.ident} {attributes.get('role') or ''}".strip()
            said = attributes.get("style") or ""
            if names and tag not in _INLINE and _TITLE_CLASS.search(names):
                frame.title = True
        self._look(frame, tag, said, attributes)
        if tag not in _INLINE:
            if self._in_cell is None:
                self._flush(above)
            else:
                self._texts.append((" ", frame.style))
            self._block(frame, tag, attributes)
        return frame

    def _block(self, frame: Frame, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _HEADINGS:
            frame.heading = _HEADINGS[tag]
        elif tag in {"ul", "ol", "menu"}:
            frame.item += 1
        elif tag == "li":
            frame.item = frame.item or 1
        elif tag == "table" and self._in_cell is None and self._cells < MAX_CELLS and _is_data(frame.node):
            self._grids.append((frame, Grid(), self._tables))
            self._tables += 1
        elif self._grids and self._in_cell is None:
            table, grid, _ = self._grids[-1]
            if tag == "tr":
                grid.next_row()
            elif (
                tag in {"td", "th"}
                and grid.row >= 0
                and frame.above is not None
                and table.depth < frame.depth
            ):
                self._in_cell = frame
                self._texts.clear()
        _ = attributes

    def _look(self, frame: Frame, tag: str, said: str, attributes: dict[str, str | None]) -> None:
        style = frame.style
        ruled = self.sheet.of(tag, frame.ident, frame.key[2], _Above(frame))
        if tag in _BOLD and not style.bold:
            style = style._replace(bold=True)
        if tag in _SCALE:
            style = style._replace(size=style.size * _SCALE[tag])
        elif tag == "font":
            size, colour = attributes.get("size"), attributes.get("color")
            if size and size.isdecimal() and 1 <= int(size[:2]) <= 7:
                style = style._replace(size=float(FONT_SIZES[int(size[:2]) - 1]))
            if colour:
                style = style._replace(colour=parse_colour(colour.lower(), style.ground) or style.colour)
        elif tag in {"u", "ins"}:
            style = style._replace(underline=True)
        elif tag == "a":
            target = (attributes.get("href") or "").strip()
            if target and not target.lower().startswith("javascript:"):
                style = style._replace(link=target[:2_048])
        if "hidden" in attributes:
            style = style._replace(hidden=True)
        if ruled:
            style = apply(style, ruled)
        if said:
            key = (style, said)
            known = self._styles.get(key)
            if known is None:
                known = apply(style, declarations(said))
                if len(self._styles) < 4_096:
                    self._styles[key] = known
            style = known
        frame.style = style

    def _text(self, node: LexborNode, frame: Frame) -> None:
        text = node.text_content
        if text and (self._texts or not text.isspace()):
            self._texts.append((text, frame.style))

    def _break(self, frame: Frame) -> None:
        if self._in_cell is None:
            self._flush(frame)
        else:
            self._texts.append((" ", frame.style))

    def _leave(self, frame: Frame) -> None:
        frame.left = self._order
        if frame is self._in_cell:
            self._end_cell(frame)
        elif frame.tag not in _INLINE:
            if self._in_cell is None:
                self._flush(frame)
            else:
                self._texts.append((" ", frame.style))
            if self._grids and self._grids[-1][0] is frame:
                self._grids.pop()
        above = frame.above
        if above is not None:
            above.chars += frame.chars
            above.links += frame.links
            if above.best is None or frame.chars > above.best.chars:
                above.best = frame
        if frame.words or frame.tag in _PARTS_BY_TAG:
            self.parts.append(frame)

    def _end_cell(self, frame: Frame) -> None:
        self._in_cell = None
        _, grid, table = self._grids[-1]
        attributes = frame.node.attributes if frame.node is not None else {}
        row, column, rows, columns = grid.put(_span(attributes, "rowspan"), _span(attributes, "colspan"))
        self._cells += 1
        block = self._flush(frame, keep_empty=True)
        if block is not None:
            block.cell = (table, row, column, rows, columns, frame.tag == "th")

    def _flush(self, frame: Frame, *, keep_empty: bool = False) -> Block | None:
        if not self._texts and not keep_empty:
            return None
        text, runs = joined(self._texts)
        self._texts.clear()
        if not text and not keep_empty:
            return None
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS or len(self.blocks) >= MAX_PASSAGES:
            self.truncated = True
            return None
        while frame.tag in _INLINE and frame.above is not None:
            frame = frame.above
        block = Block(text, runs, frame, self._order)
        frame.chars += len(text)
        frame.links += block.links
        self.blocks.append(block)
        return block


_NO_CLASSES: frozenset[str] = frozenset()
_PARTS_BY_TAG = frozenset({"nav", "footer", "aside", "header", "main", "article", "dialog"})


class _Above:
    """The ancestors of a frame, as a sequence from the root on, made only when a selector asks for them."""

    __slots__ = ("_frame", "_keys")

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._keys: list[tuple[str, str, frozenset[str]]] | None = None

    def _made(self) -> list[tuple[str, str, frozenset[str]]]:
        if self._keys is None:
            keys: list[tuple[str, str, frozenset[str]]] = []
            at = self._frame.above
            while at is not None and at.tag:
                keys.append(at.key)
                at = at.above
            self._keys = [("html", "", _NO_CLASSES), *reversed(keys)]
        return self._keys

    def __len__(self) -> int:
        return len(self._made())

    def __getitem__(self, index: int) -> tuple[str, str, frozenset[str]]:
        return self._made()[index]


def _span(attributes: dict[str, str | None], name: str) -> int:
    value = (attributes.get(name) or "1").strip()[:6]
    return int(value) if value.isascii() and value.isdecimal() else 1


def _is_data(table: LexborNode | None) -> bool:
    """Whether a table holds data; one that only lays the page out is read as if it were not there."""
    if table is None or (table.attributes.get("role") or "") in {"presentation", "none"}:
        return False
    if len(table.css("table")) > 1:
        return False
    rows, widest, cells = 0, 0, 0
    for row in _rows(table):
        rows += 1
        here = sum(1 for c in row.iter() if c.tag in {"td", "th"})
        cells += here
        widest = max(widest, here)
        if rows >= 300:
            break
    if widest < 2:
        return False
    return not (rows <= 3 and len(table.text(deep=True)) > cells * 600)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in {"tbody", "thead", "tfoot"}:
            yield from (row for row in child.iter() if row.tag == "tr")


FEW = 5_000
"""Tags, and attributes, of a page that costs little however they stand."""
_LONG = re.compile(r"<[^<>]{8000}")


def bounded(text: str) -> tuple[str, bool]:
    """The page without tags that nest deeper, or have more attributes, than caps allow; whether any went.

    Building the tree costs time that grows with the square of either.
    """
    if text.count("<") <= FEW and text.count("=") <= FEW and not _LONG.search(text):
        return text, False
    depth, cut = 0, False
    stripped: set[int] = set()

    def keep(match: re.Match[str]) -> str:
        nonlocal depth, cut
        closing, name, rest = match[1], match[2].lower(), match[3]
        if len(rest) > MAX_ATTRIBUTES and (
            rest.count("=") > MAX_ATTRIBUTES or len(rest.split()) > MAX_ATTRIBUTES
        ):
            cut = True
            return ""
        if name in _CLOSED_BY_NEXT:
            return match[0]
        if closing:
            if depth in stripped:
                stripped.discard(depth)
                depth -= 1
                return ""
            depth = max(depth - 1, 0)
            return match[0]
        depth += 1
        if depth > MAX_DEPTH:
            stripped.add(depth)
            cut = True
            return ""
        return match[0]

    return _TAG.sub(keep, text), cut
