"""Items of one array inside a JSON document of any size, one after another, in bounded memory.

HAR files of two gigabytes exist, most of it a few long strings. Each item's bytes are handed out by
themselves; strings longer than a bound are cut inside the item, items longer than another are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from mingjian.errors import ArtifactError

CHUNK = 1 << 20
MAX_STRING = 4 << 20
"""Bytes of one string, as it is written, that are kept."""
MAX_ITEM = 48 << 20
"""Bytes of one item that are kept after its long strings were cut; a larger one is left out."""
MAX_DEPTH = 200
MAX_KEY = 256
MAX_WRAPPED = 3
"""Levels of the array counted from the path's own: some tools wrap a document in another."""

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]"]', re.DOTALL)
_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_HALF_ESCAPE = re.compile(rb"\\+(?:u[0-9a-fA-F]{0,3})?$")
_OPEN, _CLOSE = frozenset(b"{["), frozenset(b"}]")


class Item(Struct, frozen=True):
    """One item of the array: its bytes, where they began, what was cut of its strings."""

    raw: bytes
    offset: int
    cut_bytes: int = 0
    too_large: bool = False


class _State:
    """Where the scan stands between two chunks."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        self.depth = 0
        self.keys: list[str | None] = []
        self.last = b""
        self.array_depth = 0
        """Depth of the array's items, once it was met."""
        self.found = False
        self.in_string = False
        self.escaped = False
        self.pieces: list[bytes] = []
        self.length = 0
        self.string_length = 0
        self.start: int | None = None
        self.cut = 0
        self.too_large = False
        self.closed = False


def items(file: BinaryIO, path: tuple[str, ...], *, shown: str = "") -> Iterator[Item]:
    """Objects of the first array at `path` (keys one inside the other, near the root) of the JSON in `file`.

    What stands between items is not looked at; each item must be parsed by the caller.

    Raises:
        ArtifactError: `json_no_array`: there is no such array; `json_half`: the file ended inside it, after
            the items before were handed out; `json_too_deep`. Each with its offset.
    """
    state = _State(path)
    base = 0
    while chunk := file.read(CHUNK):
        yield from _chunk(state, chunk, base, shown)
        base += len(chunk)
    if not state.found:
        raise ArtifactError("json_no_array", f"no array {'.'.join(path)}", path=shown, offset=base)
    if state.depth or state.in_string:
        raise ArtifactError("json_half", "the file ends in the middle", path=shown, offset=base)


def _chunk(state: _State, chunk: bytes, base: int, shown: str) -> Iterator[Item]:
    pos = 0
    taken = 0
    """Bytes of the chunk that were already kept for the item or do not belong to one."""
    if state.in_string:
        pos = _string_rest(state, chunk)
        if state.start is not None:
            _keep_string(state, chunk[:pos])
        elif len(state.last) < MAX_KEY:
            state.last += chunk[: pos if state.in_string else pos - 1][:MAX_KEY]
        taken = pos
        if state.in_string:
            return
    for found in _TOKEN.finditer(chunk, pos):
        token = chunk[found.start()]
        if token == 0x22:
            if found.end() - found.start() == 1:  # the string goes on in the next chunk
                state.in_string = True
                if state.start is not None:
                    _keep(state, chunk[taken : found.end()])
                state.string_length = 0
                rest = found.end()
                tail = _STRING_REST.match(chunk, rest)
                assert tail is not None  # noqa: S101 - it matches the empty string
                state.escaped = tail.end() < len(chunk)
                if state.start is not None:
                    _keep_string(state, chunk[rest:])
                else:
                    state.last = chunk[rest:][:MAX_KEY]
                return
            if state.start is None and state.depth < len(state.path) + MAX_WRAPPED:
                state.last = found.group()[1:-1][:MAX_KEY]
        elif token in _OPEN:
            _open(state, token, base + found.start(), shown)
            if state.start == base + found.start():
                taken = found.start()
        elif token in _CLOSE:
            state.depth -= 1
            if state.depth < 0:
                raise ArtifactError(
                    "json_syntax", "a bracket too many", path=shown, offset=base + found.start()
                )
            if state.start is not None and state.depth == state.array_depth:
                _keep(state, chunk[taken : found.end()])
                yield _done(state)
            elif state.start is None and state.keys:
                state.keys = state.keys[: state.depth]
                if state.found and state.depth < state.array_depth:
                    state.closed = True
    if state.start is not None:
        _keep(state, chunk[taken:])


def _string_rest(state: _State, chunk: bytes) -> int:
    """Position after the string's closing quote, or the chunk's end where it goes on."""
    begin = 1 if state.escaped else 0
    state.escaped = False
    end = _STRING_REST.match(chunk, begin)
    assert end is not None  # noqa: S101 - it matches the empty string
    at = end.end()
    if at >= len(chunk):
        return len(chunk)
    if chunk[at] == 0x22:
        state.in_string = False
        return at + 1
    state.escaped = True
    return len(chunk)


def _open(state: _State, token: int, offset: int, shown: str) -> None:
    state.depth += 1
    if state.depth > MAX_DEPTH:
        raise ArtifactError("json_too_deep", f"more than {MAX_DEPTH} levels", path=shown, offset=offset)
    if state.start is not None:
        return
    if state.found and not state.closed and state.depth == state.array_depth + 1:
        if token == 0x7B:
            state.start = offset
            state.pieces, state.length, state.cut, state.too_large = [], 0, 0, False
        return
    if state.depth <= len(state.path) + MAX_WRAPPED:
        state.keys = [*state.keys[: state.depth - 1], _key(state.last)]
        state.last = b""
        within = tuple(state.keys[len(state.keys) - len(state.path) :])
        if not state.found and token == 0x5B and within == state.path:
            state.found, state.array_depth = True, state.depth


def _key(raw: bytes) -> str | None:
    try:
        made = json.loads(b'"' + raw + b'"')
    except (ValueError, UnicodeDecodeError):
        return None
    return made if isinstance(made, str) else None


def _keep(state: _State, piece: bytes) -> None:
    state.length += len(piece)
    if state.length > MAX_ITEM:
        state.too_large, state.pieces = True, []
    elif piece:
        state.pieces.append(piece)


def _keep_string(state: _State, piece: bytes) -> None:
    """A part of a string that spans chunks; past the bound only its closing quote is kept."""
    closing = b"" if state.in_string else b'"'
    room = MAX_STRING - state.string_length
    state.string_length += len(piece)
    if room >= len(piece):
        _keep(state, piece)
        return
    if room > 0:
        kept = piece[:room]
        before = b"".join(state.pieces[-1:]) if len(kept) < 8 else b""
        safe = _HALF_ESCAPE.sub(b"", before + kept)
        if before:
            state.pieces[-1:] = [safe]
        else:
            _keep(state, safe)
        state.cut += len(piece) - len(kept) - len(closing)
    else:
        state.cut += len(piece) - len(closing)
    if closing:
        _keep(state, closing)


def _done(state: _State) -> Item:
    assert state.start is not None  # noqa: S101
    raw = b"" if state.too_large else b"".join(state.pieces)
    item = Item(raw, state.start, state.cut, state.too_large)
    state.start, state.pieces, state.length = None, [], 0
    return item
