"""HTML pages: what of the page is the policy, and its lines for `structure`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mingjian.artifacts.policy.document import Note
from mingjian.artifacts.policy.html_frames import Block, Frame
from mingjian.artifacts.policy.html_style import Sheet
from mingjian.artifacts.policy.html_tree import Walk, bounded
from mingjian.artifacts.policy.lines import Cell, Line, fold
from mingjian.artifacts.policy.looks import Base
from mingjian.artifacts.policy.tables import has_header

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_PARTS = re.compile(
    r"(?:^|[\s_-])(?:(?P<nav>nav(?!iga?te)\w*|menu\w*|bread\w*|crumb\w*|tabbar\w*|toolbar|topbar|sitemap)"
    r"|(?P<footer>foot(?!note)\w*|copyright\w*|contentinfo|icp|beian)"
    r"|(?P<cookie>cookie[-_]?(?:bar|banner|consent|notice|tip|popup|modal|law)\w*|onetrust[\w-]*|cc-window|gdpr[\w-]*)"
    r"|(?P<beside>aside\w*|sidebar\w*|related\w*|recommend\w*|comments?(?:-list|list|-area)?|share(?:-?bar|-?box|-?btns?)?"
    r"|social\w*|hot-?news|advert\w*|ads?|back-?top|gotop|qrcode|download-?(?:bar|app|tip)\w*))(?:$|[\s_-])",
    re.IGNORECASE,
)
_OR_SECTION = re.compile(r"recommend|related|share|advert", re.IGNORECASE)
"""Names that sections of a policy have too (id="share", id="recommendation"); theirs is no list of links."""
_BY_TAG = {"nav": "nav", "footer": "footer", "aside": "beside", "header": "header"}
_OPERATOR = re.compile(r"(?:公司|Inc\.|Ltd|工作室)|ICP[备证]|版权所有", re.IGNORECASE)
_NO_SCRIPT = re.compile(
    r"enable (?:the )?javascript|[启开]用?启?\s?javascript|javascript\s?is\s?disabled", re.IGNORECASE
)
LITTLE = 200
"""Characters of text below which a page that loads scripts may be a shell for what they put there."""


def lines(text: str) -> tuple[list[Line], str, tuple[Note, ...]]:
    """The lines of a page's main content, the page's title, and notes."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - only pages need it

    page, cut = bounded(text)
    tree = LexborHTMLParser(page)
    title_node = tree.css_first("head > title") or tree.css_first("title")
    title = fold(title_node.text(deep=True))[:300] if title_node is not None else ""
    sheets = [node.text(deep=True) for node in tree.css("style")[:200]]
    walk = Walk(Sheet(sheets))
    body = tree.body
    if body is None:
        return [], title, ()
    root = walk.run(body)
    kept, dropped = _main(walk, root)
    notes: list[Note] = []
    if cut or walk.truncated:
        notes.append(Note("truncated", "deeper or larger than is read; docs/policies.md has the caps"))
    if dropped:
        notes.append(Note("main_content_guessed", f"{dropped} characters around the text are left out"))
    if _shell(tree, page, sum(len(b.text) for b in kept)):
        notes.append(Note("script_rendered", "a script puts the text there: save the page from a browser"))
    return _lines(kept, walk), title, tuple(notes)


def _shell(tree: LexborHTMLParser, page: str, characters: int) -> bool:
    """Whether the text is put in by a script."""
    if characters >= LITTLE or tree.css_first("script") is None:
        return False
    mounts = tree.css("#app, #root, #__next, #__nuxt, app-root")[:8]
    empty = any(len(node.text(deep=True).strip()) < 60 for node in mounts)
    return empty or characters < 60 or _NO_SCRIPT.search(page) is not None


