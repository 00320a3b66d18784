"""Parts of what is kept, each packed by itself, so that one is read without the others.

Layout: a mark, the length of the table (4 bytes, big-endian), the table, then the parts. The table says of
each part how long it is, packed and not, and holds what is short enough to be read always: the head, and
parts that packed by themselves would be longer. Table and parts are MessagePack, in zlib where that saves.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from mingjian._core import zlib_packed, zlib_unpacked

T = TypeVar("T")
MOST_BYTES = 256 << 20
"""Of facts unpacked: more is not read."""
_LEVEL = 1
_LENGTH = 4
_NEAR = 1024
"""Bytes of the longest part that stands in the table."""
encode = msgspec.msgpack.Encoder(order="deterministic").encode


class Place(Struct, frozen=True, array_like=True):
    """Where a part lies: equal lengths say that it is not packed."""

    name: str
    raw: int
    kept: int


class _Table(Struct, frozen=True, array_like=True):
    head: msgspec.Raw
    places: tuple[Place, ...]
    near: dict[str, msgspec.Raw]


def decoder(kind: type[T]) -> Callable[[bytes | msgspec.Raw], T]:
    """Made when first used: it walks every shape of its kind."""
    made: msgspec.msgpack.Decoder[T] | None = _decoders.get(kind)
    if made is None:
        made = _decoders[kind] = msgspec.msgpack.Decoder(kind)
    return made.decode


_decoders: dict[object, msgspec.msgpack.Decoder[Any]] = {}


def join(
    mark: bytes, head: object, parts: Sequence[tuple[str, object]], *, plain: frozenset[str] = frozenset()
) -> bytes:
    """`head` and the named parts as one; those of `plain` are not packed (pictures are already)."""
    places: list[Place] = []
    bodies: list[bytes] = []
    near: dict[str, msgspec.Raw] = {}
    for name, value in parts:
        raw = encode(value)
        if len(raw) <= _NEAR:
            near[name] = msgspec.Raw(raw)
            continue
        body = raw if name in plain else zlib_packed(raw, _LEVEL)
        if len(body) >= len(raw):
            body = raw
        places.append(Place(name, len(raw), len(body)))
        bodies.append(body)
    table = zlib_packed(encode((head, places, near)), _LEVEL)
    return b"".join((mark, len(table).to_bytes(_LENGTH, "big"), table, *bodies))


class Parts:
    """What `join` made, its table read; `path` names it in errors."""

    __slots__ = ("_data", "_head", "_near", "_places", "path")

    def __init__(self, data: bytes, mark: bytes, *, path: str) -> None:
        """Raises: msgspec.DecodeError, zlib.error: not what `join` made, or more than `MOST_BYTES`."""
        start = len(mark) + _LENGTH
        at = start + int.from_bytes(data[len(mark) : start], "big")
        table = decoder(_Table)(unpacked(data[start:at], MOST_BYTES))
        self.path = path
        self._data = data
        self._head, self._near = table.head, table.near
        self._places: dict[str, tuple[int, Place]] = {}
        raw = 0
        for place in table.places:
            if not 0 <= place.kept <= place.raw:
                raise msgspec.DecodeError(f"{place.name} is longer packed than not")
            self._places[place.name] = at, place
            at += place.kept
            raw += place.raw
        if raw > MOST_BYTES:
            raise zlib.error(f"more than {MOST_BYTES} bytes")
        if at != len(data):
            raise zlib.error("cut off, or longer than its parts")

    def __contains__(self, name: str) -> bool:
        return name in self._places or name in self._near

    def head(self, kind: type[T]) -> T:
        """The head. Raises: msgspec.DecodeError: it is another."""
        return decoder(kind)(self._head)

    def read(self, name: str, kind: type[T]) -> T:
        """The part `name` as `kind`. Raises: msgspec.DecodeError, zlib.error: it is broken."""
        near = self._near.get(name)
        if near is not None:
            return decoder(kind)(near)
        at, place = self._places[name]
        body = self._data[at : at + place.kept]
        if place.kept != place.raw:
            try:
                body = zlib_unpacked(body, place.raw)
            except ValueError as error:
                raise zlib.error(f"{name}: {error}") from error
        return decoder(kind)(body)


def unpacked(data: bytes, most: int) -> bytes:
    """The bytes packed in `data`. Raises: zlib.error: cut off, or more than `most`."""
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(data, most)
    if not unpacking.eof:
        raise zlib.error(f"cut off, or more than {most} bytes")
    return raw
