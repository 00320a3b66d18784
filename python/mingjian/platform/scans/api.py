"""/api/v1/scans: packages in, states, reports and facts out."""

from __future__ import annotations

from typing import Any, Literal, cast
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from msgspec import structs
from ninja import Field, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.params.functions import File

from mingjian.errors import StorageError
from mingjian.facts.plain import as_dict
from mingjian.facts.stored import from_bytes
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.paging import Page, Paging, paged
from mingjian.platform.problems import Problem, missing
from mingjian.platform.scans import services, watching
from mingjian.platform.scans.given import brought_beside, earlier, given_evidence, opened
from mingjian.platform.scans.models import Kind, Result, Scan
from mingjian.platform.scans.options import Told, make, no_file, with_evidence
from mingjian.platform.scans.services import records
from mingjian.platform.scans.services.desk import desk
from mingjian.platform.scans.state import State
from mingjian.platform.web.downloads import attachment
from mingjian.storage import blob_store

scans = Router(tags=["scans"])
run_scans = Router(tags=["scans"])
page_scans = Router(tags=["scans"])
DIGEST = r"^([0-9a-f]{64})?$"


class AppBrief(Schema):
    id: UUID
    package: str
    name: str


class FailureOut(Schema):
    """Why a scan has no result, or an incomplete one."""

    outcome: str
    code: str
    zh: str
    en: str
    entry: str = ""
    offset: int | None = None


class ScanOut(Schema):
    id: UUID
    subject: Literal["package", "run", "page"]
    private: bool = Field(description="the asker's alone: no other member sees it")
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    stage: str
    done: int
    total: int
    file_name: str
    sha256: str
    source: str
    app: AppBrief | None
    version_id: UUID | None
    version_name: str
    ruleset_sha256: str
    verdicts: dict[str, str] = Field(description="verdict by measure id, once done")
    counts: dict[str, int] = Field(description="findings by verdict, and `before_consent`")
    failure: FailureOut | None = Field(description="of a failed scan; of a done one what it could not read")
    created_at: str
    started_at: str | None
    finished_at: str | None

    @staticmethod
    def of(scan: Scan) -> ScanOut:
        """A scan as the API tells it."""
        version, app = scan.version, scan.version.app if scan.version else None
        return ScanOut(
            id=scan.id,
            subject=cast("Any", scan.subject),
            private=scan.owner_id is not None,
            state=cast("Any", scan.state),
            stage=scan.stage,
            done=scan.done,
            total=scan.total,
            file_name=scan.file_name,
            sha256=scan.artifact_id,
            source=scan.source,
            app=AppBrief(id=app.id, package=app.package, name=app.name) if app else None,
            version_id=scan.version_id,
            version_name=version.version_name if version else "",
            ruleset_sha256=scan.ruleset_sha256,
            verdicts=scan.verdicts,
            counts=scan.counts,
            failure=FailureOut(**cast("Any", scan.failure)) if scan.failure else None,
            created_at=scan.created_at.isoformat(),
            started_at=scan.started_at.isoformat() if scan.started_at else None,
            finished_at=scan.finished_at.isoformat() if scan.finished_at else None,
        )


class Narrow(Schema):
    """What a list of scans may be narrowed to."""

    state: Literal["queued", "running", "done", "failed", "cancelled"] | None = None
    sha256: str = Field("", pattern=DIGEST)
    app: UUID | None = None
    source: str = Field("", max_length=20)
    subject: Literal["package", "run", "page"] | None = None

    def wanted(self) -> dict[str, Any]:
        """As the query takes it."""
        told = {
            "state": self.state,
            "artifact_id": self.sha256,
            "version__app_id": self.app,
            "source": self.source,
            "subject": self.subject,
        }
        return {name: value for name, value in told.items() if value}


class ToldOfRun(Schema):
    """What a person says of a run beside its records."""

    consent_at: str = Field(
        "", max_length=40, description="when the user agreed, ISO 8601; Asia/Shanghai without offset"
    )
    refused_at: str = Field("", max_length=40, description="when the user refused, the same way")
    first_run: bool = Field(False, description="the run began with a fresh install")
    evidence_sha256: list[str] = Field([], max_length=20, description="evidence uploaded in chunks before")

    def told(self) -> Told:
        """As the services take it."""
        return Told(consent_at=self.consent_at, refused_at=self.refused_at, first_run=self.first_run)


class RecordOut(Schema):
    sha256: str
    name: str
    size_bytes: int
    media_type: str


class Asked(ToldOfRun):
    """What goes with a package."""

    sha256: str = Field("", pattern=DIGEST, description="instead of `file`: one brought before")
    category: str = Field("", max_length=40)
    against: str = Field("", max_length=64, description="an earlier version: its id, or its SHA-256")


