"""Files on their way in, and the system's errors told as ours: what both stores share."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from msgspec import Struct

from mingjian.errors import StorageError

CHUNK_BYTES = 1 << 20
DIGEST = re.compile(r"[0-9a-f]{64}")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LOCKED = {errno.EACCES, errno.EPERM, errno.EROFS}


class Stored(Struct, frozen=True):
    """What a `put` gives: the blob's name and length in bytes; `new` is False when it was there already."""

    sha256: str
    size_bytes: int
    new: bool


def checked(sha256: str) -> str:
    if not DIGEST.fullmatch(sha256):
        raise ValueError("a blob is named by 64 lower-case hexadecimal digits")
    return sha256


def spool(chunks: Iterable[bytes], file: BinaryIO | None, limit_bytes: int | None) -> tuple[str, int]:
    """Copies `chunks` to `file`, if any; returns digest and length."""
    seen, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if limit_bytes is not None and size > limit_bytes:
            raise StorageError("too_large", f"larger than the limit of {limit_bytes} bytes")
        seen.update(chunk)
        if file is not None:
            with told("write", Path(str(file.name)).parent):
                file.write(chunk)
    return seen.hexdigest(), size


@contextmanager
def incoming(folder: Path | None) -> Generator[tuple[Path, BinaryIO]]:
    """A file for what is on its way in; whatever happens, it is gone afterwards or has become the blob."""
    with told("write", folder or Path(tempfile.gettempdir())):
        handle, name = tempfile.mkstemp(prefix="blob-", dir=folder)
    path, file = Path(name), os.fdopen(handle, "wb", buffering=0)
    try:
        yield path, cast("BinaryIO", _Whole(file))
    finally:
        file.close()
        path.unlink(missing_ok=True)


class _Whole:
    """A raw file whose `write` writes all of it: near a limit the system writes a part and says so."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.name = file.name
        self.flush = file.flush
        self.fileno = file.fileno

    def write(self, chunk: bytes) -> int:
        left = memoryview(chunk)
        while left:
            left = left[self._file.write(left) :]
        return len(chunk)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


@contextmanager
def told(doing: str, place: Path) -> Generator[None]:
    """The system's errors as ours."""
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError("missing", f"{error.filename or place} is not there") from None
    except OSError as error:
        code = "full" if error.errno in FULL else "unwritable" if error.errno in _LOCKED else "unreachable"
        why = {"full": f"the disk of {place} is full", "unwritable": f"{place} may not be written"}
        raise StorageError(code, why.get(code, f"cannot {doing} {place}: {error.strerror}")) from error


def free_bytes(folder: Path) -> int:
    """Room left on the disk of `folder`, or of the nearest folder above it that exists."""
    at = folder
    while not at.exists() and at != at.parent:
        at = at.parent
    return shutil.disk_usage(at).free
