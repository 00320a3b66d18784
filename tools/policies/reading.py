"""A well-formed HTML source of ours as a document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from mingjian.artifacts.policy import Document, Mark, Passage
from tools.policies.edits import DOCTYPE, HEADINGS

KINDS: dict[str, Literal["paragraph", "item"]] = {"p": "paragraph", "li": "item"}


def document_of(data: bytes, source: str) -> Document:
    """The document in `data`: HTML as tests/policies has it, or plain text."""
    text = data.decode()
    digest = hashlib.sha256(data).hexdigest()
    if source.endswith(".txt"):
        lines = tuple(
            Passage(kind="paragraph", text=line, place=f"line {n}")
            for n, line in enumerate(text.splitlines(), 1)
        )
        return Document(source=source, format="txt", sha256=digest, size_bytes=len(data), passages=lines)
    root = ElementTree.fromstring(text.removeprefix(DOCTYPE))
    passages: list[Passage] = []
    tables = list(root.iter("table"))
    above: list[tuple[int, int]] = []
    for n, (element, table, row, column) in enumerate(_blocks(root, tables)):
        words, marks = "", list[Mark]()
        for piece, bold in _pieces(element, bold=False):
            if bold and piece.strip():
                marks.append(Mark(len(words), len(words) + len(piece), "bold"))
            words += piece
        level = int(element.tag[1]) if element.tag in HEADINGS else 0
        while level and above and above[-1][1] >= level:
            above.pop()
        kind: Literal["heading", "paragraph", "item", "cell"]
        kind = "heading" if level else KINDS.get(element.tag, "cell")
        passages.append(
            Passage(
                kind=kind,
                text=words.strip(),
                place=f"{element.tag} {n}",
                level=level or int(kind == "item"),
                section=above[-1][0] if above else None,
                marks=tuple(marks),
                table=table,
                row=row,
                column=column,
                header=element.tag == "th",
            )
        )
        if level:
            above.append((n, level))
    return Document(
        source=source,
        format="html",
        sha256=digest,
        size_bytes=len(data),
        title=root.findtext("head/title") or "",
        passages=tuple(passages),
    )


def _blocks(root: Element, tables: list[Element]) -> Iterator[tuple[Element, int | None, int, int]]:
    cells = {
        cell: (n, row, column)
        for n, table in enumerate(tables)
        for row, line in enumerate(table.iter("tr"))
        for column, cell in enumerate(line)
    }
    for element in root.iter():
        if element.tag in (*HEADINGS, "p", "li"):
            yield element, None, 0, 0
        elif element in cells:
            yield element, *cells[element]


def _pieces(element: Element, *, bold: bool) -> Iterator[tuple[str, bool]]:
    yield element.text or "", bold
    for child in element:
        yield from _pieces(child, bold=bold or child.tag == "b")
        yield child.tail or "", bold
