"""The two things wanted of a Java class file: its name and constant fields (JVM specification, chapter 4)."""

from __future__ import annotations

import struct
from typing import NamedTuple

WIDE = frozenset({5, 6})  # long and double take two slots
SIZES = {
    3: 4,
    4: 4,
    5: 8,
    6: 8,
    7: 2,
    8: 2,
    9: 4,
    10: 4,
    11: 4,
    12: 4,
    15: 3,
    16: 2,
    17: 4,
    18: 4,
    19: 2,
    20: 2,
}


class ClassFile(NamedTuple):
    name: str
    """Dotted, `$` for nesting."""
    constants: dict[str, str | int]
    """Fields with a constant text or int."""
    texts: frozenset[str]
    """Constant texts of its code and fields."""


def read(data: bytes) -> ClassFile | None:
    """The class in `data`; None when it is not a class file or is cut short."""
    try:
        return _read(data)
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, TypeError):
        return None


def _read(data: bytes) -> ClassFile | None:
    if data[:4] != b"\xca\xfe\xba\xbe":
        return None
    pool, at = _pool(data)
    this = struct.unpack_from(">H", data, at + 2)[0]
    text = pool[this]
    if not isinstance(text, int):
        return None
    name = str(pool[text]).replace("/", ".")
    interfaces = struct.unpack_from(">H", data, at + 6)[0]
    at += 8 + 2 * interfaces
    fields = struct.unpack_from(">H", data, at)[0]
    at += 2
    constants: dict[str, str | int] = {}
    for _ in range(fields):
        field, _type, attributes = struct.unpack_from(">HHH", data, at + 2)
        at += 8
        for _ in range(attributes):
            kind, size = struct.unpack_from(">HI", data, at)
            if pool[kind] == "ConstantValue":
                value = pool[struct.unpack_from(">H", data, at + 6)[0]]
                if isinstance(value, _Text):
                    constants[str(pool[field])] = str(pool[value.at])
                elif isinstance(value, _Int):
                    constants[str(pool[field])] = value.value
            at += 6 + size
    texts = frozenset(str(pool[entry.at]) for entry in pool.values() if isinstance(entry, _Text))
    return ClassFile(name, constants, texts)


class _Text(NamedTuple):
    at: int


class _Int(NamedTuple):
    value: int


def _pool(data: bytes) -> tuple[dict[int, object], int]:
    count = struct.unpack_from(">H", data, 8)[0]
    pool: dict[int, object] = {}
    at, index = 10, 1
    while index < count:
        tag = data[at]
        if tag == 1:
            size = struct.unpack_from(">H", data, at + 1)[0]
            # "Modified" UTF-8 writes NUL in two bytes, as Kotlin's metadata does; of it we want no more.
            pool[index] = data[at + 3 : at + 3 + size].decode("utf-8", "replace")
            at += 3 + size
        else:
            if tag == 3:
                pool[index] = _Int(struct.unpack_from(">i", data, at + 1)[0])
            elif tag == 7:
                pool[index] = struct.unpack_from(">H", data, at + 1)[0]
            elif tag == 8:
                pool[index] = _Text(struct.unpack_from(">H", data, at + 1)[0])
            at += 1 + SIZES[tag]
        index += 2 if tag in WIDE else 1
    return pool, at
