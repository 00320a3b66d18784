"""Names of the classes a dex file defines (dex format: header, string_ids, type_ids, class_defs).

Enough for archives that were dexed ahead; scanning packages is the core's work.
"""

from __future__ import annotations

import struct


def class_names(data: bytes) -> list[str]:
    """Dotted names; empty when it is not a dex file or is cut short."""
    if data[:4] != b"dex\n":
        return []
    try:
        return _names(data)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return []


def _names(data: bytes) -> list[str]:
    strings = struct.unpack_from("<I", data, 0x3C)[0]
    types = struct.unpack_from("<I", data, 0x44)[0]
    count, classes = struct.unpack_from("<II", data, 0x60)
    names: list[str] = []
    for index in range(min(count, len(data) // 32)):
        kind = struct.unpack_from("<I", data, classes + 32 * index)[0]
        text = struct.unpack_from("<I", data, types + 4 * kind)[0]
        at = struct.unpack_from("<I", data, strings + 4 * text)[0]
        while data[at] & 0x80:  # the length in UTF-16 units, a ULEB128
            at += 1
        descriptor = data[at + 1 : data.index(b"\0", at + 1)].decode("utf-8")
        names.append(descriptor[1:-1].replace("/", "."))
    return names
