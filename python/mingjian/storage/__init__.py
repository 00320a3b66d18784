"""Where packages and reports are kept: by the SHA-256 of their content, in a folder or in S3.

A blob is there whole or not at all: it is written beside its place, flushed to the disk, then renamed.
Writing one that is there already changes nothing. `blob_store()` is the one in force.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Protocol

from mingjian.errors import UsageError
from mingjian.settings import data_folder, settings
from mingjian.storage.files import Incoming, Stored
from mingjian.storage.folder import FolderStore

__all__ = ["BlobStore", "Incoming", "Stored", "blob_store", "whole"]


class BlobStore(Protocol):
    """Blobs by digest. Every method raises `StorageError`; its `code` says why."""

    def put_bytes(self, body: bytes) -> Stored:
        """Keeps `body`."""
        ...

    def put_file(self, path: Path, *, move: bool = False) -> Stored:
        """Keeps the content of a file; with `move` the file itself goes, even when the blob was there."""
        ...

    def incoming(self) -> Incoming | None:
        """A file to write, which a `put` of pieces takes as it is; None where blobs are no files here.

        Raises: OSError: it cannot be made.
        """
        ...

    def put_stream(self, chunks: Iterable[bytes], *, limit_bytes: int | None = None) -> Stored:
        """Keeps what comes, piece by piece, all of it or nothing; past `limit_bytes`: `too_large`."""
        ...

    def put_each(self, contents: Sequence[Iterable[bytes]]) -> list[Stored]:
        """Keeps several at once, each in pieces; where one cannot be kept, any may be missing."""
        ...

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        """The bytes from `start`, `length` of them or to the end."""
        ...

    def stream(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The same in pieces of at most a few MiB; `missing` is raised at once, not at the first piece."""
        ...

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """A file with the content, to read only: the blob itself, or a copy that goes at the end."""
        ...

    def exists(self, sha256: str) -> bool:
        """True when it is kept."""
        ...

    def size(self, sha256: str) -> int:
        """Length in bytes."""
        ...

    def delete(self, sha256: str) -> None:
        """Forgets it; nothing happens when it is not there."""
        ...

    def iterate(self) -> Iterator[str]:
        """Every digest, in no order."""
        ...

    def sweep(self, older_than_seconds: float = 86400) -> int:
        """Removes what writers that were killed left behind; returns how many files went."""
        ...


def blob_store() -> BlobStore:
    """The store of `MINGJIAN_BLOB_URL`: a folder (by default `blobs` in the data folder) or `s3://bucket/prefix`.

    Raises:
        UsageError: the address is neither.
    """
    return _store(settings().blob_url or str(data_folder() / "blobs"))


@cache
def _store(url: str) -> BlobStore:
    if url.startswith("s3://"):
        from mingjian.storage.s3 import S3Store  # noqa: PLC0415 - obstore only where S3 is used

        return S3Store(url)
    if "://" in url:
        raise UsageError(f"MINGJIAN_BLOB_URL is a folder or s3://bucket/prefix, not {url}")
    return FolderStore(Path(url).expanduser())


def whole(store: BlobStore, sha256: str) -> bool:
    """True when the content still has the digest it is named by."""
    seen = hashlib.sha256()
    for chunk in store.stream(sha256):
        seen.update(chunk)
    return seen.hexdigest() == sha256
