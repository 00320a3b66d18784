"""The shapes of evidence frames: only words, numbers and our own SVG; evidence.html.j2 lays them out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct

from mingjian.model import Evidence, Media
from mingjian.report import words
from mingjian.report.bitmap import bitmap
from mingjian.report.reading import visible
from mingjian.report.words import Both


class Token(Struct, frozen=True):
    text: str
    css: str = ""


class Line(Struct, frozen=True, kw_only=True):
    number: int | None
    tokens: tuple[Token, ...]
    css: str = ""


class Node(Struct, frozen=True, kw_only=True):
    """A frame of a call chain, or the consent line between two (`gate`)."""

    name: str = ""
    detail: str = ""
    side: Both | None = None
    edge: Both | None = None
    css: str = ""
    weakest: bool = False
    gate: Both | None = None


class Tile(Struct, frozen=True, kw_only=True):
    reference: str
    size: tuple[int, int]
    css: str
    caption: Both


class Fact(Struct, frozen=True):
    """A name and its value; the value is a machine fact unless it is a pair of words."""

    name: Both
    value: str | Both
    css: str = ""


class Card(Struct, frozen=True, kw_only=True):
    """A signer: digest, validity, platforms."""

    digest: str
    subject: str
    detail: str


class Scheme(Struct, frozen=True):
    name: str
    verdict: str
    said: Both


class Shot(Struct, frozen=True, kw_only=True):
    """A picture with its lettered boxes: the drawing, and what each letter says."""

    svg: Markup
    boxes: tuple[tuple[str, Both], ...] = ()


class Frame(Struct, frozen=True, kw_only=True):
    kind: str
    title: Both
    place: str
    body: str
    """Which macro draws it: chain, lines, quote, plain, svg, pictures, icons, signature, plot."""
    whole: bool = True
    """Takes the full width of the pane."""
    note: Both | None = None
    lines: tuple[Line, ...] = ()
    nodes: tuple[Node, ...] = ()
    before: bool = False
    weakest: Both | None = None
    svg: Markup = Markup("")
    shots: tuple[Shot, ...] = ()
    tiles: tuple[Tile, ...] = ()
    facts: tuple[Fact, ...] = ()
    cards: tuple[Card, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    text: str = ""
    quoted: tuple[str, str, str] = ("", "", "")
    """A quotation before, at and after the words at issue."""


class Pictures:
    """The pictures a page carries, each once, within a budget of bytes."""

    def __init__(
        self,
        media: Mapping[str, bytes],
        budget: int,
        widths: Mapping[str, int] | None = None,
        known: Mapping[str, tuple[str, int, int]] | None = None,
    ) -> None:
        self._media = media
        self._widths = widths or {}
        self._known = known or {}
        self.named: dict[str, str] = {}
        """Digests by the id of their symbol, of pictures whose bytes lie elsewhere."""
        self._left = budget
        self._ink = budget
        self.used: dict[str, bytes] = {}
        self.omitted = 0

    def add(self, data: bytes) -> tuple[str, tuple[int, int]] | None:
        """Registers PNG or JPEG bytes; id of its symbol and size in px, None when it cannot be shown."""
        seen = bitmap(data)
        if seen is None:
            return None
        key = hashlib.sha256(data).hexdigest()
        if key not in self.used:
            if len(data) > self._left:
                self.omitted += 1
                return None
            self._left -= len(data)
            self.used[key] = data
        return f"p-{key[:16]}", seen.size

    def drawing(self, svg: str) -> bool:
        """Whether another drawing of this size still fits; drawings have a budget of the same size."""
        if len(svg) > self._ink:
            self.omitted += 1
            return False
        self._ink -= len(svg)
        return True

    def find(self, media: Media) -> tuple[str, tuple[int, int]] | None:
        """The same for a picture that evidence names by digest."""
        data = self._media.get(media.sha256)
        if data is None and media.sha256 in self._known:
            mime, width, height = self._known[media.sha256]
            if mime == media.mime:
                self.named[f"p-{media.sha256[:16]}"] = media.sha256
                return f"p-{media.sha256[:16]}", (width, height)
        if data is None or hashlib.sha256(data).hexdigest() != media.sha256:
            return None
        seen = bitmap(data)
        return self.add(data) if seen is not None and seen.mime == media.mime else None

    def measured(self, sha256: str, size: tuple[int, int]) -> tuple[int, int]:
        """The size boxes of this picture are measured on: the screen's, where the picture was reduced."""
        width = self._widths.get(sha256, 0)
        return (width, max(1, round(size[1] * width / size[0]))) if width > 0 else size


def head(evidence: Evidence) -> tuple[Both, str]:
    """Title and place of a frame."""
    return words.EVIDENCE[evidence.kind], visible(evidence.location)


def note(evidence: Evidence) -> Both | None:
    """The excerpt as the frame's closing sentence."""
    said = visible(evidence.excerpt).strip()
    return Both(said, said) if said else None


def entry_and_line(location: str) -> tuple[str, int | None]:
    """`entry#12` as (entry, 12); a location without a line keeps its text."""
    entry, _, line = location.rpartition("#")
    return (
        (entry, int(line))
        if entry and line.isascii() and line.isdecimal() and len(line) < 9
        else (location, None)
    )
