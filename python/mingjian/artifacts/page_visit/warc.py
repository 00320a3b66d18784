"""WARC records, one after another, out of a stream of hostile bytes: nothing is held but the line being read.

Plain, or with every record a gzip member of its own. What a record says of its length is taken at its word
and checked: the next record must begin where it says it ends.

Source: ISO 28500:2017 (WARC 1.1), https://iipc.github.io/warc-specifications/.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol
from zipfile import BadZipFile

from msgspec import Struct

from mingjian.errors import ArtifactError

MOST_HEAD_BYTES = 256 << 10
"""Of a record's or an answer's header lines together."""
_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"


class Packed(Protocol):
    """A file as it lies in an archive."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        ...


class Source(Protocol):
    """What bytes are asked of."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""
        ...

    def readline(self, size: int, /) -> bytes:
        """One line, or its first `size` bytes."""
        ...

    def wrong(self, detail: str) -> ArtifactError:
        """What to raise of bytes that are not what they should be."""
        ...


class Budget(Struct):
    """Bytes that may still be read, packed and unpacked, of all files together."""

    packed: int
    unpacked: int


class Record(Struct, frozen=True):
    """The head of a record; names of fields are in lower case."""

    at: int
    """Where it begins in the unpacked file."""
    fields: dict[str, str]

    @property
    def kind(self) -> str:
        """`response`, `request`, `revisit`, `resource`, …"""
        return self.fields.get("warc-type", "")

    @property
    def target(self) -> str:
        """The address it is about; old tools put it in angle brackets."""
        return self.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")


class Block:
    """The bytes of one record, and no more than those."""

    def __init__(self, source: _Counted, length: int) -> None:
        self._source, self.left = source, length

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; raises ArtifactError when the file ends first."""
        wanted = min(size, self.left)
        data = self._source.read(wanted) if wanted else b""
        if wanted and not data:
            raise self._source.broken("warc_truncated", f"{self.left} bytes of a record are missing")
        self.left -= len(data)
        return data

    def readline(self, size: int, /) -> bytes:
        """One line, or its first `size` bytes."""
        wanted = min(size, self.left)
        data = self._source.readline(wanted) if wanted else b""
        if wanted and not data:
            raise self._source.broken("warc_truncated", f"{self.left} bytes of a record are missing")
        self.left -= len(data)
        return data

    def wrong(self, detail: str) -> ArtifactError:
        """What to raise of bytes that are not what they should be."""
        return self._source.wrong(detail)


class _Counted:
    """The unpacked file: counts what was read, ends at the budget, and raises nothing but ArtifactError."""

    def __init__(self, stream: Packed, budget: Budget, entry: str) -> None:
        self._budget, self._entry = budget, entry
        self.at = 0
        self._from = io.BufferedReader(_Unpacked(stream, budget), _CHUNK)

    def read(self, size: int, /) -> bytes:
        return self._took(lambda: self._from.read(size))

    def readline(self, size: int, /) -> bytes:
        return self._took(lambda: self._from.readline(size))

    def _took(self, read: Callable[[], bytes]) -> bytes:
        try:
            data = read()
        except EOFError:
            raise self.broken("warc_truncated", "the file breaks off") from None
        except (OSError, zlib.error, ValueError, RuntimeError, BadZipFile) as error:
            raise self.broken("warc_form", str(error) or "cannot be unpacked") from None
        self.at += len(data)
        self._budget.unpacked -= len(data)
        if min(self._budget.unpacked, self._budget.packed) < 0:
            raise self.broken("warc_too_large", "the records are more than is read of one recording")
        return data

    def broken(self, code: str, detail: str) -> ArtifactError:
        return ArtifactError(code, detail, entry=self._entry, offset=self.at)

    def wrong(self, detail: str) -> ArtifactError:
        return self.broken("warc_form", detail)


class _Unpacked(io.RawIOBase):
    """The file as it is, or its gzip members one after another."""

    def __init__(self, stream: Packed, budget: Budget) -> None:
        self._stream, self._budget = stream, budget
        self._held = b""
        self._packed: bool | None = None
        self._member = zlib.decompressobj(31)
        self._inside = False
        """In the middle of a member."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._packed is None:
            self._held = self._more()
            self._packed = self._held.startswith(_GZIP)
        while True:
            self._held = self._held or self._more()
            if not self._packed:
                data, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
                buffer[: len(data)] = data
                return len(data)
            if not self._held:
                if self._inside:
                    raise EOFError
                return 0
            self._inside = True
            data = self._member.decompress(self._held, len(buffer))
            self._held = self._member.unconsumed_tail
            if self._member.eof:
                self._held, self._member, self._inside = (
                    self._member.unused_data,
                    zlib.decompressobj(31),
                    False,
                )
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _more(self) -> bytes:
        data = self._stream.read(_CHUNK)
        self._budget.packed -= len(data)
        return b"" if self._budget.packed < 0 else data


def records(stream: Packed, budget: Budget, entry: str) -> Iterator[tuple[Record, Block]]:
    """Every record of a file; a block is gone once the next is asked for.

    Raises:
        ArtifactError: `warc_form`, `warc_truncated`, `warc_too_large`, with `entry` and the byte.
    """
    source = _Counted(stream, budget, entry)
    while True:
        at = source.at
        line = source.readline(64)
        while line in {b"\r\n", b"\n"} and source.at - at <= 8:  # some tools write more than the two
            line = source.readline(64)
        if not line:
            return
        if not line.startswith(b"WARC/"):
            raise source.wrong("no record begins where the one before ends")
        begins = source.at - len(line)
        fields = {name.lower(): value for name, value in header(source)}
        told = fields.get("content-length", "")
        if not (told.isascii() and told.isdecimal()) or len(told) > 15:
            raise source.wrong("a record does not say how long it is")
        block = Block(source, int(told))
        yield Record(begins, fields), block
        while block.read(_CHUNK):
            pass


def header(source: Source) -> Iterator[tuple[str, str]]:
    """Names and values up to the empty line; what is no such line is left out.

    Raises:
        ArtifactError: `warc_form`: there is no end to them.
    """
    left = MOST_HEAD_BYTES
    while left > 0:
        line = source.readline(left)
        left -= len(line)
        if line in {b"\r\n", b"\n", b""}:
            return
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon and name.strip():
            yield name.strip(), value.strip()
    raise source.wrong(f"more than {MOST_HEAD_BYTES} bytes of header")
