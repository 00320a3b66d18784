"""Lines of hostile text: any encoding, no line longer than a bound, NUL bytes taken out and told.

What is read here was written by shells, phones that died while writing, Windows consoles and people.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from typing import Protocol


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, most: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...


MAX_LINE = 256 << 10
"""Bytes of a line that are kept; the rest is skipped and told. The longest honest lines hold stacks."""

MAX_BLANK = 64
"""Blank lines in a row that are given one by one; a bomb of newlines is passed over by the buffer."""
_BUFFER = 128 << 10
_NOTHING = re.compile(rb"[\r\n \t\0]*\n")

Tell = Callable[[str, int, str], None]
"""Code, line, detail."""


def encoding_of(head: bytes) -> str:
    """`utf-8`, `utf-16-le`, `utf-16-be` or `gb18030`, by marks and by what decodes."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    half = len(head) // 2
    if half >= 8 and head[1::2].count(0) > half * 0.8 and head[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    # A few wrong bytes in UTF-8 do not make it GBK: count which reading loses less.
    utf8 = head.decode("utf-8", "replace").count("\ufffd")
    gbk = head.decode("gb18030", "replace").count("\ufffd")
    return "gb18030" if gbk * 4 < utf8 else "utf-8"


def text_of(head: bytes) -> str:
    """The head of a file as text, without its byte order mark."""
    return head.decode(encoding_of(head), "replace").lstrip("\ufeff")


def lines(stream: Readable, tell: Tell) -> Iterator[tuple[int, str]]:
    """1-based numbers and lines of `stream`, in bounded memory.

    Tells `line_cut` (longer than MAX_LINE), `nul` (NUL bytes taken out), `encoding` (bytes that are no text),
    `blank_lines` (of a run of lines that hold nothing the first MAX_BLANK are given, the rest passed over).
    """
    buffered = _buffered(_Raw(stream))
    encoding = encoding_of(buffered.peek(4096)[:4096])
    if encoding.startswith("utf-16"):
        buffered, encoding = _buffered(_Narrow(buffered, encoding)), "utf-8"
    number = blank = passed = first = 0
    readline = buffered.readline
    while raw := readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            tell("line_cut", number, "")
            while (rest := readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            raw = raw[:MAX_LINE]
        if b"\0" in raw:
            tell("nul", number, "")
            raw = raw.replace(b"\0", b"")
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            tell("encoding", number, encoding)
            text = raw.decode(encoding, "replace")
        if number == 1:
            text = text.lstrip("\ufeff")
        text = text.rstrip("\r\n")
        yield number, text
        if text and not text.isspace():
            blank = 0
        elif (blank := blank + 1) >= MAX_BLANK:
            first = first or number + 1
            while more := _pass_over(buffered, number, tell):
                number, passed = number + more, passed + more
    if passed:
        tell("blank_lines", first, str(passed))


def _buffered(raw: _Raw) -> io.BufferedReader[_Raw]:
    return io.BufferedReader(raw, _BUFFER)


def _pass_over(buffered: io.BufferedReader[_Raw], number: int, tell: Tell) -> int:
    """Read past whole lines of nothing that wait in the buffer, after line `number`; returns how many."""
    run = _NOTHING.match(buffered.peek(1))
    if run is None:
        return 0
    nothing = run[0]
    buffered.read(len(nothing))
    if b"\0" in nothing:
        tell("nul", number + 1, "")
    return nothing.count(b"\n")


class _Raw(io.RawIOBase):
    """Any binary stream as one that BufferedReader takes.

    One read at a time where it can: a read that goes on until it has all loses what stands before a break.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._one: Callable[[int], bytes] = getattr(stream, "read1", stream.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._one(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class _Narrow(_Raw):
    """UTF-16, as Windows PowerShell writes what a command prints, as UTF-8."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        super().__init__(stream)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while True:
            wide = self._stream.read(len(buffer) // 3 * 2)  # two bytes become three at most
            data = self._decoder.decode(wide, not wide).encode("utf-8", "replace")
            if data or not wide:
                buffer[: len(data)] = data
                return len(data)
