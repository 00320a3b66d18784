"""Launcher icons drawn as PNG: a rounded square with three lines, opaque, faint or fully transparent."""

from __future__ import annotations

import struct
import zlib

SIZE = 96
FAINT_ALPHA = 5
"""2 % of 255: there, but nobody sees it."""


def draw(kind: str, colour: str) -> bytes:
    """A 96 x 96 RGBA PNG; `colour` is `rrggbb`."""
    ground = bytes.fromhex(colour)
    rows = bytearray()
    for y in range(SIZE):
        rows.append(0)  # filter: none
        for x in range(SIZE):
            white = 26 <= x < 70 - (y // 16 % 2) * 12 and y % 16 >= 8 and 24 <= y < 72
            inside = _inside(x, y)
            alpha = {"opaque": 255, "faint": FAINT_ALPHA, "transparent": 0}[kind] if inside else 0
            rows += (b"\xff\xff\xff" if white else ground) + bytes([alpha])
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _inside(x: int, y: int) -> bool:
    """Within the square with corners of radius 20."""
    radius = 20
    dx = max(radius - x, x - (SIZE - 1 - radius), 0)
    dy = max(radius - y, y - (SIZE - 1 - radius), 0)
    return dx * dx + dy * dy <= radius * radius


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
