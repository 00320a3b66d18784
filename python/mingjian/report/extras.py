"""What pages show beside a report but the JSON does not carry: pictures, view trees, manifest lines, the law.

`Extras` holds the bytes; `Law` is the small face of `mingjian.law` that reports use, so that they can be
drawn and tested without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from mingjian.artifacts.device_log.event import Device
from mingjian.facts.behaviour import BehaviourFacts
from mingjian.facts.icon import IconVariant
from mingjian.facts.layout import Layout
from mingjian.facts.network import NetworkFacts
from mingjian.facts.screen import ScreenFacts
from mingjian.facts.sensor import SensorFacts
from mingjian.facts.signature import SignatureFacts
from mingjian.facts.web_page import WebPageFacts
from mingjian.model import Report


class Run(Struct, frozen=True, kw_only=True):
    """What was recorded while something ran, as far as a page shows it: no view trees, no bytes of pictures,
    no events (the report's timeline has them)."""

    device: Device | None = None
    """What it ran on, or the terminal that was tested."""
    behaviour: BehaviourFacts | None = None
    screen: ScreenFacts | None = None
    network: NetworkFacts | None = None
    sensor: SensorFacts | None = None
    web_page: WebPageFacts | None = None


class Extras(Struct, frozen=True, kw_only=True):
    """Beside one report. Keys: `media` by sha256 of the picture, `layouts` by entry (`res/layout/a.xml`)."""

    media: dict[str, bytes] = {}
    layouts: dict[str, Layout] = {}
    icons: tuple[IconVariant, ...] = ()
    app_icon: bytes = b""
    """PNG of the launcher icon for the page's head."""
    manifest: tuple[str, ...] = ()
    """Decoded manifest, one entry a line; line 1 is index 0."""
    signature: SignatureFacts | None = None
    names: dict[str, tuple[str, str]] = {}
    """Chinese and English names of personal-information types and other codes."""
    run: Run = Run()
    widths: dict[str, int] = {}
    """By a picture's digest: how wide the screen was that its boxes are measured on, where it was reduced."""
    known: dict[str, tuple[str, int, int]] = {}
    """By digest: media type, width and height of pictures that lie elsewhere and are shown by address."""
    against: Report | None = None
    """The earlier report `Report.diff` compares with, so that fixed findings can be named."""


class MeasureText(Protocol):
    @property
    def short_zh(self) -> str: ...
    @property
    def short_en(self) -> str: ...


class RequirementText(Protocol):
    @property
    def clause_zh(self) -> str: ...
    @property
    def requirement_en(self) -> str: ...


class ClauseText(Protocol):
    """`text[start:end]` is the requirement's quotation inside its measure's clause."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def citation_zh(self) -> str: ...
    @property
    def citation_en(self) -> str: ...


class ArticleText(Protocol):
    @property
    def law(self) -> str: ...
    @property
    def article(self) -> str: ...


class PartyText(Protocol):
    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class Law(Protocol):
    """Lookups by id; all but `articles` raise UsageError for an id they do not know."""

    def measure(self, code: str, /) -> MeasureText: ...
    def requirement(self, code: str, /) -> RequirementText: ...
    def clause(self, code: str, /) -> ClauseText: ...
    def articles(self, under: str, /) -> Sequence[ArticleText]: ...
    def party(self, code: str, /) -> PartyText: ...


def project_law() -> Law:
    """The project's own law tables, loaded on first use."""
    from mingjian import law  # noqa: PLC0415 - loads the tables

    return law
