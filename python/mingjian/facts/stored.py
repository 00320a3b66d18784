"""Facts kept to be judged again: packed, or in JSON as `mingjian facts` prints them and as they are frozen
for the tests.

Packed: two bytes, then zlib over MessagePack in which steps and paths of calls are told once and numbered (an
eighth to a fiftieth of what they are written out). What was kept before that, plain MessagePack, is read too.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import ArtifactError
from mingjian.facts import Facts
from mingjian.facts.core_calls import CoreCalls, collapse, expand

PACKED = b"\xc1\x01"
"""What packed facts begin with: a byte that MessagePack never uses, and the number of this layout."""
MOST_BYTES = 256 << 20
"""Of facts unpacked: more is not read."""
_LEVEL = 1
_encode = msgspec.msgpack.Encoder(order="deterministic").encode


class _Kept(Struct, frozen=True, array_like=True):
    facts: Facts
    """Without their calls and the earlier version."""
    calls: CoreCalls | None
    earlier: bytes | None
    """Packed as well."""


@cache
def _kept() -> Callable[[bytes], _Kept]:
    """Made when first used: it walks every shape of facts, which a scan has no need of."""
    return msgspec.msgpack.Decoder(_Kept).decode


@cache
def _plain() -> Callable[[bytes], Facts]:
    return msgspec.msgpack.Decoder(Facts).decode


def to_bytes(facts: Facts) -> bytes:
    """Facts as they are stored: equal facts are equal bytes. No version before the earlier one is kept."""
    kept = _Kept(
        facts=replace(facts, calls=None, earlier=None),
        calls=None if facts.calls is None else collapse(facts.calls),
        earlier=None if facts.earlier is None else to_bytes(replace(facts.earlier, earlier=None)),
    )
    return PACKED + zlib.compress(_encode(kept), _LEVEL)


def from_bytes(data: bytes, *, path: str) -> Facts:
    """The facts that `to_bytes` stored.

    Raises:
        ArtifactError: they cannot be unpacked, are more than `MOST_BYTES`, or no facts.
    """
    try:
        return _read(data, alone=False)
    except (msgspec.DecodeError, UnicodeDecodeError, zlib.error, IndexError, RecursionError) as error:
        # a ValidationError is a DecodeError
        raise ArtifactError("facts_stored", str(error) or type(error).__name__, path=path) from error


def _read(data: bytes, *, alone: bool) -> Facts:
    if not data.startswith(PACKED):
        return _plain()(data)
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(data[len(PACKED) :], MOST_BYTES)
    if not unpacking.eof:
        raise zlib.error(f"cut off, or more than {MOST_BYTES} bytes")
    kept = _kept()(raw)
    if alone and kept.earlier is not None:
        raise msgspec.DecodeError("an earlier version of the earlier one")
    return replace(
        kept.facts,
        calls=None if kept.calls is None else expand(kept.calls),
        earlier=None if kept.earlier is None else _read(kept.earlier, alone=True),
    )


def from_json(data: bytes, *, path: str) -> Facts:
    """The facts that `data` holds, in the layout of `mingjian facts` or field for field.

    Raises:
        ArtifactError: not JSON, or not facts.
    """
    try:
        plain: dict[str, Any] = msgspec.json.decode(data, type=dict[str, Any])
        return msgspec.convert(_nested(plain), Facts)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:  # a ValidationError is a DecodeError
        raise ArtifactError("facts_json", str(error), path=path) from error


def _nested(plain: dict[str, Any]) -> dict[str, Any]:
    """Parts that `mingjian facts` lists beside each other, back under the fact that holds them."""
    put = {"dex": ("calls", "dex"), "native_libs": ("hidden_code", "native"), "sdks": ("sdk", "sdks")}
    kept = {name: part for name, part in plain.items() if name not in put}
    if isinstance(kept.get("hidden_code"), list):
        kept["hidden_code"] = {"hidden": kept["hidden_code"]}
    for name, (owner, field) in put.items():
        if name in plain:
            kept[owner] = {**(kept.get(owner) or {}), field: plain[name]}
    return kept
