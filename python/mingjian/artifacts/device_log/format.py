"""What a module that reads one format offers, how it is found, and what it is handed.

A module of this folder joins by holding `FORMAT`, a Format or a tuple of them; there is no list to edit.
`sniff` sees the head of a file and says how sure it is; the surest module reads the file, whatever its name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from msgspec import Struct

if TYPE_CHECKING:
    from mingjian.artifacts.device_log.reading import Reading

HEAD_BYTES = 64 << 10
"""How much of a file is looked at to tell its format."""


class Head(Struct, frozen=True, kw_only=True):
    """The beginning of a file."""

    path: str
    size_bytes: int
    data: bytes
    text: str
    """`data` as text (UTF-8, UTF-16 with its mark, or GBK); unreadable bytes are U+FFFD."""


class Input(Protocol):
    """A file, a member of an archive, or a section of a report, to be read once."""

    path: str
    size_bytes: int

    def lines(self) -> Iterator[tuple[int, str]]:
        """1-based line numbers and lines without their end; each of bounded length, in any encoding."""
        ...

    def data(self, most: int = ...) -> bytes:
        """All bytes; raises ArtifactError `too_large` beyond `most`."""
        ...

    def open(self) -> BinaryIO:
        """A stream of the bytes, from the start."""
        ...


class Format(Struct, frozen=True, kw_only=True):
    """One format: how to know it and how to read it."""

    name: str
    sniff: Callable[[Head], int]
    """0: not mine; up to 100: mine beyond doubt."""
    read: Callable[[Input, Reading], None]
    """May raise ArtifactError; what was handed on before it stands."""
    sections: tuple[str, ...] = ()
    """Sections of a bugreport it reads: service names (`appops`) or titles (`EVENT LOG`)."""
    early: bool = False
    """Read before the others: it tells the device's zone, on which times of others rest."""
    why: str = ""
    """For a format that is known but is no evidence: why, and what to hand in instead."""


@cache
def formats() -> tuple[Format, ...]:
    """Every format there is, by name."""
    from mingjian.artifacts import device_log  # noqa: PLC0415 - the package is still loading when we are

    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(device_log.__path__, "mingjian.artifacts.device_log."):
        for known in _offered(module.name):
            found[known.name] = known
    return tuple(found[name] for name in sorted(found))


def _offered(module: str) -> list[Format]:
    offered: object = getattr(importlib.import_module(module), "FORMAT", None)
    several = cast("tuple[object, ...]", offered) if isinstance(offered, tuple) else (offered,)
    return [one for one in several if isinstance(one, Format)]


def recognise(head: Head) -> Format | None:
    """The format that is surest of the file; None where none knows it."""
    best, sure = None, 0
    for known in formats():
        claim = known.sniff(head)
        if claim > sure:
            best, sure = known, claim
    return best


@cache
def sections() -> dict[str, Format]:
    """Formats by the section of a bugreport they read."""
    return {name: known for known in formats() for name in known.sections}
