"""Both stores keep, give back, refuse and forget alike; a full disk leaves nothing behind."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from mingjian import storage
from mingjian.errors import StorageError, UsageError
from mingjian.settings import override
from mingjian.storage import BlobStore, Stored, blob_store, flush, whole
from mingjian.storage.folder import FolderStore
from mingjian.storage.s3 import S3Store

BODY = os.urandom(3_000_000)
DIGEST = hashlib.sha256(BODY).hexdigest()
ABSENT = "0" * 64
CAN_FLUSH = flush._can_flush


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "blobs")
    return S3Store("s3://bucket/prefix", MemoryStore())


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_keeps_and_gives_back(store: BlobStore, tmp_path: Path) -> None:
    stored = store.put_bytes(BODY)
    assert (stored.sha256, stored.size_bytes, stored.new) == (DIGEST, len(BODY), True)
    assert not store.put_stream(iter([BODY[:10], BODY[10:]])).new
    (tmp_path / "a.apk").write_bytes(BODY)
    assert not store.put_file(tmp_path / "a.apk").new
    assert (tmp_path / "a.apk").exists()
    assert store.read(DIGEST) == BODY
    assert store.read(DIGEST, 5, 7) == BODY[5:12]
    assert store.read(DIGEST, len(BODY) - 3, 100) == BODY[-3:]
    assert store.read(DIGEST, len(BODY)) == b""
    assert b"".join(store.stream(DIGEST, 2_000_000)) == BODY[2_000_000:]
    assert store.size(DIGEST) == len(BODY)
    with store.local(DIGEST) as path:
        assert path.read_bytes() == BODY
    assert list(store.iterate()) == [DIGEST]
    assert whole(store, DIGEST)


def test_moves_a_file_in(store: BlobStore, tmp_path: Path) -> None:
    for new in (True, False):
        (tmp_path / "upload").write_bytes(BODY)
        assert store.put_file(tmp_path / "upload", move=True).new is new
        assert not (tmp_path / "upload").exists()
    assert store.read(DIGEST) == BODY


def test_what_is_not_there_is_said(store: BlobStore) -> None:
    assert not store.exists(ABSENT)
    store.delete(ABSENT)
    with pytest.raises(StorageError) as error:
        store.stream(ABSENT)
    assert error.value.code == "missing"
    with pytest.raises(StorageError), store.local(ABSENT):
        pass
    stored = store.put_bytes(b"x")
    store.delete(stored.sha256)
    assert not list(store.iterate())


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_blob_has_no_other_name_than_a_digest(store: BlobStore, name: str) -> None:
    with pytest.raises(ValueError, match="64 lower-case"):
        store.exists(name)


def test_past_the_limit_nothing_stays(store: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as error:
        store.put_stream((b"x" * 1000 for _ in range(1000)), limit_bytes=5000)
    assert error.value.code == "too_large"
    assert not list(store.iterate())
    assert not files(tmp_path)


def test_a_file_written_beside_the_blobs_becomes_one_within_the_limit(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")
    with store.incoming() as file:
        file.write(BODY)
        with pytest.raises(StorageError) as error:
            store.put_stream(file, limit_bytes=len(BODY) - 1)
        assert error.value.code == "too_large"
        assert not list(store.iterate())
        assert store.put_stream(file, limit_bytes=len(BODY)) == Stored(DIGEST, len(BODY), new=True)
    assert store.read(DIGEST) == BODY
    with store.incoming() as file:
        file.write(BODY)
    assert list(store.iterate()) == [DIGEST]
    assert len(files(tmp_path)) == 1


def test_a_sender_that_breaks_off_leaves_nothing(store: BlobStore, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put_stream(broken())
    assert not list(store.iterate())
    assert not files(tmp_path)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (1_500_000, hard)
    )  # the system then refuses as a full disk does
    try:
        with pytest.raises(StorageError) as error:
            store.put_bytes(BODY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert error.value.code == "full"
    assert not files(tmp_path)
    assert store.put_bytes(BODY).new


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as error:
        FolderStore(tmp_path / "file" / "blobs").put_bytes(b"x")
    assert str(tmp_path) in str(error.value)


def test_only_the_owner_reads(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")
    (tmp_path / "loose").write_bytes(b"moved in")
    (tmp_path / "loose").chmod(0o644)
    store.put_file(tmp_path / "loose", move=True)
    store.put_bytes(b"written")
    assert {path.stat().st_mode & 0o777 for path in files(tmp_path)} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "blobs").rglob("*") if path.is_dir()} == {
        0o700
    }


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")
    store.put_bytes(b"x")
    left = tmp_path / "blobs" / ".incoming" / "blob-left"
    left.write_bytes(b"half")
    assert store.sweep() == 0
    os.utime(left, (1, 1))
    assert store.sweep() == 1
    assert not left.exists()
    assert len(list(store.iterate())) == 1


def test_a_changed_blob_is_not_whole(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")
    sha256 = store.put_bytes(b"as it came").sha256
    (tmp_path / "blobs" / sha256[:2] / sha256).write_bytes(b"otherwise!")
    assert not whole(store, sha256)


def test_the_settings_choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingjian.settings._given", {})
    override("blob_url", str(tmp_path / "mine"))
    chosen = blob_store()
    assert isinstance(chosen, FolderStore)
    assert chosen.folder == tmp_path / "mine"
    override("blob_url", "ftp://elsewhere")
    with pytest.raises(UsageError, match="ftp"):
        blob_store()
    override("blob_url", "")
    override("data", str(tmp_path))
    assert storage.blob_store().put_bytes(b"x").new
    assert files(tmp_path / "blobs")


def test_keeps_several_at_once(store: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [b"a" * 40, b"b", b"c", b"b", BODY]
    known = store.put_bytes(b"c")
    for whole_disk in (True, False):
        monkeypatch.setattr(flush, "_can_flush", lambda _, can=whole_disk: can and CAN_FLUSH(_))
        some = [[body[:7], body[7:]] if number % 2 else iter([body]) for number, body in enumerate(bodies)]
        kept = store.put_each(some)
        assert [one.sha256 for one in kept] == [hashlib.sha256(body).hexdigest() for body in bodies]
        assert [one.size_bytes for one in kept] == list(map(len, bodies))
        assert [store.read(one.sha256) for one in kept] == bodies
        assert {one.sha256 for one in kept if one.new} == {one.sha256 for one in kept} - {known.sha256}
        for one in kept:
            if one.sha256 != known.sha256:
                store.delete(one.sha256)
    assert {path.name for path in files(tmp_path)} <= {known.sha256}


def test_of_several_none_stays_where_one_breaks_off(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(StorageError) as error:
        FolderStore(tmp_path).put_each([[b"a"], [b"b"], broken()])
    assert error.value.code == "full" and not files(tmp_path)
