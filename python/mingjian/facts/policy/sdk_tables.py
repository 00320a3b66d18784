"""Lists of SDKs laid out as tables: any order of columns, cells over several rows or columns, tables that go
on after a page break, tables turned on their side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from mingjian.artifacts.policy import Document, Passage
from mingjian.facts.policy import sdk_names
from mingjian.facts.policy.sdk_labels import Field, field
from mingjian.facts.policy.sdk_rows import LOOKS, NOTHING, SDK_WORD, Row, link_of, names_sdk, said
from mingjian.facts.policy.types import Quote, Said, StatedSdk

Grid = list[list[int]]
"""Passage index by row and column; -1 where there is no cell."""

MOST_CELLS = 200_000
HEADER_ROWS = 3
CAPTION = 4
"""Passages before a table that may say what it lists."""

_LISTS_SDKS = re.compile(
    r"sdk|软件开发工具包|软件工具开发包|第三方|共享|合作方|合作伙伴|插件|委托处理|对外提供", re.I
)
_SPLIT = re.compile(r"[、/／;；,，\n]|\s{2,}")


class _Shape(Struct, frozen=True):
    """What each column holds, and the row after the header."""

    columns: tuple[Field | None, ...]
    first: int


def find(document: Document) -> tuple[StatedSdk, ...]:
    """The entries of every table that lists SDKs."""
    found: list[StatedSdk] = []
    before: tuple[int, _Shape] | None = None
    for number, cells in _tables(document).items():
        grid = _grid(document, cells)
        if not grid:
            continue
        caption = _caption(document, cells[0])
        shape, grid = _shape(document, grid, caption)
        if shape is None and before is not None and before[0] == number - 1:
            shape = _continued(document, grid, before[1])
        shape = shape or _guessed(document, grid, caption)
        if shape is None:
            continue
        before = number, shape
        found += _entries(document, grid, shape, _heading(document, cells[0]))
    return tuple(found)


def _tables(document: Document) -> dict[int, list[int]]:
    tables: dict[int, list[int]] = {}
    for index, passage in enumerate(document.passages):
        if passage.kind == "cell" and passage.table is not None:
            tables.setdefault(passage.table, []).append(index)
    return tables


def _grid(document: Document, cells: Sequence[int]) -> Grid:
    """Cells laid out, each at every row and column it covers."""
    at = {
        index: (p.row, p.column, max(1, p.rows), max(1, p.columns))
        for index in cells
        for p in (document.passages[index],)
    }
    top = min(row for row, _, _, _ in at.values())
    height = max(row + 1 for row, _, _, _ in at.values()) - top
    width = max(column + 1 for _, column, _, _ in at.values())
    if height * width > MOST_CELLS:
        return []
    grid = [[-1] * width for _ in range(height)]
    for index, (row, column, rows, columns) in at.items():
        for line in grid[row - top : row - top + rows]:
            for place in range(column, min(width, column + columns)):
                if line[place] < 0 or not document.passages[line[place]].text:
                    line[place] = index
    return grid


def _caption(document: Document, first: int) -> str:
    """The words just before a table and its headings."""
    told = [p.text[-80:] for p in document.passages[max(0, first - CAPTION) : first] if p.kind != "cell"]
    return " ".join([*told, _heading(document, first)])


def _heading(document: Document, index: int) -> str:
    section = document.passages[index].section
    return document.passages[section].text if section is not None else ""


def _shape(document: Document, grid: Grid, caption: str) -> tuple[_Shape | None, Grid]:
    """The columns of a table of SDKs, and the grid the right way up."""
    for turned in (grid, [list(column) for column in zip(*grid, strict=True)]):
        shape = _headed(document, turned, caption)
        if shape is not None:
            return shape, turned
    return None, grid


def _texts(document: Document, row: Sequence[int]) -> list[str]:
    return [document.passages[index].text if index >= 0 else "" for index in row]


def _labels(document: Document, row: Sequence[int]) -> list[Field | None]:
    return [field(text) if text else None for text in _texts(document, row)]


def _is_header(labels: Sequence[Field | None], texts: Sequence[str]) -> bool:
    """Most cells with text are labels, of at least two fields."""
    told = sum(bool(text) for text in texts)
    known = [label for label in labels if label is not None]
    return len(set(known)) > 1 and 2 * len(known) > told


def _headed(document: Document, grid: Grid, caption: str) -> _Shape | None:
    columns: list[Field | None] = []
    first = 0
    for number, row in enumerate(grid[:HEADER_ROWS]):
        texts = _texts(document, row)
        labels = _labels(document, row)
        if not _is_header(labels, texts):
            if columns:
                break
            continue
        # A header of two rows: the lower one says more.
        columns = labels if not columns else [low or high for low, high in zip(labels, columns, strict=True)]
        first = number + 1
    if not columns or first >= len(grid):
        return None
    settled = _settled(columns)
    return _Shape(settled, first) if settled and _of_sdks(document, grid[first:], settled, caption) else None


def _settled(columns: Sequence[Field | None]) -> tuple[Field | None, ...]:
    """One column for the name: a sure one, else a weak one, else the company's. Empty without any."""
    for wanted in ("name", "weak_name", "kind", "vendor"):
        if wanted in columns:
            place = columns.index(wanted)
            if wanted == "kind" and "vendor" not in columns:
                continue
            kept: list[Field | None] = [
                None if other == "weak_name" else "other" if other == "name" else other for other in columns
            ]
            kept[place] = "vendor" if wanted == "vendor" else "name"
            return tuple(kept)
    return ()


