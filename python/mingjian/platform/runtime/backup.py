"""`mingjian backup` and `restore`: the whole platform in one file, and back again with every digest checked.

A backup is a tar: `database.dump` (pg_dump's custom format), `keys/…`, `blobs/<sha256>`, and last
`mingjian-backup.json`, which says what it holds. Database and row counts are of one snapshot; blobs are read
after it, and a row never comes before its blob, so none is missing. A restore reads the whole file before it
changes anything, puts blobs first (they disturb nothing), the database in one transaction, then the keys.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import msgspec
from msgspec import Struct

import mingjian
from mingjian import clock
from mingjian.errors import ArtifactError, ServiceError, StorageError, UsageError
from mingjian.platform.runtime import embedded, reach
from mingjian.platform.runtime.dump import Table, load, names, save, tables_of
from mingjian.platform.runtime.folder import Folder
from mingjian.settings import data_folder, settings
from mingjian.storage import BlobStore, blob_store, whole
from mingjian.storage.files import CHUNK_BYTES, pieces, spool

FORMAT = "mingjian.backup/1"
_ABOUT = "mingjian-backup.json"
_DUMP = "database.dump"
_NAMES = re.compile(r"mingjian-backup\.json|database\.dump|keys/(secret-key|admin-token)|blobs/[0-9a-f]{64}")
_MOST_ABOUT_BYTES = 16 << 20
_KEYS = ("secret-key", "admin-token")


class About(Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    format: str
    mingjian: str
    made_at: str
    postgres: int
    """Major version of the server."""
    dump_sha256: str
    tables: dict[str, Table]
    damaged: list[str]
    """Blobs whose content no longer has their digest; they are not in the file."""


class Told(Struct, frozen=True, kw_only=True):
    """What was done."""

    rows: int
    blobs: int
    size_bytes: int
    damaged: list[str]


def backup(file: Path) -> Told:
    """Writes a backup; the platform may go on working.

    Raises:
        UsageError: `file` exists or cannot be written.
        ServiceError: database or store cannot be reached.
    """
    if file.exists():
        raise UsageError(f"{file} is there already: name another file")
    part = file.with_name(f".{file.name}.part")
    try:
        with (
            reach.database(),
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
        ):
            told = _write(out, file.parent)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return msgspec.structs.replace(told, size_bytes=file.stat().st_size)


def restore(file: Path, *, force: bool) -> Told:
    """Puts a backup in place of what is there.

    Raises:
        ArtifactError: the file is no backup, or damaged.
        UsageError: there is data and no `force`, or a platform runs over the folder.
        ServiceError: the database cannot be reached or does not take the backup; nothing was changed then.
    """
    about, count = _examined(file)
    with Folder(data_folder()) as folder, _server(folder):
        if not force and _has_data():
            raise UsageError(
                f"there is a platform in {folder.path} already: --force puts the backup in its place"
            )
        store = blob_store()
        _each_blob(file, lambda sha256, body: _put(store, sha256, body))
        with tarfile.open(file) as tar:
            dump = tar.extractfile(_DUMP)
            assert dump is not None  # noqa: S101 - `_examined` saw it
            load(dump)
        _compare(about)
        with tarfile.open(file) as tar:
            for key in _KEYS:
                if (body := _member(tar, f"keys/{key}")) is not None:
                    folder.keep(folder.path / key, body.decode().strip())
    return Told(
        rows=sum(table.rows for table in about.tables.values()), blobs=count, size_bytes=file.stat().st_size,
        damaged=about.damaged,
    )  # fmt: skip


def _write(out: IO[bytes], near: Path) -> Told:
    store, damaged, count = blob_store(), list[str](), 0
    with tempfile.NamedTemporaryFile(dir=near, prefix=".mingjian-dump-") as dump:
        with reach.connected() as link, link.transaction():
            link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = link.execute("SELECT pg_export_snapshot()").fetchone()
            major = link.info.server_version // 10000
            save(Path(dump.name), major, snapshot[0] if snapshot else "")
            tables = tables_of(link)
        with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            sha256 = spool(pieces(cast("BinaryIO", dump)), None, None)[0]
            dump.seek(0)
            _add(tar, _DUMP, dump, os.fstat(dump.fileno()).st_size)
            for key in _KEYS:
                place = data_folder() / key
                if place.exists():
                    _add(tar, f"keys/{key}", io.BytesIO(place.read_bytes()), place.stat().st_size)
            for digest in store.iterate():
                if _add_blob(tar, store, digest):
                    count += 1
                else:
                    damaged.append(digest)
            about = About(
                format=FORMAT, mingjian=mingjian.__version__, made_at=clock.now().isoformat(), postgres=major,
                dump_sha256=sha256, tables=tables, damaged=damaged,
            )  # fmt: skip
            body = msgspec.json.format(msgspec.json.encode(about), indent=2)
            _add(tar, _ABOUT, io.BytesIO(body), len(body))
    return Told(rows=sum(table.rows for table in tables.values()), blobs=count, size_bytes=0, damaged=damaged)


def _add(tar: tarfile.TarFile, name: str, body: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(clock.now().timestamp())
    tar.addfile(entry, body)


def _add_blob(tar: tarfile.TarFile, store: BlobStore, sha256: str) -> bool:
    """False when its content is no longer what it is named by."""
    try:
        if not whole(store, sha256):
            return False
        _add(
            tar,
            f"blobs/{sha256}",
            BufferedReader(Flow(store.stream(sha256)), CHUNK_BYTES),
            store.size(sha256),
        )
    except StorageError as error:
        if error.code != "missing":
            raise
        return False
    return True


def _put(store: BlobStore, sha256: str, body: IO[bytes]) -> None:
    if store.exists(sha256) and whole(store, sha256):
        return
    store.delete(sha256)
    store.put_stream(iter(lambda: body.read(CHUNK_BYTES), b""))


def _examined(file: Path) -> tuple[About, int]:
    """Reads all of it: what it holds, and how many blobs."""
    digests: dict[str, str] = {}
    about: About | None = None
    try:
        with tarfile.open(file) as tar:
            for member in tar:
                body = tar.extractfile(member) if member.isreg() and _NAMES.fullmatch(member.name) else None
                if body is None:
                    raise _damaged(file, f"it holds {member.name[:80]!r}, which no backup does")
                if member.name == _ABOUT:
                    about = msgspec.json.decode(body.read(_MOST_ABOUT_BYTES), type=About)
                else:
                    digests[member.name] = spool(pieces(cast("BinaryIO", body)), None, None)[0]
    except FileNotFoundError:
        raise ArtifactError("file_unreadable", "there is no such file", path=str(file)) from None
    except (OSError, EOFError, tarfile.TarError, msgspec.MsgspecError) as error:
        raise _damaged(file, str(error)) from None
    if about is None or about.format != FORMAT or _DUMP not in digests:
        raise _damaged(file, "it is no whole backup of Mingjian")
    if digests[_DUMP] != about.dump_sha256:
        raise _damaged(file, "the database in it was changed")
    blobs = {name.removeprefix("blobs/"): seen for name, seen in digests.items() if name.startswith("blobs/")}
    wrong = next((name for name, seen in blobs.items() if name != seen), None)
    if wrong:
        raise _damaged(file, f"the blob {wrong} in it was changed")
    return about, len(blobs)


def _damaged(file: Path, why: str) -> ArtifactError:
    return ArtifactError("backup_damaged", why, path=str(file))


@contextmanager
def _server(folder: Folder) -> Generator[None]:
    if settings().database_url:
        reach.check()
        yield
        return
    server = embedded.Embedded(folder.database)
    try:
        yield
    finally:
        server.stop()


def _has_data() -> bool:
    with reach.connected() as link:
        return bool(names(link))


def _compare(about: About) -> None:
    """Every table has the rows it had."""
    with reach.connected() as link, link.transaction():
        now = tables_of(link)
    wrong = sorted(
        name for name in about.tables.keys() | now.keys() if about.tables.get(name) != now.get(name)
    )
    if wrong:
        raise ServiceError(f"after the restore {', '.join(wrong)} differ from the backup")


def _member(tar: tarfile.TarFile, name: str) -> bytes | None:
    try:
        body = tar.extractfile(name)
    except KeyError:
        return None
    return body.read(_MOST_ABOUT_BYTES) if body else None


def _each_blob(file: Path, do: Callable[[str, IO[bytes]], None]) -> None:
    with tarfile.open(file) as tar:
        for member in tar:
            if member.name.startswith("blobs/") and (body := tar.extractfile(member)) is not None:
                do(member.name.removeprefix("blobs/"), body)


class Flow(io.RawIOBase):
    """Pieces as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills as much of `buffer` as one piece can."""
        self._left = self._left or next(self._pieces, b"")
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
