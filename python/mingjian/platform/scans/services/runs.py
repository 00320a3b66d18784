"""What the worker writes of a scan: begun, how far, done, failed, put back. Each takes effect once.

A job may come twice, from a worker that was thought dead and from the one that took over: whoever ends first
counts, and the other finds the scan no longer running.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import StorageError
from mingjian.model import Report
from mingjian.platform.accounts.access import Actor, system
from mingjian.platform.catalogue import services as catalogue
from mingjian.platform.catalogue.models import Version
from mingjian.platform.database import storable
from mingjian.platform.events import Happened, emit
from mingjian.platform.scans import options as options_
from mingjian.platform.scans import quotas
from mingjian.platform.scans.models import Result, Scan, Subject
from mingjian.platform.scans.options import Options, Rules
from mingjian.platform.scans.services.queue import announce, enqueue, told
from mingjian.platform.scans.state import State, step
from mingjian.report.json import from_json
from mingjian.storage import blob_store

MOST_LOST = 20
"""How often a scan begins again after its worker died, before it is given up."""
MOST_AGAIN = 5
"""How often one is tried again whose end was none of the package's doing."""
WHEN_DONE: list[Callable[[Actor, Version, Report], object]] = []
"""Those above us who take over what a scan found, inside the transaction that ends it."""
NUL = b"\\u0000"
DEMO = "demo"
"""`Scan.source` of what `mingjian up --demo` asks for."""
_SOON = timedelta(seconds=40)
Words = dict[str, object]
_log = logging.getLogger(__name__)


class Begun(Struct, frozen=True, kw_only=True):
    """What a worker needs of a scan."""

    scan_id: UUID
    organisation_id: UUID
    artifact: str
    options: Options
    attempts: int
    told_at: datetime | None = None
    """The day a demonstration's scan tells of; its entries of the log carry it. None for every other scan."""
    subject: Subject = Subject.PACKAGE
    against_facts: str = ""
    """Blob of stored facts of the version to compare with, where there are some."""


class _Stages(Struct):
    stages_ms: dict[str, float]


class Made(Struct, frozen=True, kw_only=True):
    """What a scan made, in the blob store already."""

    report: Report
    report_sha256: str
    facts_sha256: str
    media: dict[str, object]
    icon: str
    seconds: float


def start(scan_id: UUID) -> Begun | None:
    """Marks a scan as running; None where there is nothing to do (over, cancelled, gone)."""
    with transaction.atomic():
        scan = Scan.objects.select_for_update(of=("self",)).filter(id=scan_id).first()
        if scan is None or step(State(scan.state), "start") is None:
            return None
        if scan.attempts >= MOST_LOST:
            _fail(scan, lost())
            return None
        scan.state = State.RUNNING
        scan.attempts += 1
        scan.started_at = timezone.now()
        scan.stage, scan.done, scan.total = "", 0, 0
        scan.save(update_fields=["state", "attempts", "started_at", "stage", "done", "total"])
        announce(scan)
    options = options_.read(scan.options)
    return Begun(
        scan_id=scan.id,
        organisation_id=scan.organisation_id,
        artifact=scan.artifact_id,
        options=options,
        attempts=scan.attempts,
        told_at=scan.created_at + _SOON if scan.source == DEMO else None,
        subject=Subject(scan.subject),
        against_facts=facts_of(scan.organisation_id, options.against),
    )


def progress(scan_id: UUID, stage: str, done: int, total: int) -> bool:
    """Writes how far a running scan is; False where it runs no longer, which its worker takes as an end."""
    with transaction.atomic():
        running = Scan.objects.filter(id=scan_id, state=State.RUNNING)
        if not running.update(stage=stage[:40], done=done, total=total):
            return False
        announce(running.only("id", "organisation_id", "owner_id", "state", "stage", "done", "total").get())
        return True


