"""What the reader of one format hands over: lines in order, before anyone judges which are headings."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

from mingjian.artifacts.policy.document import Mark

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_BROKEN = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n]\s*(?=[{_CJK}])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff]")
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_ODD = re.compile(
    "[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff\u2e80-\u2fdf\uf900-\ufaff\ud800-\udfff]"
)
_LONE = re.compile("[\ud800-\udfff]")


class Cell(Struct, frozen=True):
    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    header: bool = False


class Line(Struct):
    """One block of text: what becomes a passage."""

    text: str
    place: str
    marks: tuple[Mark, ...] = ()
    level: int = 0
    """1 to 6 where the format says that it is a heading."""
    styled: bool | None = None
    """Whether it looks like a heading: bold as a whole, larger, or so classed. None: it cannot be told."""
    item: int = 0
    """Depth in lists, from 1; 0 outside of lists."""
    cell: Cell | None = None
    entry: bool = False
    """One line of a table of contents: never a heading."""


def fold(text: str) -> str:
    """White space as one blank; none where a line was only broken between Chinese characters."""
    return " ".join(plain(text).split())


def plain(text: str) -> str:
    """Without invisible characters, with radicals that PDF files write for characters put right."""
    if text.isascii():
        return text
    if _ODD.search(text):
        text = _LONE.sub("\ufffd", _INVISIBLE.sub("", text))
        text = _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return _BROKEN.sub("", text) if "\n" in text or "\r" in text else text
