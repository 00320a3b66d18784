"""Files on their way in, and the system's errors told as ours: what both stores share."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from msgspec import Struct

from mingjian.errors import StorageError

if TYPE_CHECKING:
    from typing_extensions import Buffer

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


def within(size: int, limit_bytes: int | None) -> None:
    """Raises: StorageError: `too_large`."""
    if limit_bytes is not None and size > limit_bytes:
        raise StorageError("too_large", f"larger than the limit of {limit_bytes} bytes")


def spool(chunks: Iterable[bytes], file: BinaryIO | None, limit_bytes: int | None) -> tuple[str, int]:
    """Copies `chunks` to `file`, if any; returns digest and length."""
    seen, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        within(size, limit_bytes)
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


class Incoming(io.FileIO):
    """A new file beside the blobs, digested as it is written, that a `put` makes a blob without a copy.

    It is gone once it is closed, unless it became one.
    """

    def __init__(self, path: str) -> None:
        """Raises: OSError: it cannot be made."""
        super().__init__(path, "x+", opener=_private)
        self.path = path
        self.size_bytes = 0
        self._seen = hashlib.sha256()

    def write(self, chunk: Buffer, /) -> int:
        """All of `chunk`, at the end. Raises: OSError."""
        whole = left = memoryview(chunk)
        while left:
            left = left[super().write(left) or 0 :]
        self._seen.update(whole)
        self.size_bytes += len(whole)
        return len(whole)

    @property
    def sha256(self) -> str:
        """Of what was written so far."""
        return self._seen.hexdigest()

    def close(self) -> None:
        """Removes the file where it did not become a blob."""
        if not self.closed:
            super().close()
            with suppress(OSError):
                os.unlink(self.path)  # noqa: PTH108 - of many, where objects cost


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


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