def _of_sdks(document: Document, rows: Grid, columns: Sequence[Field | None], caption: str) -> bool:
    """The table lists SDKs or third parties, not permissions or what the app itself collects."""
    if not {"types", "purpose", "link", "site", "scenario"} & set(columns):
        return False
    header = {one for one in columns if one}
    place = columns.index("name") if "name" in columns else columns.index("vendor")
    names = [document.passages[row[place]].text for row in rows if row[place] >= 0]
    sdk_like = sum(names_sdk(name) or bool(sdk_names.ids(name)) for name in names[:20])
    if "name" in header and (sdk_like or "vendor" in header):
        return bool(_LISTS_SDKS.search(caption)) or 3 * sdk_like >= min(len(names), 20) or "vendor" in header
    return "types" in header and bool(_LISTS_SDKS.search(caption))


def _guessed(document: Document, grid: Grid, caption: str) -> _Shape | None:
    """A table without a header: columns by what most of their cells look like."""
    if not SDK_WORD.search(caption) or len(grid) < 2:
        return None
    columns: list[Field | None] = [None] * len(grid[0])
    for wanted in ("name", "link", "vendor", "types"):
        best, share = -1, 0.5
        for place in range(len(columns)):
            texts = [text for row in grid if (text := _texts(document, row)[place])]
            fitting = sum(LOOKS[wanted](text) for text in texts) / max(1, len(texts))
            if columns[place] is None and fitting > share:
                best, share = place, fitting
        if best >= 0:
            columns[best] = wanted
    free = [place for place, one in enumerate(columns) if one is None]
    if "name" not in columns or len(columns) - len(free) < 2:
        return None
    if free:
        columns[free[0]] = "purpose"
    return _Shape(tuple(columns), 0)


def _continued(document: Document, grid: Grid, shape: _Shape) -> _Shape | None:
    """The columns of the table before, where this one goes on with it."""
    if len(grid[0]) != len(shape.columns):
        return None
    place = _name_column(shape)
    texts = [_texts(document, row) for row in grid]
    fitting = any(
        LOOKS[one](row[at])
        for row in texts[:2]
        for at, one in enumerate(shape.columns)
        if one is not None and one in LOOKS and row[at]
    )
    return _Shape(shape.columns, 0) if fitting and any(row[place] for row in texts) else None


def _name_column(shape: _Shape) -> int:
    return shape.columns.index("name") if "name" in shape.columns else shape.columns.index("vendor")


def _entries(document: Document, grid: Grid, shape: _Shape, heading: str) -> Iterator[StatedSdk]:
    place = _name_column(shape)
    row: Row | None = None
    name = -1
    for line in grid[shape.first :]:
        texts = _texts(document, line)
        if (
            len({index for index in line if index >= 0 and document.passages[index].text}) == 1
            and len(line) > 2
        ):
            heading = next(text for text in texts if text)
            continue
        if _is_header(_labels(document, line), texts):
            continue
        if row is None or (line[place] != name and texts[place] and not NOTHING.match(texts[place])):
            if row is not None and name >= 0:
                yield from _split(document, row, name)
            row, name = Row(heading), line[place]
        for at, one in enumerate(shape.columns):
            if one is not None and line[at] >= 0 and at != place:
                _keep(document, row, one, line[at])
        if not {"link", "site"} & (set(row.fields) | set(shape.columns)):
            for index in line:
                found = link_of(document, index) if index >= 0 else None
                if found is not None:
                    row.add("link", found)
                    break
    if row is not None and name >= 0:
        yield from _split(document, row, name)


def _keep(document: Document, row: Row, one: Field, index: int) -> None:
    passage = document.passages[index]
    whole = Said(passage.text, Quote(index, 0, len(passage.text)))
    if one in ("link", "site"):
        row.add(one, link_of(document, index) or whole)
    else:
        row.add(one, whole)


def _split(document: Document, row: Row, name: int) -> Iterator[StatedSdk]:
    """The entry, or one for each of several names in its cell."""
    passage: Passage = document.passages[name]
    parts = list(_parts(passage.text))
    several = len(parts) > 1 and all(names_sdk(passage.text[start:end].strip()) for start, end in parts)
    for start, end in parts if several else [(0, len(passage.text))]:
        told = said(document, name, start, end)
        if told.value and not NOTHING.match(told.value):
            entry = row.stated("table", told)
            if entry is not None:
                yield entry


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SPLIT.finditer(text[:400]):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)
