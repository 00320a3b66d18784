"""One request with its answer, as a proxy or browser recorded it: what HAR and mitmproxy flows are read into.

Bodies are kept up to a bound; of answers only the beginning, enough to tell what kind of file came.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal, cast

from msgspec import Struct

from mingjian.artifacts.device_log.event import Source, Told
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.run_clock import RunClock
from mingjian.errors import ArtifactError

MAX_BODY = 1 << 20
"""Bytes of a request body or websocket message that are kept; what follows is cut and told."""
MAX_ANSWER = 64 << 10
"""Bytes of an answer that are kept."""
MAX_MESSAGES = 10_000
"""Websocket messages of one connection that are kept."""
MAX_HEADERS = 1_000
MAX_FIELD = 256 << 10
"""Characters of an address or of one header."""
MAX_TOLD = 200
"""Notes on one file that are kept one by one."""

Cause = Literal["body_cut", "encoding_unknown", "encoding_broken"]
UNREAD: frozenset[Cause | None] = frozenset({"encoding_unknown", "encoding_broken"})


class Message(Struct, frozen=True, kw_only=True):
    """A websocket (or plain TCP) message that the client sent."""

    at_ns: int | None
    data: bytes
    text: bool = True


class Exchange(Struct, frozen=True, kw_only=True):
    """A request as it left the device, and how it was answered."""

    at_ns: int | None
    """UTC nanoseconds; None where the record gives no time or no zone."""
    method: str
    url: str
    """As recorded, with its query."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    """Without its content encoding, cut at MAX_BODY."""
    body_type: str = ""
    status: int | None = None
    answer_headers: tuple[tuple[str, str], ...] = ()
    answer_type: str = ""
    answer: bytes = b""
    """The beginning of the answer's body, without its content encoding, cut at MAX_ANSWER."""
    unread: bool = False
    """The body stands in an encoding that could not be undone: what it holds is not known."""
    request_bytes: int | None = None
    answer_bytes: int | None = None
    messages: tuple[Message, ...] = ()
    server: str = ""
    """The address it was sent to, where recorded."""
    entry: int
    """1-based place in the file."""


class Notes:
    """What a reader must know of a file, told once per code and place, bounded."""

    def __init__(self, source: str, clock: RunClock | None = None) -> None:
        self.source = source
        self.clock = clock
        """The device's clock, for times without a zone."""
        self._kept: dict[tuple[str, str], Told] = {}

    def tell(self, code: str, entry: int | None = None, detail: str = "") -> None:
        """One more of `code`; the first place is kept, equal details add up."""
        known = self._kept.get((code, detail))
        if known is None:
            key = (code, detail if len(self._kept) < MAX_TOLD else "")
            known = self._kept.get(key)
            if known is None:
                self._kept[key] = Told(code=code, source=self.source, line=entry, detail=key[1])
                return
            detail = ""
        self._kept[code, detail] = Told(
            code=code, source=self.source, line=known.line, detail=detail, count=known.count + 1
        )

    def told(self) -> tuple[Told, ...]:
        return tuple(self._kept.values())


def decoded(data: bytes, encodings: str, most: int) -> tuple[bytes, Cause | None]:
    """`data` without its content encodings (RFC 9110, 8.4), at most `most` bytes, and what went wrong.

    An encoding that cannot be undone leaves the bytes as they are: proxies often record `Content-Encoding`
    beside a body they already decoded.
    """
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    for name in reversed(names[-4:]):
        if name in ("identity", "none"):
            continue
        if name in ("gzip", "x-gzip", "deflate"):
            inflated = _inflate(data, most)
            if inflated is None:
                if name == "deflate" or data[:2] == b"\x1f\x8b":
                    return data[:most], "encoding_broken"
                continue  # a proxy that decoded the body and kept the header
            data = inflated
        else:
            return data[:most], "encoding_unknown" if _binary(data) else None
    if len(data) > most:
        return data[:most], "body_cut"
    return data, None


