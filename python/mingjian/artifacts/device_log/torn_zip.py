"""A zip without its directory, as a copy that broke off is: members by their own heads, one after another.

The heads are hostile as everything here: names are only shown, sizes only lead to the next head, what is
inflated is bounded by the caller.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO, cast

from msgspec import Struct

from mingjian.errors import ArtifactError

_HEAD = struct.Struct("<4s5H3I2H")
_SIGN = b"PK\x03\x04"
_SIZES = (0, 12, 16, 20, 24)
"""Bytes the sizes behind a member take: none; with or without a sign, of 4 or of 8 bytes each."""
_LONGEST_SIZES = 24
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
STORED, DEFLATED = 0, 8
_UNKNOWN = 0xFFFFFFFF
_CHUNK = 1 << 16
MOST_WALKED = 4 << 30
"""Inflated bytes passed over in search of the next head."""


class Part(Struct, frozen=True, kw_only=True):
    """A member, whole or the one at which the file ends."""

    name: str
    at: int
    """Where its packed bytes begin."""
    method: int
    size_bytes: int | None
    """Of the packed bytes; None where the head does not say: to where they end by themselves."""
    encrypted: bool
    modified: datetime | None


def parts(stream: IO[bytes], most: int) -> Iterator[Part]:
    """The members from the start on, at most `most`, until a head is missing or no longer makes sense."""
    at = 0
    for _ in range(most):
        stream.seek(at)
        head = stream.read(_HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(_SIGN):
            return
        _, _, flags, method, clock, day, _, packed, _, name_bytes, more_bytes = _HEAD.unpack(head)
        name = stream.read(name_bytes)
        if len(name) < name_bytes:
            return
        follows = bool(flags & _SIZES_FOLLOW)
        begins = at + _HEAD.size + name_bytes + more_bytes
        known = None if follows or packed == _UNKNOWN else packed
        part = Part(
            name=name.decode("utf-8" if flags & _UTF8 else "cp437", "replace"),
            at=begins,
            method=method,
            size_bytes=known,
            encrypted=bool(flags & _ENCRYPTED),
            modified=_moment(day, clock),
        )
        yield part
        length = known
        if length is None:
            length = _deflated(stream, begins) if method == DEFLATED else _of_a_folder(part)
        if length is None:
            return
        at = _next_head(stream, begins + length) if follows else begins + length


def _of_a_folder(part: Part) -> int | None:
    return 0 if part.name.endswith("/") else None


def opened(stream: IO[bytes], part: Part) -> IO[bytes]:
    """The member's bytes; reading raises EOFError or zlib.error where they break off.

    Raises:
        ArtifactError: `encrypted`, or `half_file` where it is packed in a way not read here.
    """
    if part.encrypted:
        raise ArtifactError("encrypted", "the member is encrypted")
    if part.method not in (STORED, DEFLATED) or (part.method == STORED and part.size_bytes is None):
        raise ArtifactError("half_file", f"packed by method {part.method}, and the directory is missing")
    # Not buffered: a buffer that fills itself loses what stands before the break.
    return cast("IO[bytes]", _Stream(stream, part))


class _Stream(io.RawIOBase):
    """Of a file shared with other members: it seeks before each read."""

    def __init__(self, stream: IO[bytes], part: Part) -> None:
        self._stream, self._at, self._left = stream, part.at, part.size_bytes
        self._inflate = zlib.decompressobj(-15) if part.method == DEFLATED else None
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stored(len(buffer)) if self._inflate is None else self._inflated(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _packed(self, most: int) -> bytes:
        wanted = min(most, _CHUNK) if self._left is None else min(most, _CHUNK, self._left)
        self._stream.seek(self._at)
        data = self._stream.read(wanted)
        self._at += len(data)
        if self._left is not None:
            self._left -= len(data)
        return data

    def _stored(self, most: int) -> bytes:
        data = self._packed(most)
        if not data and self._left:
            raise EOFError("the file breaks off")
        return data

    def _inflated(self, most: int) -> bytes:
        inflate = self._inflate
        while inflate is not None and not inflate.eof:
            packed = self._waiting or self._packed(_CHUNK)
            data = inflate.decompress(packed, most)
            self._waiting = inflate.unconsumed_tail
            if data:
                return data
            if not packed and not inflate.eof:
                raise EOFError("the file breaks off")
        return b""


def _deflated(stream: IO[bytes], at: int) -> int | None:
    """How many packed bytes a deflated member has that begins at `at`; None where it does not end."""
    inflate = zlib.decompressobj(-15)
    stream.seek(at)
    taken = out = 0
    waiting = b""
    try:
        while not inflate.eof:
            packed = waiting or stream.read(_CHUNK)
            if not packed:
                return None
            taken += 0 if waiting else len(packed)
            out += len(inflate.decompress(packed, _CHUNK))
            waiting = inflate.unconsumed_tail
            if out > MOST_WALKED:
                return None
    except zlib.error:
        return None
    return taken - len(inflate.unused_data)


def _next_head(stream: IO[bytes], at: int) -> int:
    """Where the next head stands after a member that ends at `at`: behind its sizes, whatever their form."""
    stream.seek(at)
    data = stream.read(_LONGEST_SIZES + len(_SIGN))
    return at + next((n for n in _SIZES if data[n : n + len(_SIGN)] == _SIGN), 0)


def _moment(day: int, clock: int) -> datetime | None:
    try:
        return datetime(  # noqa: DTZ001 - a local time, as records are
            1980 + (day >> 9), day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, (clock & 31) * 2
        )
    except ValueError:
        return None
