"""Package data compiled ahead: YAML and TOML sources become one JSON file that loads in milliseconds.

A compiled file starts with the digest of its sources on a line of its own. It is used only while that
digest is right; otherwise the sources are compiled in memory, so an edit takes effect at once and a stale
file can never speak. `law` and `knowledge` say which sources and how to compile them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from mingjian.errors import KnowledgeError

T = TypeVar("T")

PACKAGE = Path(__file__).parent
COMPILED = PACKAGE / "_compiled"


def digest(sources: Iterable[Path | str]) -> str:
    """SHA-256 (hex) over the names, relative to the package, and bytes of `sources`, in name order.

    Every source lies inside the package.
    """
    total = hashlib.sha256()
    base = len(str(PACKAGE)) + 1
    for path in sorted(map(str, sources)):
        # os.open rather than Path: hundreds of small files at every start
        handle = os.open(path, os.O_RDONLY)
        try:
            data = os.read(handle, os.fstat(handle).st_size)
        finally:
            os.close(handle)
        total.update(f"{path[base:]}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def pack(value: object, sources: Iterable[Path | str]) -> bytes:
    """The compiled form of `value`: digest line, then JSON."""
    return digest(sources).encode() + b"\n" + msgspec.json.encode(value) + b"\n"


def load(name: str, kind: type[T], sources: Iterable[Path | str], build: Callable[[], T]) -> tuple[T, str]:
    """The table `name` as `kind` and the digest of its sources, compiled ahead where that is up to date.

    Raises:
        KnowledgeError: the sources do not compile.
    """
    now = digest(sources)
    try:
        stored, _, body = (COMPILED / f"{name}.json").read_bytes().partition(b"\n")
        if stored.decode("ascii", "replace") == now:
            return msgspec.json.decode(body, type=kind), now
    except (FileNotFoundError, msgspec.DecodeError):
        pass
    return build(), now


def read_yaml(path: Path, kind: type[T]) -> T:
    """One YAML source, checked against `kind`.

    Raises:
        KnowledgeError: naming the file and the place in it.
    """
    import yaml  # noqa: PLC0415 - compiling only: the compiled tables load without it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster
    try:
        return msgspec.convert(yaml.load(path.read_text("utf-8"), loader), kind, strict=True)  # noqa: S506
    except (yaml.YAMLError, msgspec.ValidationError) as wrong:
        raise KnowledgeError(f"{path.name}: {wrong}") from wrong
