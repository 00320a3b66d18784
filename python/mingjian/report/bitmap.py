"""The two kinds of pictures a report carries, PNG and JPEG, told by their own first bytes: kind and size.

Nothing is decoded here; whoever shows the picture does that in a place of its own.
"""

from __future__ import annotations

import base64
import struct

from msgspec import Struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_MOST_SIDE = 16384
_MOST_SEGMENTS = 512
_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of frames, which hold the size (ITU T.81, B.1.1.3)."""


class Bitmap(Struct, frozen=True):
    mime: str
    size: tuple[int, int]
    """Width and height in px."""


def bitmap(data: bytes) -> Bitmap | None:
    """What a picture says of itself; None where it is neither kind or has no size one can draw."""
    found: Bitmap | None = None
    if data[:8] == _PNG and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        found = Bitmap("image/png", (width, height))
    elif data[:3] == _JPEG:
        found = _jpeg(data)
    return found if found is not None and all(0 < side <= _MOST_SIDE for side in found.size) else None


def inside(data: bytes) -> str:
    """A picture as an address that holds it; empty for bytes that are none."""
    seen = bitmap(data)
    return f"data:{seen.mime};base64,{base64.b64encode(data).decode()}" if seen else ""


def _jpeg(data: bytes) -> Bitmap | None:
    """Walks the segments to the first frame header."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if at + 9 > len(data) or data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Bitmap("image/jpeg", (width, height))
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
