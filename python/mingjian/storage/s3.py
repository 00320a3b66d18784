"""Blobs in a bucket of S3 or what speaks like it, through obstore."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import from_url

from mingjian.errors import StorageError, UsageError
from mingjian.storage.files import CHUNK_BYTES, DIGEST, Stored, checked, incoming, pieces, spool, told

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_PATIENCE = timedelta(seconds=15)
"""Longest silence of the store before a request is told that it is away."""


class S3Store:
    """Blobs as objects `<prefix>/ab/abcd…` of a bucket; credentials and region from AWS's variables."""

    def __init__(self, url: str, objects: ObjectStore | None = None) -> None:
        self.url = url
        self._objects = objects or _s3(url)

    def put_bytes(self, body: bytes) -> Stored:
        """See `BlobStore`."""
        sha256 = hashlib.sha256(body).hexdigest()
        return Stored(sha256, len(body), self._put(sha256, body))

    def put_file(self, path: Path, *, move: bool = False) -> Stored:
        """See `BlobStore`."""
        with told("read", path), path.open("rb") as file:
            sha256, size = spool(pieces(file), None, None)
        stored = Stored(sha256, size, self._put(sha256, path))
        if move:
            path.unlink(missing_ok=True)
        return stored

    def incoming(self) -> None:
        """See `BlobStore`."""

    def put_stream(self, chunks: Iterable[bytes], *, limit_bytes: int | None = None) -> Stored:
        """See `BlobStore`."""
        with incoming(None) as (path, file):
            sha256, size = spool(chunks, file, limit_bytes)
            with told("write", path.parent):
                file.flush()
            return Stored(sha256, size, self._put(sha256, path))

    def put_each(self, contents: Sequence[Iterable[bytes]]) -> list[Stored]:
        """See `BlobStore`."""
        return [self.put_stream(chunks) for chunks in contents]

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        """See `BlobStore`."""
        return b"".join(self.stream(sha256, start, length))

    def stream(self, sha256: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """See `BlobStore`."""
        end = self.size(sha256)
        stop = end if length is None else min(start + length, end)
        if start >= stop:
            return iter(())
        with _reached(self.url):
            got = obstore.get(self._objects, _key(sha256), options={"range": (start, stop)})
        return self._flow(iter(got.stream(min_chunk_size=CHUNK_BYTES)))

    @contextmanager
    def local(self, sha256: str) -> Generator[Path]:
        """See `BlobStore`."""
        with incoming(None) as (path, file):
            spool(self.stream(sha256), file, None)
            with told("write", path.parent):
                file.flush()
            yield path

    def exists(self, sha256: str) -> bool:
        """See `BlobStore`."""
        try:
            self.size(sha256)
        except StorageError as error:
            if error.code == "missing":
                return False
            raise
        return True

    def size(self, sha256: str) -> int:
        """See `BlobStore`."""
        with _reached(self.url):
            return obstore.head(self._objects, _key(sha256))["size"]

    def delete(self, sha256: str) -> None:
        """See `BlobStore`."""
        try:
            with _reached(self.url):
                obstore.delete(self._objects, _key(sha256))
        except StorageError as error:
            if error.code != "missing":
                raise

    def iterate(self) -> Iterator[str]:
        """See `BlobStore`."""
        with _reached(self.url):
            for page in obstore.list(self._objects):  # pyright: ignore[reportUnknownMemberType]
                names = (row["path"].rsplit("/", 1)[-1] for row in page)
                yield from (name for name in names if DIGEST.fullmatch(name))

    def sweep(self, older_than_seconds: float = 86400) -> int:  # noqa: ARG002 - the other store asks it
        """Nothing to do: S3 shows no part of an object; a life-cycle rule ends what was abandoned."""
        return 0

    def _put(self, sha256: str, body: bytes | Path) -> bool:
        if self.exists(sha256):
            return False
        with _reached(self.url):
            obstore.put(self._objects, _key(sha256), body)
        return True

    def _flow(self, pieces: Iterator[Any]) -> Iterator[bytes]:
        with _reached(self.url):
            for piece in pieces:
                yield bytes(piece)


def _s3(url: str) -> ObjectStore:
    plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
    try:
        return from_url(
            url,
            client_options={
                "allow_http": plain, "connect_timeout": _PATIENCE / 3, "read_timeout": _PATIENCE,
                "timeout": timedelta(hours=1),
            },
            retry_config={"max_retries": 3, "retry_timeout": _PATIENCE},
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - obstore's own tree, told as ours
        raise UsageError(f"MINGJIAN_BLOB_URL {url} is not an S3 address: {error}") from None


def _key(sha256: str) -> str:
    return f"{checked(sha256)[:2]}/{sha256}"


@contextmanager
def _reached(url: str) -> Generator[None]:
    """obstore's errors as ours."""
    try:
        yield
    except FileNotFoundError:
        raise StorageError("missing", f"not in {url}") from None
    except (PermissionDeniedError, UnauthenticatedError):
        raise StorageError("unwritable", f"{url} refuses the credentials given") from None
    except BaseError as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StorageError("unreachable", f"{url} cannot be reached: {first}") from None
