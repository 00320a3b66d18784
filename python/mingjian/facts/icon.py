"""Launcher icons, rendered: which file, how much of it can be seen, and its look as a hash."""

from typing import Literal

from msgspec import Struct


class IconVariant(Struct, frozen=True, kw_only=True):
    """One density or adaptive form of the icon, rendered at 192 x 192 px."""

    component: str
    """Empty for the application, else the launcher activity or alias that names its own icon."""
    resource: str
    entry: str
    config: str = ""
    kind: Literal["png", "webp", "jpeg", "gif", "vector", "adaptive", "layers", "shape", "color", "other"]
    visible_share: float | None = None
    """Share of pixels with alpha >= 0.1; None when it could not be rendered."""
    colours: int | None = None
    """Distinct colours among visible pixels, 5 bits a channel."""
    phash: str | None = None
    """64-bit DCT perceptual hash over white, as 16 hex digits."""
    png: bytes = b""
    error: str | None = None


class IconFacts(Struct, frozen=True, kw_only=True):
    declared: bool
    variants: tuple[IconVariant, ...] = ()
