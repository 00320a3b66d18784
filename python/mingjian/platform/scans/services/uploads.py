"""Files on their way in. A file that came is an artifact, and a row that says which organisation brought it.

What has come of an upload lies in `uploads` of the data folder; its row says how much of that counts, so that
a chunk half written when a process died is written again. Several web machines need that folder in common.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mingjian.errors import StorageError
from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.audit import services as audit
from mingjian.platform.catalogue.models import Artifact
from mingjian.platform.problems import Problem, missing
from mingjian.platform.rows import create_each
from mingjian.platform.scans import quotas
from mingjian.platform.scans.models import Brought, Kind, Upload
from mingjian.storage import Incoming, Stored, blob_store

CHUNK_BYTES = 8 << 20
KEPT_HOURS = 24
"""An upload nobody went on with for so long is dropped."""
_TAIL_BYTES = 22 + 65535
"""Where a ZIP's end-of-directory record lies (APPNOTE 4.3.16)."""
_TYPES = {Kind.PACKAGE: "application/vnd.android.package-archive"}


def begin_upload(
    actor: Actor, name: str, size_bytes: int, *, sha256: str = "", kind: str = Kind.PACKAGE
) -> Upload:
    """A place for a file of that size; put it there with `put_chunk`.

    Raises:
        Problem: 413, 422 or 429: too large, empty, no room in the quota.
    """
    require(actor, "scans:write")
    with transaction.atomic():
        organisation = quotas.lock(actor.organisation_id)
        quotas.check_uploads(organisation)
        quotas.check_bytes(organisation, kind, size_bytes)
        return Upload.objects.create(
            organisation=organisation, name=clean(name), size_bytes=size_bytes, sha256=sha256, kind=kind,
            requested_by=actor.id,
        )  # fmt: skip


def known(actor: Actor, sha256: str, kind: str = Kind.PACKAGE) -> Brought | None:
    """The file with that digest where this organisation brought it before; what others have is never told."""
    require(actor, "scans:write")
    if kind == Kind.EVIDENCE:  # what a device recorded may be one person's alone
        return None
    rows = Brought.objects.filter(organisation_id=actor.organisation_id, artifact_id=sha256, kind=kind)
    return rows.select_related("artifact").first() if sha256 else None


def under_way(actor: Actor) -> QuerySet[Upload]:
    """The organisation's uploads that are not whole yet."""
    require(actor, "scans:write")
    return Upload.objects.filter(organisation_id=actor.organisation_id)


def upload(actor: Actor, upload_id: UUID) -> Upload:
    """One upload under way. Raises: Problem: 404."""
    require(actor, "scans:write")
    row = Upload.objects.filter(organisation_id=actor.organisation_id, id=upload_id).first()
    if row is None:
        raise missing()
    return row


def put_chunk(actor: Actor, upload_id: UUID, offset: int, chunk: bytes) -> Upload:
    """Writes the next bytes, at most `CHUNK_BYTES`; a chunk that came already is answered as it was.

    Raises:
        Problem: 404; 409 the offset is not where the file ends; 413 too much; 507 the disk is full.
    """
    require(actor, "scans:write")
    with transaction.atomic():
        row = (
            Upload.objects.select_for_update()
            .filter(organisation_id=actor.organisation_id, id=upload_id)
            .first()
        )
        if row is None:
            raise missing()
        if len(chunk) > CHUNK_BYTES or offset + len(chunk) > row.size_bytes:
            raise Problem(
                413, "chunk_too_large", "分块超过 8 MiB，或超出了文件大小",
                "the chunk is larger than 8 MiB, or goes beyond the file's end",
            )  # fmt: skip
        if offset >= 0 and offset + len(chunk) <= row.received_bytes:
            return row
        if offset != row.received_bytes:
            raise Problem(
                409, "offset", f"下一块应从 {row.received_bytes} 字节开始",
                f"the next chunk begins at byte {row.received_bytes}",
            )  # fmt: skip
        _write(_place(row.id), offset, chunk)
        row.received_bytes = offset + len(chunk)
        row.save(update_fields=["received_bytes", "updated_at"])
        return row


