"""Facts kept to be judged again: packed, or in JSON as `mingjian facts` prints them and as they are frozen
for the tests.

Packed: two bytes, then parts that are read one by one (`facts.parts`, `facts.kept`), in which steps and paths
of calls are told once and numbered (an eighth to a fiftieth of what they are written out). What was kept
before that is read too: everything in one piece, and plain MessagePack.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import ArtifactError
from mingjian.facts import Facts
from mingjian.facts.core_calls import CoreCalls, expand
from mingjian.facts.kept import UNREADABLE, put_together, refused, take_apart, whole
from mingjian.facts.parts import MOST_BYTES, Parts, decoder, join, unpacked

PACKED = b"\xc1\x02"
"""What packed facts begin with: a byte that MessagePack never uses, and the number of this layout."""
IN_ONE = b"\xc1\x01"
"""How those begin that are packed in one piece: read, no longer written."""
EARLIER = "earlier"
"""The part that holds the earlier version, packed as whole facts."""
PLAIN = frozenset({"icon", EARLIER})
"""Parts that are packed already."""


class _InOne(Struct, frozen=True, array_like=True):
    facts: Facts
    """Without their calls and the earlier version."""
    calls: CoreCalls | None
    earlier: bytes | None
    """Packed as well."""


@cache
def _plain() -> Callable[[bytes], Facts]:
    """Made when first used: it walks every shape of facts, which a scan has no need of."""
    return msgspec.msgpack.Decoder(Facts).decode


def to_bytes(facts: Facts) -> bytes:
    """Facts as they are stored: equal facts are equal bytes. No version before the earlier one is kept."""
    head, parts = take_apart(facts)
    if facts.earlier is not None:
        parts.append((EARLIER, to_bytes(replace(facts.earlier, earlier=None))))
    return join(PACKED, head, parts, plain=PLAIN)


def from_bytes(data: bytes, *, path: str) -> Facts:
    """The facts that `to_bytes` stored.

    Raises:
        ArtifactError: they cannot be unpacked, are more than `MOST_BYTES`, or no facts.
    """
    try:
        return _read(data, path, alone=False)
    except UNREADABLE as error:
        raise refused(error, path) from error


def opened(data: bytes, *, path: str) -> Facts:
    """The same facts, each long part of which is read when it is asked for; all at once where they are kept
    in one piece or with an earlier version.

    Raises:
        ArtifactError: as `from_bytes`; of a part that is broken, when it is asked for.
    """
    try:
        if not data.startswith(PACKED):
            return _read(data, path, alone=False)
        parts = Parts(data, PACKED, path=path)
        return _of_parts(parts, alone=False) if EARLIER in parts else put_together(parts)
    except UNREADABLE as error:
        raise refused(error, path) from error


def _read(data: bytes, path: str, *, alone: bool) -> Facts:
    if data.startswith(PACKED):
        return _of_parts(Parts(data, PACKED, path=path), alone=alone)
    if not data.startswith(IN_ONE):
        return _plain()(data)
    kept = decoder(_InOne)(unpacked(data[len(IN_ONE) :], MOST_BYTES))
    facts = replace(kept.facts, calls=None if kept.calls is None else expand(kept.calls))
    return _after(kept.earlier, facts, path, alone=alone)


def _of_parts(parts: Parts, *, alone: bool) -> Facts:
    facts = whole(put_together(parts))
    earlier = parts.read(EARLIER, bytes) if EARLIER in parts else None
    return _after(earlier, facts, parts.path, alone=alone)


def _after(earlier: bytes | None, facts: Facts, path: str, *, alone: bool) -> Facts:
    """`facts` with the earlier version that was kept beside them, where one was."""
    if earlier is None:
        return facts
    if alone:
        raise msgspec.DecodeError("an earlier version of the earlier one")
    return replace(facts, earlier=_read(earlier, path, alone=True))


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