def _main(walk: Walk, root: Frame) -> tuple[list[Block], int]:
    """The blocks of the policy itself and how many characters are left out."""
    total = root.chars
    main = root
    while (
        main.best is not None
        and main.best.chars >= 0.8 * total
        and main.best.tag not in {"table", "tr", "td"}
    ):
        main = main.best
    drop: list[tuple[int, int, str]] = []
    footers: list[Frame] = []
    for frame in walk.parts:
        kind = _part(frame)
        if not kind or not frame.chars or frame.chars > 0.4 * total:
            continue
        running = frame.links < 0.4 * frame.chars
        if kind == "header" or (running and kind == "nav" and frame.tag != "nav"):
            continue
        if running and kind == "beside" and _OR_SECTION.search(frame.words):
            continue
        if kind == "footer":
            footers.append(frame)
        drop.append((frame.entered, frame.left, kind))
    drop.sort()
    gone = _Spans(drop)
    kept: list[Block] = []
    left_out: list[Block] = []
    for block in walk.blocks:
        inside = main.entered <= block.frame.entered <= main.left
        linked = len(block.text) > 0 and block.links >= 0.5 * len(block.text) and block.cell is None
        beside = gone.over(block.frame.entered) and not block.entry
        around = not inside and linked and not block.frame.heading
        (left_out if beside or around else kept).append(block)
    if footers and not any(_OPERATOR.search(b.text) for b in kept):
        spans = _Spans(sorted((f.entered, f.left, "") for f in footers))
        saved = [b for b in left_out if spans.over(b.frame.entered) and _OPERATOR.search(b.text)]
        if saved:
            orders = {id(b) for b in saved}
            kept = sorted([*kept, *saved], key=lambda b: b.order)
            left_out = [b for b in left_out if id(b) not in orders]
    return kept, sum(len(b.text) for b in left_out)


def _part(frame: Frame) -> str:
    by_tag = _BY_TAG.get(frame.tag, "")
    if by_tag or frame.tag in {"body", "main", "article"} or not frame.words:
        return by_tag
    match = _PARTS.search(frame.words)
    return (match.lastgroup or "") if match else ""


class _Spans:
    """Stretches of the walk, asked in order."""

    def __init__(self, spans: Sequence[tuple[int, int, str]]) -> None:
        merged: list[tuple[int, int]] = []
        for start, end, _ in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._spans = merged
        self._starts = [start for start, _ in merged]

    def over(self, at: int) -> bool:
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at <= self._spans[index][1]


def _lines(blocks: Sequence[Block], walk: Walk) -> list[Line]:
    unique = frozenset(name for name, count in walk.idents.items() if count == 1)
    base = Base(
        run for block in blocks for run in block.runs if block.cell is None and not block.frame.heading
    )
    headers = _headers(blocks)
    found: list[Line] = []
    for block in blocks:
        frame = block.frame
        line = Line(block.text, frame.place(unique), base.marks(block.runs))
        if block.cell is not None:
            table, row, column, rows, columns, header = block.cell
            line.cell = Cell(table, row, column, rows, columns, header or (row == 0 and table in headers))
        else:
            line.item = block.item
            line.level = frame.heading
            line.entry = block.entry
            line.styled = frame.title or base.stands_out(block.runs)
        found.append(line)
    return found


def _headers(blocks: Sequence[Block]) -> set[int]:
    """Tables whose first row, without `th`, names the columns."""
    first: dict[int, list[Block]] = {}
    more: dict[int, bool] = {}
    headed: set[int] = set()
    for block in blocks:
        if block.cell is None:
            continue
        table, row = block.cell[:2]
        if row == 0:
            first.setdefault(table, []).append(block)
            if block.cell[5]:
                headed.add(table)
        else:
            more[table] = True
    found: set[int] = set()
    for table, cells in first.items():
        if table in headed or not more.get(table) or len(cells) < 2:
            continue
        bold = all(all(s.bold for _, _, s in c.runs) and len(c.text) <= 30 for c in cells if c.text)
        if bold or has_header([[c.text for c in cells], []]):
            found.add(table)
    return found
