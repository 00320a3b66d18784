"""Lines of hostile text: any encoding, no line longer than a bound, NUL bytes taken out and told.

What is read here was written by shells, phones that died while writing, Windows consoles and people.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

MAX_LINE = 256 << 10
"""Bytes of a line that are kept; the rest is skipped and told. The longest honest lines hold stacks."""

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
    if len(head) >= 16 and head[1::2].count(0) > len(head) // 2 * 0.8:
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


def lines(stream: BinaryIO, tell: Tell) -> Iterator[tuple[int, str]]:
    """1-based numbers and lines of `stream`, in bounded memory.

    Tells `line_cut` (longer than MAX_LINE), `nul` (NUL bytes taken out), `encoding` (bytes that are no text).
    """
    buffered = io.BufferedReader(_Raw(stream), 1 << 20)
    head = buffered.peek(4096)[:4096]
    encoding = encoding_of(head)
    if encoding.startswith("utf-16"):
        yield from _wide(buffered, encoding, tell)
        return
    number = 0
    readline = buffered.readline
    while True:
        raw = readline(MAX_LINE + 1)
        if not raw:
            return
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
        yield number, text.rstrip("\r\n")


def _wide(stream: BinaryIO, encoding: str, tell: Tell) -> Iterator[tuple[int, str]]:
    """UTF-16, as Windows PowerShell writes what a command prints."""
    wide = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    number = 0
    while text := wide.readline(MAX_LINE):
        number += 1
        if len(text) == MAX_LINE and not text.endswith("\n"):
            tell("line_cut", number, "")
            while (rest := wide.readline(MAX_LINE)) and not rest.endswith("\n"):
                pass
        if "\0" in text:
            tell("nul", number, "")
            text = text.replace("\0", "")
        yield number, text.lstrip("\ufeff").rstrip("\r\n") if number == 1 else text.rstrip("\r\n")


class _Raw(io.RawIOBase):
    """Any binary stream as one that BufferedReader takes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