def keep(output: Path, seconds: float) -> Made:
    """Puts what the host left in `output` into the blob store. No database is touched.

    Raises:
        StorageError: it cannot be kept.
        msgspec.DecodeError: what the host left is no report.
    """
    store = blob_store()
    raw = (output / "report.json").read_bytes()
    (report,) = from_json(raw)
    if NUL in raw:  # the one way it is written in JSON; the blob keeps what the package said
        report = storable(report)
    media: dict[str, object] = {}
    icon = ""
    page = output / "page.bin"
    if page.is_file():
        stored = page.read_bytes()
        media["page"] = store.put_bytes(stored).sha256
        icon = _icon(stored)
    pictures = sorted((output / "media").iterdir()) if (output / "media").is_dir() else []
    media["pictures"] = [store.put_file(picture, move=True).sha256 for picture in pictures]
    media["icon"] = icon if icon in {picture.stem for picture in pictures} else ""
    stages = output / "stages.json"
    if stages.is_file():
        media["stages"] = msgspec.json.decode(stages.read_bytes(), type=_Stages).stages_ms
    return Made(
        report=report,
        report_sha256=store.put_bytes(raw).sha256,
        facts_sha256=store.put_file(output / "facts.bin", move=True).sha256,
        media=media,
        icon=str(media["icon"]),
        seconds=seconds,
    )


def finish(
    scan_id: UUID, made: Made, *, gap: Words | None = None, of_facts: str = "", visit: str = ""
) -> bool:
    """Ends a scan with its result, everything in one transaction; False where it runs no longer.

    `gap`: why it is incomplete, where it is. `of_facts`: the stored facts that were judged again, where no
    package was examined. `visit`: digest of a page's recorded visit, which makes its result one of its own.
    """
    with transaction.atomic():
        scan = Scan.objects.select_for_update(of=("self",)).filter(id=scan_id).first()
        if scan is None or step(State(scan.state), "finish") is None:
            return False
        actor = system(scan.organisation_id, "worker")
        report = made.report
        rules = Rules(report.tool.ruleset_sha256, report.tool.knowledge_sha256)
        options = options_.read(scan.options)
        if visit:
            options = replace(options, visit=visit)
            scan.options = options.as_json()
        scan.key = (
            options_.key_of_facts(of_facts, options, rules)
            if of_facts
            else options_.key(scan.artifact_id, options, rules)
        )
        placed = None
        if scan.subject == Subject.PACKAGE:
            placed = catalogue.ingest(
                scan.organisation_id, scan.artifact_id, report, source=scan.source, icon=made.icon,
                category=options.category,
            )  # fmt: skip
        if placed is not None:
            for take in WHEN_DONE:
                take(actor, placed.version, report)
            scan.version = placed.version
        _keep_result(scan, made, rules)
        scan.result_id = scan.key
        scan.state = State.DONE
        scan.stage, scan.done, scan.total, scan.job = "", 0, 0, None
        scan.finished_at = timezone.now()
        scan.ruleset_sha256 = rules.ruleset
        scan.verdicts = {measure.id: measure.verdict for measure in report.measures}
        scan.counts = counts(report)
        if gap is not None or not of_facts:  # what could not be read then is not in the facts now
            scan.failure = storable(gap or {})
        scan.save()
        told(actor, scan, "scan.done", {"report": made.report_sha256})
        _tell_violations(scan)
        return True


def fail(scan_id: UUID, words: Words) -> bool:
    """Ends a scan without a result; False where it runs no longer. `words`: outcome, code, zh, en …"""
    with transaction.atomic():
        scan = Scan.objects.select_for_update(of=("self",)).filter(id=scan_id).first()
        if scan is None or step(State(scan.state), "fail") is None:
            return False
        _fail(scan, words)
        return True


def again(scan_id: UUID, words: Words) -> bool:
    """Puts a scan back whose end was none of the package's doing; fails it when that happens too often."""
    with transaction.atomic():
        scan = Scan.objects.select_for_update(of=("self",)).filter(id=scan_id).first()
        if scan is None or step(State(scan.state), "retry") is None:
            return False
        if scan.attempts >= MOST_AGAIN:
            _fail(scan, words)
            return False
        scan.state = State.QUEUED
        scan.stage, scan.done, scan.total = "", 0, 0
        scan.save(update_fields=["state", "stage", "done", "total"])
        enqueue(scan, delay_s=min(60, 2**scan.attempts))
        announce(scan)
        return True


