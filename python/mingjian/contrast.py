"""Contrast of two colours, as layouts, pages, policies and screenshots are all measured.

Source: WCAG 2.2, "contrast ratio" and "relative luminance".
"""

from __future__ import annotations

from collections.abc import Sequence

_LINE_ENDS = 0.04045
"""Where the sRGB curve turns from a line into a power."""


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """Contrast ratio of two colours (red, green, blue; 0 to 255 each), 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Sequence[float]) -> float:
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    share = channel / 255
    return share / 12.92 if share <= _LINE_ENDS else ((share + 0.055) / 1.055) ** 2.4
