"""What a scan was judged by and can be taken away again: the record of a page's visit, records of a run."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from mingjian.errors import StorageError
from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.problems import Problem, missing
from mingjian.platform.scans.models import Brought, Kind, Scan, Subject
from mingjian.platform.scans.options import read
from mingjian.platform.scans.services.queue import one
from mingjian.storage import blob_store

VISIT_NAME = "visit.zip"


class Record(Struct, frozen=True, kw_only=True):
    """One file, by digest."""

    sha256: str
    name: str
    size_bytes: int
    media_type: str = "application/octet-stream"


def records(actor: Actor, scan: Scan) -> list[Record]:
    """The files of a scan the actor may see, in the order they were given.

    Raises:
        Forbidden: the actor lacks `scans:read`.
        Problem: 503, the store does not answer.
    """
    require(actor, "scans:read")
    options = read(scan.options)
    if scan.subject == Subject.PAGE:
        return _visit(options.visit)
    wanted = (*((scan.artifact_id,) if scan.subject == Subject.RUN else ()), *options.evidence)
    rows = Brought.objects.filter(
        organisation_id=actor.organisation_id, artifact_id__in=wanted, kind=Kind.EVIDENCE
    ).select_related("artifact")
    found = {row.artifact_id: row for row in rows} if wanted else {}
    return [
        Record(sha256=digest, name=found[digest].name, size_bytes=found[digest].artifact.size_bytes)
        for digest in wanted
        if digest in found
    ]


def record(actor: Actor, scan_id: UUID, sha256: str) -> Record:
    """One file of a scan. Raises: Problem: 404, 503."""
    for each in records(actor, one(actor, scan_id)):
        if each.sha256 == sha256:
            return each
    raise missing()


def _visit(digest: str) -> list[Record]:
    """A visit of before visits were kept has none."""
    if not digest:
        return []
    store = blob_store()
    try:
        if not store.exists(digest):
            return []
        size = store.size(digest)
    except StorageError as error:
        raise Problem(
            503, "storage", "存储暂不可用，请稍后再试", "the store is not available; try again later"
        ) from error
    return [Record(sha256=digest, name=VISIT_NAME, size_bytes=size, media_type="application/zip")]
