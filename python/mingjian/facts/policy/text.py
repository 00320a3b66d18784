"""The prepared text that every reader of a policy shares: sentences, and the headings each stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from mingjian.artifacts.policy import Document, Passage
from mingjian.facts.policy.types import Quote

_END = re.compile(r"[。！？；!?;]+[”’」』）)]*")
"""Where a sentence ends; a semicolon ends a member of a list, which is a statement of its own."""


class Clause(Struct, frozen=True):
    """One sentence, heading or cell."""

    text: str
    quote: Quote
    section: int | None
    """Index of the heading passage it stands under; a heading stands under the one above it."""


class PolicyText(Struct, frozen=True):
    document: Document
    clauses: tuple[Clause, ...]

    def headings(self, clause: Clause) -> tuple[str, ...]:
        """The headings above, outermost first."""
        found: list[str] = []
        at, level = clause.section, 7
        while at is not None:
            heading = self.document.passages[at]
            if heading.level < level:
                found.append(heading.text)
                level = heading.level
            at = heading.section
        return tuple(reversed(found))


def prepare(document: Document) -> PolicyText:
    """The text of `document` cut into sentences."""
    return PolicyText(document, tuple(c for i, p in enumerate(document.passages) for c in _clauses(i, p)))


def _clauses(index: int, passage: Passage) -> Iterator[Clause]:
    start = 0
    for match in _END.finditer(passage.text):
        yield from _clause(index, passage, start, match.end())
        start = match.end()
    yield from _clause(index, passage, start, len(passage.text))


def _clause(index: int, passage: Passage, start: int, end: int) -> Iterator[Clause]:
    text = passage.text[start:end]
    stripped = text.strip()
    if stripped:
        start += len(text) - len(text.lstrip())
        yield Clause(stripped, Quote(index, start, start + len(stripped)), passage.section)
