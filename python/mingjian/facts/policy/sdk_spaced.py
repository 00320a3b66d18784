"""Tables of SDKs saved as plain text with their cells in one line, a single space apart.

The header line is labels alone; a row has at least as many words, and which of them make one cell is told by
what values of a column look like (`Android ID` is one, though there is a space in it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.artifacts.policy import Document
from mingjian.facts.policy.sdk_flat import LEAST_COLUMNS, MOST_COLUMNS, WANTED, columns_of
from mingjian.facts.policy.sdk_labels import Field, field
from mingjian.facts.policy.sdk_rows import COMPANY, LOOKS, Row, link_of, names_sdk, said
from mingjian.facts.policy.types import StatedSdk

MOST_WORDS = 60
LONGEST_ROW = 900
_WORD = re.compile(r"\S+")
_JOINED = 0.2
"""What each further word of one cell costs."""


def find(document: Document) -> Iterator[tuple[StatedSdk, frozenset[int]]]:
    """Each entry, with the passages it was read from."""
    columns: list[Field] = []
    for index, passage in enumerate(document.passages):
        text = passage.text
        if passage.kind in ("cell", "heading") or len(text) > LONGEST_ROW:
            columns = []
            continue
        words = [word.span() for word in _WORD.finditer(text)][: MOST_WORDS + 1]
        if not LEAST_COLUMNS <= len(words) <= MOST_WORDS:
            columns = []
            continue
        announced = _labels(text, words)
        if announced:
            columns = columns_of(announced)
            columns = columns if "name" in columns and len(WANTED & set(columns)) > 1 else []
            continue
        if len(words) < len(columns) or not columns:
            columns = []
            continue
        entry = _entry(document, index, words, columns)
        if entry is not None:
            yield entry, frozenset((index,))


def _labels(text: str, words: list[tuple[int, int]]) -> list[Field]:
    """The fields of a header line; none where some word is no label."""
    if len(words) > MOST_COLUMNS:
        return []
    labels: list[Field] = [one for start, end in words if (one := field(text[start:end])) is not None]
    return labels if len(labels) == len(words) else []


def _entry(
    document: Document, index: int, words: list[tuple[int, int]], columns: list[Field]
) -> StatedSdk | None:
    text = document.passages[index].text
    row = Row()
    for column, (start, end) in zip(columns, _cells(text, words, columns), strict=True):
        value = said(document, index, start, end)
        if column in ("link", "site"):
            value = link_of(document, index, start, end) or value
        row.add(column, value)
    name = row.fields.get("name")
    vendor = row.fields.get("vendor")
    sure = name is not None and (names_sdk(name.value) or (vendor and COMPANY.search(vendor.value)))
    return row.stated("table") if sure else None


def _cells(text: str, words: list[tuple[int, int]], columns: list[Field]) -> list[tuple[int, int]]:
    """The words shared out over the columns in order, each column getting one at least."""
    spare = len(words) - len(columns)
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for place, column in enumerate(columns):
        following: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for used, (score, cells) in best.items():
            for more in range(spare - (used - place) + 1):
                start, end = words[used][0], words[used + more][1]
                worth = score + _fit(text[start:end], column) - _JOINED * more
                at = used + more + 1
                if at not in following or worth > following[at][0]:
                    following[at] = (worth, [*cells, (start, end)])
        best = following
    return best[len(words)][1]


def _fit(value: str, column: Field) -> float:
    look = LOOKS.get("link" if column == "site" else column)
    if look is None:
        return -0.6 if LOOKS["vendor"](value) or LOOKS["link"](value) else 0.0
    if not look(value):
        return -0.6
    return 1.3 if column == "name" and value.lower().endswith("sdk") else 1.0
