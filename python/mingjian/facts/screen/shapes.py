"""Shapes of screens: one moment's controls with bounds, texts and states, and what the picture adds."""

from __future__ import annotations

from msgspec import Struct

from mingjian.artifacts.device_log.ui_node import Node as Node  # noqa: PLC0414 - part of these shapes
from mingjian.model import Consent


class Screen(Struct, frozen=True, kw_only=True):
    """One moment's view tree, its picture, or both."""

    at_ns: int | None = None
    step: str = ""
    """What had just been done: `launch`, `agree`, `refuse`, `tap 关闭`, `key BACK` …"""
    package: str = ""
    activity: str = ""
    width_px: int
    height_px: int
    density: float = 0.0
    """Pixels per dp; 0 where nobody said."""
    nodes: tuple[Node, ...] = ()
    """Parents precede children; what was read in the picture stands at the end."""
    picture: str = ""
    """SHA-256 of the picture in `ScreenFacts.pictures`: the screenshot reduced; empty: there is none."""
    mime: str = ""
    picture_scale: float = 1.0
    """Pixels of that picture per pixel of the screen: boxes for a report are node bounds times this."""
    timeline: Consent = "unknown"
    kinds: tuple[str, ...] = ()
    """What it is: `app`, `system` or `other_app`; and `window` (smaller than the screen), `advert`,
    `splash`, `popup`, `consent`, `permission`, `payment`, `settings`, `mine`, `login`, `download`."""
    text_read: bool = True
    """False: it shows no text in its tree and nobody read the picture (ocr extra missing, or no picture)."""
    picture_read: bool = False
    """True: words were looked for in the picture."""
    surface: tuple[int, int, int, int] = (0, 0, 0, 0)
    """x, y, width, height of the window the views lie in."""
    tapped: tuple[int, int] | None = None
    """Where the screen before this one was touched last; None: it was not touched."""
    taps: int = 0
    """Touches since the screen before."""
    key: str = ""
    """The key pressed since the screen before: `BACK`, `HOME`."""
    source: str = ""
    """The dump's file; the picture's where there is no dump."""


class ScreenFacts(Struct, frozen=True, kw_only=True):
    """Screens of a run in time's order, those of other apps and of the system among them."""

    screens: tuple[Screen, ...] = ()
    pictures: dict[str, bytes] = {}
    """Screenshots by SHA-256, at most 540 pixels wide (JPEG), personal information in them covered."""
    unread: int = 0
    """Screens whose words nobody could read."""
    sources: tuple[str, ...] = ()
    dropped: int = 0
    """Screens beyond the bound of what is kept."""