def _inflate(data: bytes, most: int) -> bytes | None:
    """gzip or zlib or raw deflate, at most `most` + 1 bytes; None where it is none of them."""
    for window in (47, -15):
        if window == -15 and data[:2] == b"\x1f\x8b":
            return None
        undo = zlib.decompressobj(window)
        try:
            made = undo.decompress(data, most + 1)
        except zlib.error:
            continue
        if made and (window == 47 or undo.eof):
            return made
    return None


def _binary(data: bytes) -> bool:
    head = data[:512]
    return sum(byte < 9 or 13 < byte < 32 or byte > 126 for byte in head) * 4 > len(head)


def header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    """The first header `name`, in any case; empty where there is none."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), "")


class Exchanges:
    """A file being read: exchanges one after another, then what it was (`source`)."""

    def __init__(
        self,
        form: str,
        shown: str,
        file: BinaryIO,
        read: Callable[[BinaryIO, Notes], Iterator[Exchange]],
        clock: RunClock | None = None,
    ) -> None:
        self.notes = Notes(shown, clock)
        self._form = form
        self._hashed = Hashed(file)
        self._read = read
        self._seen = 0
        self._first: int | None = None
        self._last: int | None = None

    def __iter__(self) -> Iterator[Exchange]:
        """Each exchange once, in the file's order.

        Raises:
            ArtifactError: the file is no such file, or broken before its first exchange. Broken after it, it
                is told in the notes.
        """
        try:
            for one in self._read(cast(BinaryIO, self._hashed), self.notes):
                self._seen += 1
                if one.at_ns is not None:
                    self._first = one.at_ns if self._first is None else min(self._first, one.at_ns)
                    self._last = one.at_ns if self._last is None else max(self._last, one.at_ns)
                yield one
        except ArtifactError as wrong:
            if not self._seen:
                raise
            at = "" if wrong.offset is None else f" at {wrong.offset:#x}"
            self.notes.tell(wrong.code, self._seen + 1, f"{wrong.detail}{at}")
        finally:
            while self._hashed.read(1 << 20):
                pass
            self._hashed.close()

    def source(self) -> Source:
        """What the file was and what came of it; whole once every exchange was taken."""
        return Source(
            path=self.notes.source,
            format=self._form,
            sha256=self._hashed.digest.hexdigest(),
            size_bytes=self._hashed.size,
            events=self._seen,
            from_ns=self._first,
            to_ns=self._last,
            told=self.notes.told(),
        )


class Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self, most: int = -1) -> bytes:
        data = self._file.read(most)
        self.digest.update(data)
        self.size += len(data)
        return data

    def readline(self, most: int) -> bytes:
        data = self._file.readline(most)
        self.digest.update(data)
        self.size += len(data)
        return data

    def close(self) -> None:
        self._file.close()


class Recorded(Struct, frozen=True, kw_only=True):
    """A file whose contents are read again when facts are made of it: too large to be kept whole."""

    path: str
    format: str


def take(exchanges: Exchanges, reading: Reading) -> None:
    """Count what a file holds and hand it on as something to come back to.

    Raises:
        ArtifactError: the file is no such file.
    """
    try:
        for _ in exchanges:
            pass
    except ArtifactError as wrong:
        if wrong.offset is None:
            raise
        raise ArtifactError(wrong.code, f"{wrong.detail} (byte {wrong.offset})", path=wrong.path) from None
    finally:
        source = exchanges.source()
        for told in source.told:
            reading.told(told.code, told.line, told.detail, told.count)
        reading.events, reading.from_ns, reading.to_ns = source.events, source.from_ns, source.to_ns
    reading.keep(Recorded(path=reading.path, format=source.format))


def opened(data: bytes | Path | BinaryIO) -> BinaryIO:
    """`data` as a file to read.

    Raises:
        ArtifactError: `unreadable`: the system does not let it be read.
    """
    if isinstance(data, bytes):
        return io.BytesIO(data)
    if not isinstance(data, Path):
        return data
    try:
        return data.open("rb")
    except OSError as wrong:
        raise ArtifactError("unreadable", wrong.strerror or "unreadable", path=str(data)) from None
