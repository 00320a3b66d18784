"""Typed netstrings (`5:hello,`), the form of mitmproxy's flow files: read with bounds, never by recursion
alone. Source: https://tnetstrings.info/ ; mitmproxy writes `;` for Unicode text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from mingjian.errors import ArtifactError

MAX_VALUE = 64 << 20
"""Bytes of one top-level value; a larger one is skipped."""
MAX_DEPTH = 40
MAX_ITEMS = 500_000
"""Values inside one top-level value."""
MAX_DIGITS = 12
CHUNK = 1 << 20

Value = bytes | str | int | float | bool | None | list["Value"] | dict[str, "Value"]


class Piece(Struct, frozen=True):
    """One top-level value, where it began, or None for one that was too large."""

    value: Value
    offset: int
    too_large: bool = False


def values(file: BinaryIO, *, shown: str = "") -> Iterator[Piece]:
    """Top-level values of a file, one after another.

    Raises:
        ArtifactError: `tnetstring_broken` or `tnetstring_half` with the offset.
    """
    offset = 0
    while True:
        length, header = _length(file, offset, shown)
        if length is None:
            return
        start = offset + header
        if length > MAX_VALUE:
            left = length + 1
            while left and (passed := file.read(min(CHUNK, left))):
                left -= len(passed)
            if left:
                raise ArtifactError("tnetstring_half", "the file ends in a value", path=shown, offset=offset)
            yield Piece(None, offset, too_large=True)
        else:
            data = file.read(length + 1)
            if len(data) != length + 1:
                raise ArtifactError("tnetstring_half", "the file ends in a value", path=shown, offset=offset)
            yield Piece(parse(data[:-1], data[-1:], shown=shown, at=start), offset)
        offset = start + length + 1


def _length(file: BinaryIO, offset: int, shown: str) -> tuple[int | None, int]:
    digits = b""
    while (byte := file.read(1)) != b":":
        if not byte and not digits:
            return None, 0
        if not byte:
            raise ArtifactError("tnetstring_half", "the file ends in a length", path=shown, offset=offset)
        digits += byte
        if not byte.isdigit() or len(digits) > MAX_DIGITS:
            raise ArtifactError("tnetstring_broken", "no length", path=shown, offset=offset)
    if not digits:
        raise ArtifactError("tnetstring_broken", "no length", path=shown, offset=offset)
    return int(digits), len(digits) + 1


def parse(data: bytes, kind: bytes, *, shown: str = "", at: int = 0) -> Value:
    """The value whose payload is `data` and whose type mark is `kind`.

    Raises:
        ArtifactError: `tnetstring_broken` with the offset, counted from `at`.
    """
    return _Parse(memoryview(data), shown, at).value(0, len(data), kind, 0)


class _Parse:
    def __init__(self, data: memoryview, shown: str, at: int) -> None:
        self.data = data
        self.shown = shown
        self.at = at
        self.items = 0

    def broken(self, why: str, offset: int) -> ArtifactError:
        return ArtifactError("tnetstring_broken", why, path=self.shown, offset=self.at + offset)

    def value(self, start: int, end: int, kind: bytes, depth: int) -> Value:
        raw = self.data[start:end]
        if kind == b",":
            return bytes(raw)
        if kind == b";":
            return bytes(raw).decode("utf-8", "replace")
        if kind == b"~":
            return None
        if kind == b"!":
            return bytes(raw) == b"true"
        if kind in (b"#", b"^"):
            return self._number(bytes(raw), kind, start)
        if kind not in (b"]", b"}"):
            raise self.broken(f"type {kind!r}", start)
        if depth == MAX_DEPTH:
            raise self.broken(f"more than {MAX_DEPTH} levels", start)
        parts = self._parts(start, end, depth)
        if kind == b"]":
            return parts
        if len(parts) % 2:
            raise self.broken("a key without a value", start)
        return {_key(parts[index]): parts[index + 1] for index in range(0, len(parts), 2)}

    def _number(self, raw: bytes, kind: bytes, start: int) -> int | float:
        if len(raw) > 40:
            raise self.broken("a number too long", start)
        try:
            return int(raw) if kind == b"#" else float(raw)
        except ValueError:
            raise self.broken("no number", start) from None

    def _parts(self, start: int, end: int, depth: int) -> list[Value]:
        parts: list[Value] = []
        pos = start
        while pos < end:
            head = bytes(self.data[pos : min(pos + MAX_DIGITS + 1, end)])
            digits, colon, _ = head.partition(b":")
            if not colon or not digits.isdigit():
                raise self.broken("no length", pos)
            begin = pos + len(digits) + 1
            stop = begin + int(digits)
            if stop >= end:
                raise self.broken("a value longer than what holds it", pos)
            self.items += 1
            if self.items > MAX_ITEMS:
                raise self.broken(f"more than {MAX_ITEMS} values", pos)
            parts.append(self.value(begin, stop, bytes(self.data[stop : stop + 1]), depth + 1))
            pos = stop + 1
        return parts


def _key(value: Value) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else repr(value)[:80]