class RunAsked(ToldOfRun):
    """A device's records by themselves."""

    package: str = Field(
        "", max_length=255, description="the app that is asked about, where several are recorded"
    )


class PageAsked(Schema):
    url: str = Field(max_length=2000, description="the page's address, http or https")


@scans.post("", response={202: ScanOut}, auth=Scoped("scans:write"))
def queue_scan(
    request: HttpRequest,
    asked: Form[Asked],
    file: UploadedFile | None = File(None),  # noqa: B008 - ninja's form
    policy: UploadedFile | None = File(None),  # noqa: B008
    listing: UploadedFile | None = File(None),  # noqa: B008
    evidence: list[UploadedFile] = File([]),  # noqa: B008
) -> Status[ScanOut]:
    """Examines a package: `file`, or one brought before. What was examined so already is answered at once.

    `evidence`: what was recorded while it ran: dumps, call records, HAR, screens, sensor traces, or a ZIP.
    """
    actor = actor_of(request)
    if (file is None) == (not asked.sha256):
        raise no_file(parts=bool(request.POST or request.FILES))
    there = desk()
    if there and file and not (policy or listing or evidence or any(asked.model_dump().values())):
        scan = there.hand_in(actor, file.name or "", opened(file), file.size or 0)
        return Status(202, ScanOut.of(scan))
    beside = {
        name: brought_beside(actor, given, name) for name, given in (("policy", policy), ("listing", listing))
    }
    if file is None:
        brought = services.brought(actor, asked.sha256, Kind.PACKAGE)
    else:
        brought = services.receive(actor, file.name or "", opened(file), file.size or 0)
    name = (file.name or "") if file is not None else brought.name
    options = make(name, category=asked.category, against=earlier(actor, asked.against), **beside)
    options = with_evidence(options, given_evidence(actor, evidence, asked.evidence_sha256), asked.told())
    return Status(
        202, ScanOut.of(services.queue(actor, brought.artifact_id, options, file_name=name, source="api"))
    )


@scans.post("/{uuid:scan_id}/evidence", response={202: ScanOut}, auth=Scoped("scans:write"))
def bring_evidence(
    request: HttpRequest,
    scan_id: UUID,
    asked: Form[ToldOfRun],
    evidence: list[UploadedFile] = File([]),  # noqa: B008 - ninja's form
) -> Status[ScanOut]:
    """The scan's package once more, with what was recorded of it while it ran; the answer is the new scan."""
    actor = actor_of(request)
    services.one(actor, scan_id)
    if not evidence and not asked.evidence_sha256:
        raise Problem(422, "file", "没有选择文件", "`evidence` is needed: at least one file")
    given = given_evidence(actor, evidence, asked.evidence_sha256)
    scan = services.add_evidence(actor, scan_id, given, asked.told())
    return Status(202, ScanOut.of(services.one(actor, scan.id)))


@run_scans.post("", response={202: ScanOut}, auth=Scoped("scans:write"))
def queue_run(
    request: HttpRequest,
    asked: Form[RunAsked],
    evidence: list[UploadedFile] = File([]),  # noqa: B008 - ninja's form
) -> Status[ScanOut]:
    """Examines what a device recorded, by itself. The scan and its report are the asker's alone."""
    actor = actor_of(request)
    given = given_evidence(actor, evidence, asked.evidence_sha256)
    scan = services.queue_run(actor, given, asked.told(), package=asked.package)
    return Status(202, ScanOut.of(services.one(actor, scan.id)))


@page_scans.post("", response={202: ScanOut}, auth=Scoped("scans:write"))
def queue_page(request: HttpRequest, asked: PageAsked) -> Status[ScanOut]:
    """Visits a page as a phone's browser would and judges what it does. Public addresses only."""
    actor = actor_of(request)
    scan = services.queue_page(actor, asked.url)
    return Status(202, ScanOut.of(services.one(actor, scan.id)))


@scans.get("", response=Page[ScanOut], auth=Scoped("scans:read"))
def list_scans(request: HttpRequest, paging: Query[Paging], narrow: Query[Narrow]) -> Any:
    """The organisation's scans, the newest first."""
    rows = services.scans(actor_of(request)).filter(**narrow.wanted())
    found = paged(rows, paging, "-created_at", "-id")
    return {"items": [ScanOut.of(scan) for scan in found.items], "next": found.next}


@scans.get("/{uuid:scan_id}", response=ScanOut, auth=Scoped("scans:read"))
def get_scan(request: HttpRequest, scan_id: UUID) -> ScanOut:
    """A scan's state: queued, running, done, failed or cancelled; where it is while it runs."""
    return ScanOut.of(services.one(actor_of(request), scan_id))


