"""Screens of the running app: their controls with bounds, texts and states, and what the picture adds."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from mingjian.model import Consent


class Node(Struct, frozen=True, kw_only=True, gc=False):
    """One control, in pixels of the screen."""

    parent: int = -1
    cls: str = ""
    id: str = ""
    text: str = ""
    description: str = ""
    package: str = ""
    x: int = 0
    y: int = 0
    w: int = 0
    h: int = 0
    clickable: bool = False
    checkable: bool = False
    checked: bool | None = None
    enabled: bool = True
    selected: bool = False
    scrollable: bool = False
    shown: bool = True
    read: Literal["tree", "picture"] = "tree"
    """`picture`: text recognised in the screenshot (ocr extra)."""
    confidence: float = 1.0
    contrast: float | None = None
    """Contrast ratio of its text or glyph against what lies behind, from the screenshot (WCAG 2.2)."""


class Screen(Struct, frozen=True, kw_only=True):
    """One moment's view tree, its picture, or both."""

    at_ns: int | None = None
    step: str = ""
    """What the plan had just done: `launch`, `consent`, `refusal`, `tap close` …"""
    package: str = ""
    activity: str = ""
    width_px: int
    height_px: int
    density: float = 0.0
    """Pixels per dp; 0 where nobody said."""
    nodes: tuple[Node, ...] = ()
    picture: str = ""
    """SHA-256 of the screenshot; empty where there is none."""
    mime: str = ""
    timeline: Consent = "unknown"
    kinds: tuple[str, ...] = ()
    """What it is: `splash`, `popup`, `consent`, `permission`, `payment`, `settings`, `list`, `system` …"""
    text_read: bool = True
    """False: it shows no text in its tree and nobody read the picture (ocr extra missing)."""
    source: str = ""


class ScreenFacts(Struct, frozen=True, kw_only=True):
    screens: tuple[Screen, ...] = ()
    pictures: dict[str, bytes] = {}
    """Screenshots by SHA-256, reduced for the report."""
    unread: int = 0
    """Screens whose words nobody could read."""
    sources: tuple[str, ...] = ()
    dropped: int = 0
