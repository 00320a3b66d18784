"""The prepared text that every reader of a policy shares: sentences, and the headings each stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from mingjian.artifacts.policy import Document, Passage
from mingjian.facts.policy import cells, mentions
from mingjian.facts.policy.types import Quote

_END = re.compile(r"[。！？；!?;]+[”’」』）)]*")
"""Where a sentence ends; a semicolon ends a member of a list, which is a statement of its own."""


class Clause(Struct, frozen=True):
    """One sentence, heading or cell."""

    text: str
    quote: Quote
    section: int | None
    """Index of the heading passage it stands under; a heading stands under the one above it."""


class PolicyText(Struct, frozen=True, dict=True):
    document: Document
    clauses: tuple[Clause, ...]

    @cached_property
    def mentions(self) -> tuple[tuple[mentions.Mention, ...], ...]:
        """For each clause the words for types and permissions in it; places count from the clause's start."""
        return tuple(tuple(mentions.mentions(clause.text)) for clause in self.clauses)

    @cached_property
    def cells(self) -> dict[int, cells.Cell]:
        """The cells of tables by passage: what their column is for, and the row they stand in."""
        return cells.roles(self.document.passages)

    @cached_property
    def _by_passage(self) -> dict[int, list[Clause]]:
        found: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            found.setdefault(clause.quote.passage, []).append(clause)
        return found

    def of_passage(self, index: int) -> list[Clause]:
        """The clauses of one passage."""
        return self._by_passage.get(index, [])

    def words(self, quote: Quote) -> str:
        """The text a quote points at."""
        return self.document.passages[quote.passage].text[quote.start : quote.end]

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
