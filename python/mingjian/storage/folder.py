"""Blobs in a folder of this machine."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mingjian.storage.files import (
    CHUNK_BYTES,
    DIGEST,
    Incoming,
    Stored,
    checked,
    incoming,
    pieces,
    spool,
    told,
    within,
)
from mingjian.storage.flush import Disk, flush

_INCOMING = ".incoming"
FEW = 3
"""Fewer blobs than this are flushed one by one: a disk is not flushed for them."""


class FolderStore:
    """Blobs as files `ab/abcd…` of one folder, readable by their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put_bytes(self, body: bytes) -> Stored:
        """See `BlobStore`."""
        return self.put_stream([body])

    def put_file(self, path: Path, *, move: bool = False) -> Stored:
        """See `BlobStore`."""
        with told("read", path), path.open("rb") as file:
            stored = self._taken(path, file) if move else None
            stored = stored or self.put_stream(pieces(file))
        if move:
            path.unlink(missing_ok=True)
        return stored

    def incoming(self) -> Incoming:
        """See `BlobStore`."""
        path = f"{self.folder}/{_INCOMING}/blob-{secrets.token_hex(8)}"
        try:
            return Incoming(path)
        except FileNotFoundError:  # the first of this folder
            self._incoming_folder()
            return Incoming(path)

    def put_stream(self, chunks: Iterable[bytes], *, limit_bytes: int | None = None) -> Stored:
        """See `BlobStore`."""
        if isinstance(chunks, Incoming):
            within(chunks.size_bytes, limit_bytes)
            with told("write", self.folder):
                os.fsync(chunks.fileno())
                return Stored(
                    chunks.sha256, chunks.size_bytes, self._settle(Path(chunks.path), chunks.sha256)
                )
        with incoming(self._incoming_folder()) as (path, file):
            sha256, size = spool(chunks, file, limit_bytes)
            with told("write", self.folder):
                file.flush()
                os.fsync(file.fileno())
                return Stored(sha256, size, self._settle(path, sha256))

    def put_each(self, contents: Sequence[Iterable[bytes]]) -> list[Stored]:
        """See `BlobStore`. All are written and flushed beside their places, then all are moved there."""
        if len(contents) < FEW:
            return [self.put_stream(chunks) for chunks in contents]
        beside = f"{self._incoming_folder()}/blob-{secrets.token_hex(8)}-"
        named: list[tuple[str, int]] = []
        new: dict[str, str] = {}
        written: list[str] = []
        try:
            with told("write", self.folder), closing(Disk(self.folder)) as disk:
                for number, chunks in enumerate(contents):
                    if isinstance(chunks, Incoming):
                        named.append((chunks.sha256, chunks.size_bytes))
                        if not self._there(chunks.sha256):
                            new.setdefault(chunks.sha256, chunks.path)
                        continue
                    known = spool(chunks, None, None) if isinstance(chunks, Sequence) else None
                    if known is None or not (known[0] in new or self._there(known[0])):
                        written.append(f"{beside}{number}")
                        known = _spooled(chunks, written[-1])
                        if not self._there(known[0]):
                            new.setdefault(known[0], written[-1])
                    named.append(known)
                if new:
                    disk.flush(new.values())
                    disk.flush({str(self.folder), *(self._move(path, name) for name, path in new.items())})
        finally:
            for path in written:  # what became a blob is no longer there
                with suppress(OSError):
                    os.unlink(path)  # noqa: PTH108 - of many, where objects cost
        return [Stored(sha256, size, sha256 in new) for sha256, size in named]

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        """See `BlobStore`."""
        with self._opened(sha256) as file:
            file.seek(start)
            return file.read(-1 if length is None else length)

    def stream(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """See `BlobStore`."""
        self.size(sha256)
        return self._flow(sha256, start, length)

    @contextmanager
    def local(self, sha256: str) -> Generator[Path]:
        """See `BlobStore`."""
        self.size(sha256)
        yield self._place(sha256)

    def exists(self, sha256: str) -> bool:
        """See `BlobStore`."""
        return self._place(sha256).is_file()

    def size(self, sha256: str) -> int:
        """See `BlobStore`."""
        with told("read", self.folder):
            return self._place(sha256).stat().st_size

    def delete(self, sha256: str) -> None:
        """See `BlobStore`."""
        with told("write", self.folder):
            self._place(sha256).unlink(missing_ok=True)

    def iterate(self) -> Iterator[str]:
        """See `BlobStore`."""
        if not self.folder.is_dir():
            return
        with told("read", self.folder):
            for shard in self.folder.iterdir():
                if shard.name != _INCOMING and shard.is_dir():
                    yield from (file.name for file in shard.iterdir() if DIGEST.fullmatch(file.name))

    def sweep(self, older_than_seconds: float = 86400) -> int:
        """See `BlobStore`."""
        return _sweep(self.folder / _INCOMING, older_than_seconds)

    def _place(self, sha256: str) -> Path:
        return self.folder / checked(sha256)[:2] / sha256

    def _opened(self, sha256: str) -> BinaryIO:
        with told("read", self.folder):
            return self._place(sha256).open("rb")

    def _flow(self, sha256: str, start: int, length: int | None) -> Iterator[bytes]:
        with self._opened(sha256) as file:
            file.seek(start)
            left = length
            while chunk := file.read(CHUNK_BYTES if left is None else min(left, CHUNK_BYTES)):
                left = None if left is None else left - len(chunk)
                yield chunk

    def _incoming_folder(self) -> Path:
        folder = self.folder / _INCOMING
        with told("write", self.folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _taken(self, path: Path, file: BinaryIO) -> Stored | None:
        """Takes the file over by a rename when it lies on the same disk; None when it does not."""
        sha256, size = spool(pieces(file), None, None)
        os.fsync(file.fileno())
        try:
            path.chmod(0o600)
            return Stored(sha256, size, self._settle(path, sha256))
        except OSError:
            file.seek(0)
            return None

    def _settle(self, path: Path, sha256: str) -> bool:
        """Moves a whole, flushed file to its place; True when there was none."""
        place = self._place(sha256)
        if place.exists():
            path.unlink()
            return False
        if not place.parent.is_dir():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flush(self.folder)
        path.replace(place)
        flush(place.parent)
        return True

    def _there(self, sha256: str) -> bool:
        return os.path.exists(f"{self.folder}/{sha256[:2]}/{sha256}")  # noqa: PTH110

    def _move(self, path: str, sha256: str) -> str:
        """Moves a file to its place and flushes nothing; the folder it is in then."""
        folder = f"{self.folder}/{sha256[:2]}"
        try:
            os.rename(path, f"{folder}/{sha256}")  # noqa: PTH104
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
            os.rename(path, f"{folder}/{sha256}")  # noqa: PTH104
        return folder


def _spooled(chunks: Iterable[bytes], path: str) -> tuple[str, int]:
    """Writes a new file of these pieces; digest and length."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    seen, size = hashlib.sha256(), 0
    try:
        for chunk in chunks:
            seen.update(chunk)
            size += len(chunk)
            left = memoryview(chunk)
            while left:
                left = left[os.write(handle, left) :]
    finally:
        os.close(handle)
    return seen.hexdigest(), size


def _sweep(folder: Path, older_than_seconds: float) -> int:
    gone, limit = 0, time.time() - older_than_seconds
    for path in folder.iterdir() if folder.is_dir() else ():
        with told("write", folder):
            if path.is_file() and path.stat().st_mtime <= limit:
                path.unlink(missing_ok=True)
                gone += 1
    return gone