@scans.delete("/{uuid:scan_id}", response=ScanOut, auth=Scoped("scans:write"))
def cancel_scan(request: HttpRequest, scan_id: UUID) -> ScanOut:
    """Ends a scan that waits or runs."""
    actor = actor_of(request)
    services.cancel(actor, scan_id)
    return ScanOut.of(services.one(actor, scan_id))


@scans.post("/{uuid:scan_id}/retry", response={202: ScanOut}, auth=Scoped("scans:write"))
def retry_scan(request: HttpRequest, scan_id: UUID) -> Status[ScanOut]:
    """Queues a scan again that failed or was cancelled."""
    actor = actor_of(request)
    services.retry(actor, scan_id)
    return Status(202, ScanOut.of(services.one(actor, scan_id)))


@scans.post("/{uuid:scan_id}/rescan", response={202: ScanOut}, auth=Scoped("scans:write"))
def rescan(request: HttpRequest, scan_id: UUID) -> Status[ScanOut]:
    """The same package and options under the rules of today."""
    actor = actor_of(request)
    scan = services.rescan(actor, scan_id)
    return Status(202, ScanOut.of(services.one(actor, scan.id)))


@scans.get("/{uuid:scan_id}/report", auth=Scoped("scans:read"), openapi_extra={"responses": {200: {
    "description": "`mingjian.report/1`", "content": {"application/json": {"schema": {"type": "object"}}},
}}})  # fmt: skip
def get_report(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """The report of a scan that is done, byte for byte as it was made."""
    result = _result(actor_of(request), scan_id)
    return _blob(request, result.report_sha256, "application/json")


@scans.get("/{uuid:scan_id}/facts", auth=Scoped("scans:read"), openapi_extra={"responses": {200: {
    "description": "as `mingjian facts` prints them",
    "content": {"application/json": {"schema": {"type": "object"}}},
}}})  # fmt: skip
def get_facts(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """What was seen in the package, unjudged."""
    result = _result(actor_of(request), scan_id)
    if not result.facts_sha256:
        raise missing()
    facts = from_bytes(_read(result.facts_sha256), path=result.facts_sha256)
    return HttpResponse(msgspec.json.encode(as_dict(facts)), content_type="application/json")


@scans.get("/{uuid:scan_id}/records", response=list[RecordOut], auth=Scoped("scans:read"))
def list_records(request: HttpRequest, scan_id: UUID) -> Any:
    """What was recorded: the visit of a page (its HAR, screens and DOM, as a ZIP), or the files of a run."""
    actor = actor_of(request)
    return [structs.asdict(each) for each in records.records(actor, services.one(actor, scan_id))]


@scans.get("/{uuid:scan_id}/records/{sha256}", auth=Scoped("scans:read"), openapi_extra={"responses": {200: {
    "description": "the file", "content": {"application/*": {"schema": {"type": "string"}}},
}}})  # fmt: skip
def get_record(request: HttpRequest, scan_id: UUID, sha256: str) -> StreamingHttpResponse:
    """One of them, byte for byte as it was recorded."""
    found = records.record(actor_of(request), scan_id, sha256)
    return attachment(found.sha256, found.media_type, found.name, found.size_bytes)


@scans.get("/{uuid:scan_id}/events", auth=Scoped("scans:read"), openapi_extra={"responses": {200: {
    "description": "server-sent events `scan`, until the scan is over",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}}})  # fmt: skip
def scan_events(request: HttpRequest, scan_id: UUID) -> StreamingHttpResponse:
    """How one scan goes, as it goes."""
    scan = services.one(actor_of(request), scan_id)
    return watching.answer(request, only=scan.id)


def _result(actor: Actor, scan_id: UUID) -> Result:
    """The result of a scan that is done. Raises: Problem: 404, 409 not yet or never."""
    scan = services.one(actor, scan_id)
    if scan.state != State.DONE or scan.result is None:
        raise Problem(
            409, "no_report", "检测尚未完成，没有报告", f"the scan is {scan.state}: there is no report"
        )
    return scan.result


def _blob(request: HttpRequest, sha256: str, media_type: str) -> HttpResponse:
    """A blob, or 304 where the asker has it."""
    tag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(_read(sha256), content_type=media_type, headers={"ETag": tag})


def _read(sha256: str) -> bytes:
    try:
        return blob_store().read(sha256)
    except StorageError as error:
        raise Problem(
            503, "storage", "存储暂不可用，请稍后再试", "the store is not available; try again later"
        ) from error
