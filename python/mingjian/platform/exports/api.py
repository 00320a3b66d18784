"""/api/v1/exports and /api/v1/seals: files of reports asked for, watched, fetched; reports sealed."""

from __future__ import annotations

from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Schema, Status

from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.exports import services, verify
from mingjian.platform.exports.models import Export, Seal, State
from mingjian.platform.paging import Page, Paging, paged
from mingjian.platform.problems import Problem, missing
from mingjian.platform.web.downloads import attachment

router = Router(tags=["exports"])
Form = Literal["pdf", "html", "docx", "xlsx", "json", "sarif", "cyclonedx", "csv", "md"]


class ExportIn(Schema):
    scans: list[UUID]
    form: Form
    language: Literal["zh", "en"] = "zh"


class ExportOut(Schema):
    id: UUID
    form: str
    language: str
    scans: list[UUID]
    state: Literal["queued", "running", "done", "failed", "expired"]
    done: int
    name: str
    media_type: str
    sha256: str
    size_bytes: int
    failure: dict[str, str]
    created_at: str
    expires_at: str

    @staticmethod
    def of(row: Export) -> ExportOut:
        """An export as the API tells it."""
        return ExportOut(
            id=row.id, form=row.form, language=row.language, scans=[UUID(each) for each in row.scans],
            state=cast("Any", row.state), done=row.done, name=row.name, media_type=row.media_type,
            sha256=row.sha256, size_bytes=row.size_bytes, failure=row.failure,
            created_at=row.created_at.isoformat(), expires_at=row.expires_at.isoformat(),
        )  # fmt: skip


class SealIn(Schema):
    scan: UUID
    language: Literal["zh", "en"] = "zh"


class SealOut(Schema):
    id: UUID
    scan: UUID
    address: str
    statement_sha256: str
    report_sha256: str
    pdf_sha256: str
    """Empty until the PDF is set."""
    sealed_at: str
    holds: bool
    """Every digest computed again from the bytes kept; true when none differs."""

    @staticmethod
    def of(row: Seal) -> SealOut:
        """A seal as the API tells it."""
        return SealOut(
            id=row.id, scan=row.scan_id, address=row.address, statement_sha256=row.statement_sha256,
            report_sha256=row.report_sha256, pdf_sha256=row.pdf_sha256, sealed_at=row.sealed_at.isoformat(),
            holds=all(check.outcome in ("holds", "waiting") for check in verify.checks(row)),
        )  # fmt: skip


@router.post("/exports", response={202: ExportOut}, auth=Scoped("exports:write"))
def ask_export(request: HttpRequest, asked: ExportIn) -> Status[ExportOut]:
    """Asks for a file of one or more reports; more than one makes a zip."""
    row = services.ask(actor_of(request), asked.scans, asked.form, asked.language)
    return Status(202, ExportOut.of(row))


@router.get("/exports", response=Page[ExportOut], auth=Scoped("exports:write"))
def list_exports(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The organisation's exports, the newest first."""
    rows = Export.objects.filter(organisation_id=actor_of(request).organisation_id)
    found = paged(rows, paging, "-created_at", "-id")
    return {"items": [ExportOut.of(row) for row in found.items], "next": found.next}


@router.get("/exports/{uuid:export_id}", response=ExportOut, auth=Scoped("exports:write"))
def get_export(request: HttpRequest, export_id: UUID) -> ExportOut:
    """How far an export is."""
    return ExportOut.of(services.of(actor_of(request), export_id))


_FILE: dict[str, Any] = {
    "responses": {200: {"description": "the file", "content": {"application/octet-stream": {}}}}
}


@router.get("/exports/{uuid:export_id}/file", auth=Scoped("exports:write"), openapi_extra=_FILE)
def get_export_file(request: HttpRequest, export_id: UUID) -> StreamingHttpResponse:
    """The file of a finished export."""
    row = services.of(actor_of(request), export_id)
    if row.state != State.DONE:
        raise Problem(
            409, "export_state", "文件还没有做成，或已过期", "the file is not made yet, or has expired"
        )
    return attachment(row.sha256, row.media_type, row.name, row.size_bytes)


@router.post("/seals", response={201: SealOut}, auth=Scoped("exports:write"))
def seal_report(request: HttpRequest, asked: SealIn) -> Status[SealOut]:
    """Seals a report: digests with a time. It is not an electronic signature."""
    base = request.build_absolute_uri("/").rstrip("/")
    row = services.seal(actor_of(request), asked.scan, base=base, language=asked.language)
    return Status(201, SealOut.of(row))


@router.get("/seals/{uuid:seal_id}", response=SealOut, auth=Scoped("scans:read"))
def get_seal(request: HttpRequest, seal_id: UUID) -> SealOut:
    """A seal, its digests computed again."""
    row = Seal.objects.filter(organisation_id=actor_of(request).organisation_id, id=seal_id).first()
    if row is None:
        raise missing()
    return SealOut.of(row)
