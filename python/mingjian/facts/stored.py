"""Facts kept to be judged again: in MessagePack, or in JSON as `mingjian facts` prints them and as they are
frozen for the tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from mingjian.errors import ArtifactError
from mingjian.facts import Facts

_packed = msgspec.msgpack.Encoder(order="deterministic")


@cache
def _unpack() -> Callable[[bytes], Facts]:
    """Made when first used: it walks every shape of facts, which a scan has no need of."""
    return msgspec.msgpack.Decoder(Facts).decode


def to_bytes(facts: Facts) -> bytes:
    """Facts as they are stored: MessagePack, equal facts are equal bytes."""
    return _packed.encode(facts)


def from_bytes(data: bytes, *, path: str) -> Facts:
    """The facts that `to_bytes` stored.

    Raises:
        ArtifactError: not MessagePack, or not facts.
    """
    try:
        return _unpack()(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:  # a ValidationError is a DecodeError
        raise ArtifactError("facts_stored", str(error), path=path) from error


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
