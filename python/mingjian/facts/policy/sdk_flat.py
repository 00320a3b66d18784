"""Tables of SDKs whose columns were lost: header cells, then cell after cell, each a line of its own.

Empty cells are gone, and a cell of several paragraphs became several lines. Each line is given the column
that makes the whole run read best (Viterbi over columns), by what values of a column look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from mingjian.artifacts.policy import Document
from mingjian.facts.policy import sdk_names
from mingjian.facts.policy.sdk_labels import LONGEST_LABEL, Field, field
from mingjian.facts.policy.sdk_rows import LOOKS, NOTHING, SHORT, URL, Row, link_of, names_sdk
from mingjian.facts.policy.types import Quote, Said, StatedSdk

LEAST_COLUMNS = 3
MOST_COLUMNS = 12
LONGEST_CELL = 700
MOST_LINES = 4000

_SKIPPED = 0.9
"""What each column left out costs."""
_SAME = 0.6
"""What a further line of one cell costs."""
_PROSE = re.compile(
    r"我们(?:会|可能|将|承诺|仅|不)|您(?:可以|有权|应|同意|理解)|"
    r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章条节]|[（(][一二三四五六七八九十]+[）)]|"
    r"\d{1,2}[.．、])"
)
_LABEL = re.compile(r"(?:公司|公司名称|提供方|名称)\s*[：:]\s*")
_CONTACT = re.compile(r"联系方式|电话|^隐私政策$|^(?:我行|我司|本公司|自研|自有)$|公司提供")
"""Lines that stand with the company's name in its cell."""
WANTED = frozenset({"vendor", "types", "purpose", "link", "site"})
"""Fields that lists of SDKs have and few other tables."""


class _Cell(Struct, frozen=True):
    passage: int
    column: int
    row: int
    fit: float


def flattened(document: Document) -> Iterator[tuple[StatedSdk, frozenset[int]]]:
    """Each entry of each such table, with the passages it was read from."""
    ended = 0
    for start, labels in _headers(document):
        columns = columns_of(labels)
        lines = list(_lines(document, max(start, ended)))
        if start < ended or "name" not in columns or len(lines) < 2:
            continue
        rows: dict[int, list[_Cell]] = {}
        for cell in _aligned(document, lines, columns):
            rows.setdefault(cell.row, []).append(cell)
        for cells in _good(rows):
            entry = _entry(document, cells, columns)
            if entry is not None:
                ended = cells[-1].passage + 1
                yield entry, frozenset(cell.passage for cell in cells)


def _good(rows: dict[int, list[_Cell]]) -> Iterator[list[_Cell]]:
    """Rows up to the first two that do not read as rows: there the table has ended."""
    bad = 0
    for cells in rows.values():
        if sum(cell.fit for cell in cells) < 0 or len(cells) < 2:
            bad += 1
            if bad == 2:
                return
            continue
        bad = 0
        yield cells


def _headers(document: Document) -> Iterator[tuple[int, list[Field]]]:
    """Runs of label lines that announce such a table: the passage after each, and its columns."""
    labels: list[Field] = []
    for index, passage in enumerate(document.passages):
        text = passage.text
        label = field(text) if passage.kind != "cell" and 1 < len(text) <= LONGEST_LABEL else None
        if label is not None and len(labels) < MOST_COLUMNS:
            labels.append(label)
            continue
        if (
            len(labels) >= LEAST_COLUMNS
            and len(WANTED & set(labels)) > 1
            and {"name", "weak_name", "vendor", "kind"} & set(labels)
        ):
            yield index, labels
        labels = []


def columns_of(labels: list[Field]) -> list[Field]:
    """The columns with one for the name."""
    for wanted in ("name", "weak_name", "kind", "vendor"):
        if wanted in labels:
            place = labels.index(wanted)
            return [
                "name" if at == place else "other" if one in ("name", "weak_name") else one
                for at, one in enumerate(labels)
            ]
    return labels


def _lines(document: Document, start: int) -> Iterator[int]:
    """Lines that may be cells: up to a numbered heading, a long line or plain talk to the reader."""
    for index in range(start, min(len(document.passages), start + MOST_LINES)):
        passage = document.passages[index]
        if passage.kind == "cell" or len(passage.text) > LONGEST_CELL:
            return
        if _PROSE.search(passage.text[:60]) and not names_sdk(passage.text):
            return
        yield index


def _aligned(document: Document, lines: list[int], columns: list[Field]) -> list[_Cell]:
    """The best column for every line, rows counted up where the columns start again."""
    width = len(columns)
    texts = [document.passages[index].text for index in lines]
    kinds = "kind" in columns
    fits = [[_fit(text, column, kinds=kinds) for column in columns] for text in texts]
    scores = [fits[0][place] - _SKIPPED * place for place in range(width)]
    back: list[list[int]] = []
    for line in fits[1:]:
        step: list[float] = []
        came: list[int] = []
        for place in range(width):
            best, where = max((scores[at] - _cost(at, place, width), at) for at in range(width))
            step.append(best + line[place])
            came.append(where)
        scores = step
        back.append(came)
    place = max(range(width), key=scores.__getitem__)
    order = [place]
    for came in reversed(back):
        place = came[place]
        order.append(place)
    order.reverse()
    cells: list[_Cell] = []
    row = 0
    for number, (index, column) in enumerate(zip(lines, order, strict=True)):
        if number and column < order[number - 1]:
            row += 1
        cells.append(_Cell(index, column, row, fits[number][column]))
    return cells


def _cost(at: int, place: int, width: int) -> float:
    if place == at:
        return _SAME
    skipped = place - at - 1 if place > at else width - at - 1 + place
    return _SKIPPED * skipped


def _fit(text: str, column: Field, *, kinds: bool) -> float:
    """How well a line goes with a column: 1 as such values look, 0 no telling, below it another's look."""
    if NOTHING.match(text) or text in ("无", "不涉及"):
        return 0.0
    look = LOOKS.get("link" if column == "site" else column)
    if column == "name" and kinds:
        # Beside a column of kinds (地图SDK) the names are those of parts.
        if len(text) > SHORT:
            return 0.0
        return (
            1.0 if text.lower().endswith("sdk") else 0.5 if text.endswith(("组件", "插件", "控件")) else 0.0
        )
    if column == "kind":
        return 1.0 if LOOKS["kind"](text) else -0.3 if len(text) <= 12 else -1.0
    if column == "vendor" and _CONTACT.search(text):
        return 0.6
    if look is None:
        other = URL.search(text) is not None or LOOKS["vendor"](text)
        return -0.6 if other else 0.2
    if look(text):
        return 1.0
    if column == "vendor" and len(text) <= 12:
        return 0.3 if sdk_names.known(text) else -0.2
    return -0.2 if column == "name" and len(text) <= SHORT else -1.0


def _entry(document: Document, cells: list[_Cell], columns: list[Field]) -> StatedSdk | None:
    row = Row()
    for cell in cells:
        text = document.passages[cell.passage].text
        one = columns[cell.column]
        label = _LABEL.match(text) if one == "vendor" else None
        start = label.end() if label else 0
        value = Said(text[start:], Quote(cell.passage, start, len(text)))
        row.add(one, (link_of(document, cell.passage) or value) if one in ("link", "site") else value)
    told = set(row.fields)
    if "name" not in told or len(told & WANTED) < min(2, len(WANTED & set(columns)) - 1):
        return None
    return row.stated("table")
