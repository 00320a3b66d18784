"""Exports and seals asked for, made, kept, expired; badges switched on and off. The only writer here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app as jobs

from mingjian import clock
from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.audit.services import record
from mingjian.platform.catalogue.models import App
from mingjian.platform.exports.models import Badge, Export, Seal, State
from mingjian.platform.problems import Problem, missing
from mingjian.platform.reports import kept
from mingjian.platform.reports.forms import FORMS
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State as ScanState
from mingjian.report.words import Lang
from mingjian.storage import Stored, blob_store

KEPT = timedelta(days=7)
MOST_SCANS = 200
MAKE, SEAL = "exports.make", "exports.seal"
QUEUE = "exports"
FAILED = {"zh": "文件没有做成，已记入日志；报告本身完好，可再试一次。",
          "en": "The file was not made, and that was logged; the report is sound. Try again."}  # fmt: skip


def ask(actor: Actor, scan_ids: Sequence[UUID], form: str, language: Lang) -> Export:
    """Asks for a file of these reports; it is made in the background.

    Raises:
        Forbidden: the actor lacks `exports:write`.
        Problem: no such format, no such finished scan, or too many.
    """
    require(actor, "exports:write")
    if form not in FORMS:
        raise Problem(422, "form", "没有这种格式", f"no such format; one of {', '.join(FORMS)}")
    wanted = list(dict.fromkeys(scan_ids))
    if not 0 < len(wanted) <= MOST_SCANS:
        raise Problem(
            422, "scans", f"一次导出 1 至 {MOST_SCANS} 份报告", f"1 to {MOST_SCANS} reports at a time"
        )
    if finished(actor).filter(id__in=wanted).count() != len(wanted):
        raise Problem(404, "scan", "没有这份已完成的检测", "no such finished scan")
    with transaction.atomic():
        export = Export.objects.create(
            organisation_id=actor.organisation_id, form=form, language=language,
            scans=[str(scan_id) for scan_id in wanted], requested_by=actor.id, expires_at=clock.now() + KEPT,
        )  # fmt: skip
        jobs.configure_task(MAKE, queue=QUEUE).defer(
            export_id=str(export.id), organisation_id=str(actor.organisation_id)
        )
        record(
            actor.organisation_id, actor.id, "export.asked", f"export:{export.id}",
            {"form": form, "scans": len(wanted)},
        )  # fmt: skip
    return export


def of(actor: Actor, export_id: UUID) -> Export:
    """An export of the actor's organisation.

    Raises:
        Problem: 404.
    """
    row = Export.objects.filter(organisation_id=actor.organisation_id, id=export_id).first()
    if row is None:
        raise missing()
    return row


def seal(actor: Actor, scan_id: UUID, *, base: str, language: Lang) -> Seal:
    """Seals a report: its JSON, a statement about it with both digests, and a PDF that leads to the verifier.

    `base` is the platform's own address (`https://host`), for the code on the PDF.

    Raises:
        Forbidden: the actor lacks `exports:write`.
        Problem: no such finished scan.
    """
    require(actor, "exports:write")
    scan = finished(actor).filter(id=scan_id).first()
    if scan is None or scan.result is None:
        raise Problem(404, "scan", "没有这份已完成的检测", "no such finished scan")
    report = kept.report(scan.result.report_sha256)
    subject, number, at = report.subject, uuid4(), clock.now()
    statement = {
        "type": "mingjian.seal/1",
        "id": str(number),
        "subject": {
            "kind": subject.kind, "package": subject.package, "version_name": subject.version_name,
            "version_code": subject.version_code, "sha256": subject.sha256,
        },
        "report": {"schema": report.schema, "sha256": scan.result.report_sha256},
        "tool": {"version": report.tool.version, "ruleset_sha256": report.tool.ruleset_sha256,
                 "knowledge_sha256": report.tool.knowledge_sha256},
        "verdicts": {row.id: row.verdict for row in report.measures},
        "organisation": scan.organisation.name,
        "sealed_at": at.isoformat(timespec="seconds"),
    }  # fmt: skip
    text = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with transaction.atomic():
        made = Seal.objects.create(
            id=number, organisation_id=actor.organisation_id, scan=scan, language=language,
            address=f"{base}/seals/{number}", statement=text,
            statement_sha256=hashlib.sha256(text.encode()).hexdigest(),
            report_sha256=scan.result.report_sha256, sealed_by=actor.id, sealed_at=at,
        )  # fmt: skip
        jobs.configure_task(SEAL, queue=QUEUE).defer(
            seal_id=str(made.id), organisation_id=str(actor.organisation_id)
        )
        record(
            actor.organisation_id, actor.id, "report.sealed", f"seal:{made.id}",
            {"scan": str(scan.id), "statement": made.statement_sha256},
        )  # fmt: skip
    return made


def show_badge(actor: Actor, app_id: UUID, *, shown: bool) -> None:
    """Lets anyone see the app's counts, or no longer.

    Raises:
        Forbidden: the actor lacks `apps:write`.
        Problem: no such app.
    """
    require(actor, "apps:write")
    with transaction.atomic():
        app = App.objects.select_for_update().filter(organisation_id=actor.organisation_id, id=app_id).first()
        if app is None:
            raise missing()
        rows = Badge.objects.filter(app=app)
        if rows.exists() == shown:
            return
        if shown:
            Badge.objects.create(app=app, organisation_id=actor.organisation_id)
        else:
            rows.delete()
        record(actor.organisation_id, actor.id, f"badge.{'shown' if shown else 'hidden'}", f"app:{app.id}")


def began(export_id: UUID) -> Export | None:
    """Marks an export as being made; None where there is nothing to do."""
    with transaction.atomic():
        export = Export.objects.select_for_update().filter(id=export_id).first()
        if export is None or export.state not in (State.QUEUED, State.RUNNING):
            return None
        export.state, export.done = State.RUNNING, 0
        export.save(update_fields=["state", "done"])
    return export


def written(export_id: UUID, done: int) -> None:
    """How many reports of an export are written."""
    Export.objects.filter(id=export_id, state=State.RUNNING).update(done=done)


def made(export_id: UUID, stored: Stored, name: str, media_type: str) -> None:
    """Ends an export with its file."""
    with transaction.atomic():
        export = Export.objects.select_for_update().get(id=export_id)
        if export.state != State.RUNNING:
            return
        export.state, export.done = State.DONE, len(export.scans)
        export.sha256, export.size_bytes, export.owned = stored.sha256, stored.size_bytes, stored.new
        export.name, export.media_type, export.finished_at = name, media_type, clock.now()
        export.save()
        record(
            export.organisation_id, "system:exports", "export.made", f"export:{export.id}",
            {"sha256": stored.sha256},
        )  # fmt: skip


def failed(export_id: UUID) -> None:
    """Ends an export without a file."""
    rows = Export.objects.filter(id=export_id, state__in=(State.QUEUED, State.RUNNING))
    rows.update(state=State.FAILED, failure=FAILED, finished_at=clock.now())


def sealed(seal_id: UUID, pdf_sha256: str) -> None:
    """Adds the PDF to a seal; the first one stays."""
    with transaction.atomic():
        row = Seal.objects.select_for_update().get(id=seal_id)
        if row.pdf_sha256:
            return
        row.pdf_sha256, row.failure = pdf_sha256, {}
        row.save(update_fields=["pdf_sha256", "failure"])
        record(row.organisation_id, "system:exports", "seal.printed", f"seal:{row.id}", {"pdf": pdf_sha256})


def seal_failed(seal_id: UUID) -> None:
    """Says on the seal that its PDF was not made; the statement holds."""
    Seal.objects.filter(id=seal_id, pdf_sha256="").update(failure=FAILED)


def expire() -> int:
    """Forgets files past their day and deletes their blobs; how many. Runs in the system's scope."""
    due = Export.objects.filter(expires_at__lte=clock.now()).exclude(state=State.EXPIRED)
    count = 0
    for export_id in list(due.values_list("id", flat=True)[:500]):
        with transaction.atomic():
            export = due.select_for_update(skip_locked=True).filter(id=export_id).first()
            if export is None:
                continue
            sha256, owned = export.sha256, export.owned
            export.state, export.sha256, export.owned = State.EXPIRED, "", False
            export.save(update_fields=["state", "sha256", "owned"])
            heir = Export.objects.filter(sha256=sha256).order_by("-expires_at").first() if owned else None
            if heir is not None:
                Export.objects.filter(id=heir.id).update(owned=True)
            elif owned and not Seal.objects.filter(pdf_sha256=sha256).exists():
                blob_store().delete(sha256)
            count += 1
    return count


def finished(actor: Actor) -> QuerySet[Scan]:
    """Scans of the actor's organisation that have a report; files of exports are seen by all of it, so that
    what is one person's alone goes into none."""
    rows = Scan.objects.filter(
        organisation_id=actor.organisation_id, state=ScanState.DONE, result__isnull=False, owner=None
    )
    return rows.select_related("result", "organisation", "version__app")
