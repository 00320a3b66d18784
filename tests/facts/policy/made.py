"""Documents made by hand for the readers' tests: lines, tables with spans, links."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mingjian.artifacts.policy import Document, Mark, Passage
from mingjian.facts.policy.text import PolicyText, prepare

Cell = str | tuple[str, int, int]
"""Text, or text with how many rows and columns it covers."""


def lines(*texts: str) -> list[Passage]:
    """One passage a text; `# ` starts a heading of level 1, `## ` of level 2, `- ` an item."""
    made: list[Passage] = []
    for number, text in enumerate(texts, 1):
        place = f"line {number}"
        level = len(text) - len(text.lstrip("#"))
        if level:
            made.append(Passage(kind="heading", text=text[level:].strip(), place=place, level=level))
        elif text.startswith("- "):
            made.append(Passage(kind="item", text=text[2:], place=place, level=1))
        else:
            made.append(Passage(kind="paragraph", text=text, place=place))
    return made


def table(rows: Sequence[Sequence[Cell]], number: int = 0) -> list[Passage]:
    """The cells of a table; a row leaves out places that a cell above covers."""
    made: list[Passage] = []
    covered: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            text, height, width = (cell, 1, 1) if isinstance(cell, str) else cell
            place = f"table {number + 1} row {row + 1} column {column + 1}"
            made.append(
                Passage(
                    kind="cell",
                    text=text,
                    place=place,
                    table=number,
                    row=row,
                    column=column,
                    rows=height,
                    columns=width,
                )
            )
            covered.update((row + down, column + right) for down in range(height) for right in range(width))
    return made


def linked(text: str, words: str, target: str) -> Passage:
    """A paragraph in which `words` lead to `target`."""
    start = text.index(words)
    mark = Mark(start, start + len(words), "link", target)
    return Passage(kind="paragraph", text=text, place="line 1", marks=(mark,))


def prepared(*parts: Sequence[Passage]) -> PolicyText:
    """The parts as one document, each passage under the heading above it."""
    passages: list[Passage] = []
    above: int | None = None
    for part in parts:
        for one in part:
            if one.kind == "heading":
                passages.append(one)
                above = len(passages) - 1
                continue
            passages.append(replace(one, section=above))
    size = sum(len(one.text) for one in passages)
    return prepare(
        Document(source="made", format="txt", sha256="0" * 64, size_bytes=size, passages=tuple(passages))
    )