def counts(report: Report) -> dict[str, int]:
    """Findings by verdict, and those before consent."""
    findings = [finding for outcome in report.outcomes for finding in outcome.findings]
    return {
        "violates": sum(finding.verdict == "violates" for finding in findings),
        "suspected": sum(finding.verdict == "suspected" for finding in findings),
        "before_consent": sum(finding.consent == "before" for finding in findings),
    }


def lost() -> Words:
    """The words of a scan whose worker died too often."""
    return {
        "outcome": "crashed", "code": "worker_lost",
        "zh": f"检测进程中断 {MOST_LOST} 次，已停止 [worker_lost]",
        "en": f"the worker was lost {MOST_LOST} times; given up [worker_lost]",
    }  # fmt: skip


def _fail(scan: Scan, words: Words) -> None:
    scan.state = State.FAILED
    scan.failure = storable(words)
    scan.stage, scan.done, scan.total, scan.job = "", 0, 0, None
    scan.finished_at = timezone.now()
    scan.save(update_fields=["state", "failure", "stage", "done", "total", "job", "finished_at"])
    detail: dict[str, object] = {"code": words.get("code", "")}
    told(system(scan.organisation_id, "worker"), scan, "scan.failed", detail)
    if scan.owner_id is not None:  # its owner alone hears of it, in the queue
        return
    emit(
        Happened(
            organisation_id=scan.organisation_id, kind="scan.failed", subject=f"scan:{scan.id}",
            key=f"scan.failed:{scan.id}:{scan.finished_at:%Y%m%d%H%M%S%f}",
            detail={
                "scan": str(scan.id), "file": scan.file_name,
                **{name: str(scan.failure.get(name, "")) for name in ("code", "zh", "en")},
            },
        )
    )  # fmt: skip


def _tell_violations(scan: Scan) -> None:
    """Says that a scan found violations; of one made again by other rules `finding.new` says what is new."""
    version = scan.version
    if not scan.counts.get("violates") or version is None or scan.source == quotas.RESCAN:
        return
    app = version.app
    emit(
        Happened(
            organisation_id=scan.organisation_id, kind="scan.violations", subject=f"scan:{scan.id}",
            key=f"scan.violations:{scan.id}:{scan.result_id}",
            detail={
                "app": {
                    "id": str(app.id), "name": app.name, "package": app.package,
                    "version": version.version_name,
                },
                "scan": str(scan.id), "file": scan.file_name, **scan.counts,
            },
        )
    )  # fmt: skip


def _keep_result(scan: Scan, made: Made, rules: Rules) -> None:
    """The row of what was made; the first that was made under a key stays."""
    row = Result(
        key=scan.key, artifact_id=scan.artifact_id, ruleset_sha256=rules.ruleset,
        report_sha256=made.report_sha256, facts_sha256=made.facts_sha256, media=made.media,
        seconds=made.seconds,
    )  # fmt: skip
    Result.objects.bulk_create([row], ignore_conflicts=True)


def facts_of(organisation_id: UUID, artifact: str) -> str:
    """Stored facts of an artifact, of the organisation's newest scan of it; empty where there are none."""
    if not artifact:
        return ""
    rows = Scan.objects.filter(organisation_id=organisation_id, artifact_id=artifact, state=State.DONE)
    newest = rows.exclude(result=None).order_by("-finished_at").select_related("result").first()
    facts = newest.result.facts_sha256 if newest and newest.result else ""
    try:
        return facts if facts and blob_store().exists(facts) else ""
    except StorageError:
        _log.warning("stored facts cannot be looked up; the package is examined instead")
        return ""


def _icon(page: bytes) -> str:
    """The digest of the launcher icon, from what pages show beside a report."""
    from mingjian.report.stored import StoredExtras

    return msgspec.msgpack.decode(page, type=StoredExtras).app_icon
