"""A control of a screen: the shape every dump is read into, apart from what reads dumps.

Facts hold it; a scan of a package alone needs none of the readers.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


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
    text_px: float | None = None
    """Size of its characters in pixels (em), measured in the screenshot; None where it cannot be told."""
    hint: str = ""
    long_clickable: bool = False
    typed: bool = False
    """A field the user types into."""