def finish_upload(actor: Actor, upload_id: UUID) -> Brought:
    """Makes the whole file an artifact of the organisation; the upload is gone then.

    Raises:
        Problem: 404; 409 bytes are missing; 422 its digest is another, or it is of no type we examine.
    """
    row = upload(actor, upload_id)
    if row.received_bytes != row.size_bytes:
        raise Problem(
            409, "unfinished", f"还差 {row.size_bytes - row.received_bytes} 字节",
            f"{row.size_bytes - row.received_bytes} bytes are missing",
        )  # fmt: skip
    path = _place(row.id)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            if row.sha256 and digest != row.sha256:
                raise _spoilt()
            check_type(file, row.kind)
    except FileNotFoundError:
        raise _spoilt() from None
    with told():
        stored = blob_store().put_file(path)
    return _bring(actor, stored, row.kind, row.name, upload=row.id)


def drop_upload(actor: Actor, upload_id: UUID) -> None:
    """Forgets an upload. Raises: Problem: 404."""
    row = upload(actor, upload_id)
    row.delete()
    _forget(upload_id)


def receive(actor: Actor, name: str, file: BinaryIO, size_bytes: int, *, kind: str = Kind.PACKAGE) -> Brought:
    """Takes a whole file, as a form or a watched folder has it.

    Raises:
        Problem: 413, 422, 429 or 507, as for uploads in chunks.
    """
    require(actor, "scans:write")
    quotas.check_size(quotas.of(Organisation.objects.get(id=actor.organisation_id)), kind, size_bytes)
    check_type(file, kind)
    file.seek(0)
    with told():
        stored = blob_store().put_stream(_pieces(file), limit_bytes=size_bytes)
    return _bring(actor, stored, kind, clean(name))


def receive_each(actor: Actor, files: Sequence[tuple[str, BinaryIO, int]]) -> list[Brought | Problem]:
    """Takes whole packages, each (name, file, bytes); where one is not taken, why not.

    Raises:
        Problem: 429, there is no room for all of them; 503 or 507. None is taken then.
    """
    require(actor, "scans:write")
    quota = quotas.of(Organisation.objects.get(id=actor.organisation_id))
    refused: list[Problem | None] = [_refused(quota, file, size_bytes) for _, file, size_bytes in files]
    with told():
        whole = [file for (_, file, _), why in zip(files, refused, strict=True) if why is None]
        kept = iter(blob_store().put_each([_pieces(file) for file in whole]))
    taken: list[Stored | Problem] = [why or next(kept) for why in refused]
    stored = {one.sha256: one for one in taken if isinstance(one, Stored)}
    names = {one.sha256: clean(name) for (name, _, _), one in zip(files, taken, strict=True)
             if isinstance(one, Stored)}  # fmt: skip
    rows = _bring_each(actor, stored, names) if stored else {}
    return [rows[one.sha256] if isinstance(one, Stored) else one for one in taken]


def _refused(quota: quotas.Quota, file: BinaryIO, size_bytes: int) -> Problem | None:
    """Why a package is not taken; one that is is read from its beginning next."""
    try:
        quotas.check_size(quota, Kind.PACKAGE, size_bytes)
        check_type(file, Kind.PACKAGE)
    except Problem as why:
        return why
    file.seek(0)
    return None


def brought(actor: Actor, sha256: str, kind: str) -> Brought:
    """The organisation's own way to an artifact. Raises: Problem: 404: it never brought it."""
    rows = Brought.objects.filter(organisation_id=actor.organisation_id, artifact_id=sha256, kind=kind)
    row = rows.select_related("artifact").first()
    if row is None:
        raise missing()
    return row


def sweep() -> int:
    """Drops uploads given up (in the scope of `SYSTEM`); returns how many."""
    old = Upload.objects.filter(updated_at__lt=timezone.now() - timedelta(hours=KEPT_HOURS))
    gone = list(old.values_list("id", flat=True))
    old.filter(id__in=gone).delete()
    for upload_id in gone:
        _forget(upload_id)
    return len(gone)


def clean(name: str) -> str:
    """A file's own name as it is kept: no folders, no control characters, at most 255 of the rest."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()
    if len(shown) > 255:
        stem, dot, end = shown.rpartition(".")
        shown = f"{stem[:240]}…{dot}{end[:12]}" if dot else shown[:255]
    return shown or "-"


def check_type(file: BinaryIO, kind: str) -> None:
    """A package has the form of an archive; one that is broken further in is for the scan to tell.

    Raises:
        Problem: 422.
    """
    if kind != Kind.PACKAGE:
        return
    file.seek(0)
    head = file.read(4)
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    if head[:2] == b"PK" or b"PK\x05\x06" in file.read() or head[:1] == b"\xbe":
        return
    raise Problem(
        422, "not_a_package", "不是安装包：没有 ZIP 结构。支持 APK 等应用安装包",
        "not a package: it has no ZIP structure. Packages of apps, such as APK, are examined",
    )  # fmt: skip


class told:  # noqa: N801 - reads as a word: `with told():`
    """The store's errors as problems."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, StorageError):
            if error.code == "full":
                raise _full() from error
            raise Problem(
                503, "storage", "存储暂不可用，文件没有收下，请稍后再试",
                "the store is not available; the file was not taken. Try again later",
            ) from error  # fmt: skip


