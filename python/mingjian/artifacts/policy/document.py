"""What every format of policy is read into: passages in reading order, each with its place in the file.

A passage is a heading, a paragraph, a list item or one cell of a table. Nothing is merged across them, so
that a quotation (passage, start, end) always leads back to one place a reader can open.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Format = Literal["html", "mhtml", "txt", "md", "docx", "pdf", "strings"]
"""`strings`: texts among a package's resources or constants."""
MarkKind = Literal["bold", "underline", "colour", "large", "small", "pale", "hidden", "link"]


class Mark(Struct, frozen=True, omit_defaults=True):
    """How the characters `start` to `end` of a passage look, where the format says so."""

    start: int
    end: int
    kind: MarkKind
    value: str = ""
    """`link`: the target. `large`, `small`: CSS pixels. `colour`, `pale`: contrast with the ground, `4.5`."""


class Passage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    kind: Literal["heading", "paragraph", "item", "cell"]
    text: str
    """White space folded, marks and tags away; never empty but for cells."""
    place: str
    """Where it stands in the file, as evidence names it after `#`: `line 12`, a CSS selector, `page 3`,
    `paragraph 7`, `table 2 row 3 column 1`."""
    level: int = 0
    """Headings 1 (outermost) to 6; items by depth from 1."""
    section: int | None = None
    """Index of the nearest heading above."""
    marks: tuple[Mark, ...] = ()
    table: int | None = None
    """Cells: which table, from 0."""
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    """Cells: how many rows and columns one covers."""
    header: bool = False


class Note(Struct, frozen=True):
    """What a reader must know of the file itself; `code` is stable, `detail` is for people."""

    code: str
    """`no_text` (pictures of pages), `mojibake` (text once read in a wrong encoding and not all of it put
    right), `mojibake_repaired`, `replaced_characters`, `truncated`, `encoding_guessed`,
    `main_content_guessed`, `script_rendered` (the text is put there by a script, not in the file)."""
    detail: str


class Document(Struct, frozen=True, kw_only=True, omit_defaults=True):
    source: str
    """The file's name, the URL, or the entry of the package it was found in."""
    format: Format
    sha256: str
    size_bytes: int
    encoding: str = ""
    title: str = ""
    """What the file calls its title (`<title>`, document properties); the first heading is a passage."""
    passages: tuple[Passage, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def characters(self) -> int:
        """Characters of text, without white space."""
        return sum(len("".join(p.text.split())) for p in self.passages)
