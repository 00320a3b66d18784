"""/api/v1/uploads: large files in chunks, resumed where they broke off."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.paging import Page, Paging, paged
from mingjian.platform.scans import services
from mingjian.platform.scans.api import DIGEST, ScanOut
from mingjian.platform.scans.given import earlier, named_evidence
from mingjian.platform.scans.models import Kind, Upload
from mingjian.platform.scans.options import MOST_EVIDENCE, make, with_evidence
from mingjian.platform.scans.services.uploads import CHUNK_BYTES

uploads = Router(tags=["uploads"])
LARGEST = 2**63 - 1


class UploadIn(Schema):
    name: str = Field(max_length=1000)
    size_bytes: int = Field(ge=0, le=LARGEST)
    sha256: str = Field("", pattern=DIGEST, description="when known: a file brought before is told at once")
    kind: Literal["package", "policy", "listing", "evidence"] = "package"


class UploadOut(Schema):
    id: UUID | None = Field(description="null where the organisation brought this file before")
    name: str
    size_bytes: int
    received_bytes: int
    chunk_bytes: int = CHUNK_BYTES
    sha256: str
    kind: str
    known: bool = False

    @staticmethod
    def of(row: Upload) -> UploadOut:
        """An upload as the API tells it."""
        return UploadOut(
            id=row.id, name=row.name, size_bytes=row.size_bytes, received_bytes=row.received_bytes,
            sha256=row.sha256, kind=row.kind,
        )  # fmt: skip


class At(Schema):
    offset: int = Field(ge=0, le=LARGEST)


class FinishIn(Schema):
    queue: bool = Field(True, description="a package is examined at once")
    policy: str = Field("", pattern=DIGEST)
    listing: str = Field("", pattern=DIGEST)
    evidence: list[str] = Field(
        [], max_length=MOST_EVIDENCE, description="digests of evidence brought before"
    )
    category: str = Field("", max_length=40)
    against: str = Field("", max_length=64)


class FinishOut(Schema):
    sha256: str
    kind: str
    scan: ScanOut | None


@uploads.post("", response={201: UploadOut, 200: UploadOut}, auth=Scoped("scans:write"))
def begin_upload(request: HttpRequest, told: UploadIn) -> Status[UploadOut]:
    """A place for a file; 200 where the organisation brought it before and nothing needs to be sent."""
    actor = actor_of(request)
    known = services.known(actor, told.sha256, told.kind)
    if known is not None:
        there = UploadOut(
            id=None, name=known.name, size_bytes=known.artifact.size_bytes,
            received_bytes=known.artifact.size_bytes, sha256=told.sha256, kind=told.kind, known=True,
        )  # fmt: skip
        return Status(200, there)
    row = services.begin_upload(actor, told.name, told.size_bytes, sha256=told.sha256, kind=told.kind)
    return Status(201, UploadOut.of(row))


@uploads.get("", response=Page[UploadOut], auth=Scoped("scans:write"))
def list_uploads(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Uploads that are not whole yet."""
    found = paged(services.under_way(actor_of(request)), paging, "-created_at", "-id")
    return {"items": [UploadOut.of(row) for row in found.items], "next": found.next}


@uploads.get("/{uuid:upload_id}", response=UploadOut, auth=Scoped("scans:write"))
def get_upload(request: HttpRequest, upload_id: UUID) -> UploadOut:
    """How much has come: where to go on."""
    return UploadOut.of(services.upload(actor_of(request), upload_id))


@uploads.put("/{uuid:upload_id}", response=UploadOut, auth=Scoped("scans:write"), openapi_extra={
    "requestBody": {"required": True, "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    }},
})  # fmt: skip
def put_chunk(request: HttpRequest, upload_id: UUID, at: Query[At]) -> UploadOut:
    """The next bytes, at most 8 MiB, from `offset`; a chunk that came already changes nothing."""
    return UploadOut.of(services.put_chunk(actor_of(request), upload_id, at.offset, request.body))


@uploads.post("/{uuid:upload_id}/finish", response={202: FinishOut}, auth=Scoped("scans:write"))
def finish_upload(request: HttpRequest, upload_id: UUID, told: FinishIn) -> Status[FinishOut]:
    """Checks the whole file, keeps it, and queues a package."""
    actor = actor_of(request)
    name = services.upload(actor, upload_id).name
    brought = services.finish_upload(actor, upload_id)
    if brought.kind != Kind.PACKAGE or not told.queue:
        return Status(202, FinishOut(sha256=brought.artifact_id, kind=brought.kind, scan=None))
    beside = {
        kind: (digest, services.brought(actor, digest, kind).name) if digest else None
        for kind, digest in (("policy", told.policy), ("listing", told.listing))
    }
    options = make(name, category=told.category, against=earlier(actor, told.against), **beside)
    options = with_evidence(options, named_evidence(actor, told.evidence))
    scan = services.queue(actor, brought.artifact_id, options, file_name=name)
    out = ScanOut.of(services.one(actor, scan.id))
    return Status(202, FinishOut(sha256=brought.artifact_id, kind=brought.kind, scan=out))


@uploads.delete("/{uuid:upload_id}", response={204: None}, auth=Scoped("scans:write"))
def drop_upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Forgets an upload."""
    services.drop_upload(actor_of(request), upload_id)
    return HttpResponse(status=204)