def _bring(actor: Actor, stored: Stored, kind: str, name: str, *, upload: UUID | None = None) -> Brought:
    """The rows of a file that is in the store."""
    with transaction.atomic():
        quotas.check_bytes(quotas.lock(actor.organisation_id), kind, stored.size_bytes, upload=upload)
        if upload is not None:
            Upload.objects.filter(id=upload).delete()
            _forget(upload)
        Artifact.objects.bulk_create(
            [
                Artifact(
                    sha256=stored.sha256, size_bytes=stored.size_bytes,
                    media_type=_TYPES.get(Kind(kind), "application/octet-stream"),
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        mine = {"organisation_id": actor.organisation_id, "artifact_id": stored.sha256, "kind": kind}
        row = Brought.objects.filter(**mine).first()
        if row is None:  # the lock on the organisation keeps others from bringing it meanwhile
            row = Brought.objects.create(name=name, **mine)
            detail: dict[str, object] = {"kind": kind, "size_bytes": stored.size_bytes}
            # Evidence may be one person's alone, and whoever names its digest may use it.
            target = f"evidence:{row.id}" if kind == Kind.EVIDENCE else f"artifact:{stored.sha256}"
            audit.record(actor.organisation_id, actor.id, "file.brought", target, detail)
        return row


def _bring_each(actor: Actor, stored: dict[str, Stored], names: dict[str, str]) -> dict[str, Brought]:
    """The rows of packages that are in the store, by digest."""
    with transaction.atomic():
        organisation = quotas.lock(actor.organisation_id)
        mine = Brought.objects.filter(organisation_id=actor.organisation_id, kind=Kind.PACKAGE)
        mine = mine.filter(artifact_id__in=stored).select_related("artifact")
        rows = {row.artifact_id: row for row in mine}
        new = [one for digest, one in stored.items() if digest not in rows]
        if new:
            quotas.check_bytes_of(organisation, sum(one.size_bytes for one in new))
        artifacts = {
            one.sha256: Artifact(
                sha256=one.sha256, size_bytes=one.size_bytes, media_type=_TYPES[Kind.PACKAGE]
            )
            for one in new
        }
        create_each(list(artifacts.values()), ignore=True)
        made = [
            Brought(
                organisation_id=actor.organisation_id, artifact=artifact, kind=Kind.PACKAGE,
                name=names[digest],
            )
            for digest, artifact in artifacts.items()
        ]  # fmt: skip
        create_each(made)
        changes = [
            audit.Change(
                actor=actor.id, action="file.brought", target=f"artifact:{one.sha256}",
                detail={"kind": Kind.PACKAGE.value, "size_bytes": one.size_bytes},
            )
            for one in new
        ]  # fmt: skip
        if changes:
            audit.record_each(actor.organisation_id, changes)
        return rows | {row.artifact_id: row for row in made}


def _place(upload_id: UUID) -> Path:
    return Path(settings.DATA_DIR) / "uploads" / str(upload_id)


def _forget(upload_id: UUID) -> None:
    """Removes what came, once the row is gone for good."""
    transaction.on_commit(lambda: _place(upload_id).unlink(missing_ok=True))


def _write(path: Path, offset: int, chunk: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.lseek(handle, offset, os.SEEK_SET)
            left = memoryview(chunk)
            while left:
                left = left[os.write(handle, left) :]
            os.ftruncate(handle, offset + len(chunk))
        finally:
            os.close(handle)
    except OSError as error:
        raise _full() from error


def _pieces(file: BinaryIO) -> Iterable[bytes]:
    """What the store takes of a file: as it is where it was written beside the blobs already."""
    return file if isinstance(file, Incoming) else iter(lambda: file.read(1 << 20), b"")


def _full() -> Problem:
    return Problem(
        507, "disk_full", "磁盘已满，文件没有收下；已收到的部分仍在，腾出空间后继续",
        "the disk is full and the file was not taken; what came before is kept, go on when there is room",
    )  # fmt: skip


def _spoilt() -> Problem:
    return Problem(
        422, "digest_mismatch", "收到的内容与所报的 SHA-256 不符，请重新上传",
        "what came does not have the SHA-256 that was told; upload it again",
    )  # fmt: skip
