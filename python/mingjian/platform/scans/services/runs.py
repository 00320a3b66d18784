"""What the worker writes of a scan: begun, how far, done, failed, put back. Each takes effect once.

A job may come twice, from a worker that was thought dead and from the one that took over: whoever ends first
counts, and the other finds the scan no longer running.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

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
from mingjian.platform.events import Happened, emit, gathered
from mingjian.platform.rows import create_each, update_each
from mingjian.platform.scans import options as options_
from mingjian.platform.scans import quotas
from mingjian.platform.scans.models import Result, Scan, Subject
from mingjian.platform.scans.options import Options, Rules
from mingjian.platform.scans.services.keeping import Made
from mingjian.platform.scans.services.queue import DEMO, announce, enqueue, told, told_each
from mingjian.platform.scans.state import State, step
from mingjian.storage import blob_store

MOST_LOST = 20
"""How often a scan begins again after its worker died, before it is given up."""
MOST_AGAIN = 5
"""How often one is tried again whose end was none of the package's doing."""
WHEN_DONE: list[Callable[[Actor, Sequence[tuple[Version, Report]]], object]] = []
"""Those above us who take over what scans found, in their order, in the transaction that ends them."""
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


class End(Struct, frozen=True, kw_only=True):
    """A scan that came to its end, with what it made."""

    scan_id: UUID
    made: Made
    gap: Words | None = None
    """Why it is incomplete, where it is."""
    of_facts: str = ""
    """The stored facts that were judged again, where no package was examined."""
    visit: str = ""
    """Digest of a page's recorded visit, which makes its result one of its own."""


def start(scan_id: UUID) -> Begun | None:
    """Marks a scan as running; None where there is nothing to do (over, cancelled, gone)."""
    begun = start_each([scan_id])
    return begun[0] if begun else None


def start_each(scan_ids: Sequence[UUID]) -> list[Begun]:
    """Marks scans of one organisation as running; those with nothing to do are left out."""
    with transaction.atomic():
        rows = Scan.objects.select_for_update(of=("self",)).filter(id__in=scan_ids).order_by("id")
        found = {scan.id: scan for scan in rows if step(State(scan.state), "start") is not None}
        begun = [found[scan_id] for scan_id in dict.fromkeys(scan_ids) if scan_id in found]
        for scan in [scan for scan in begun if scan.attempts >= MOST_LOST]:
            _fail(scan, lost())
            begun.remove(scan)
        for scan in begun:
            scan.state = State.RUNNING
            scan.attempts += 1
            scan.started_at = timezone.now()
            scan.stage, scan.done, scan.total = "", 0, 0
        update_each(begun, ["state", "attempts", "started_at", "stage", "done", "total"])
        announce(*begun)
    return [_begun(scan) for scan in begun]


def _begun(scan: Scan) -> Begun:
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


def finish(
    scan_id: UUID, made: Made, *, gap: Words | None = None, of_facts: str = "", visit: str = ""
) -> bool:
    """Ends a scan with its result, everything in one transaction; False where it runs no longer."""
    end = End(scan_id=scan_id, made=made, gap=gap, of_facts=of_facts, visit=visit)
    return bool(finish_each([end]))


def finish_each(ends: Sequence[End]) -> set[UUID]:
    """The same for scans of one organisation, each of another file, in one transaction; those that ended."""
    wanted = {end.scan_id: end for end in ends}
    with transaction.atomic(), gathered():
        rows = Scan.objects.select_for_update(of=("self",)).filter(id__in=wanted).order_by("id")
        found = {scan.id: scan for scan in rows if step(State(scan.state), "finish") is not None}
        scans = [found[scan_id] for scan_id in wanted if scan_id in found]
        if scans:
            _finish(scans, [wanted[scan.id] for scan in scans])
        return set(found)


def _finish(scans: Sequence[Scan], ends: Sequence[End]) -> None:
    actor = system(scans[0].organisation_id, "worker")
    pairs = list(zip(scans, ends, strict=True))
    packages: list[tuple[Scan, catalogue.Seen]] = []
    results: list[Result] = []
    for scan, end in pairs:
        options = options_.read(scan.options)
        if end.visit:
            options = replace(options, visit=end.visit)
            scan.options = options.as_json()
        results.append(_result(scan, end, options))
        if scan.subject == Subject.PACKAGE:
            seen = catalogue.Seen(
                artifact=scan.artifact_id, report=end.made.report, source=scan.source, icon=end.made.icon,
                category=options.category,
            )  # fmt: skip
            packages.append((scan, seen))
    placed = catalogue.ingest_each(actor.organisation_id, [seen for _, seen in packages])
    found = [
        (scan, one.version, seen.report)
        for (scan, seen), one in zip(packages, placed, strict=True)
        if one is not None
    ]
    for take in WHEN_DONE:
        take(actor, [(version, report) for _, version, report in found])
    for scan, version, _ in found:
        scan.version = version
    create_each(results, ignore=True)  # the first made under a key stays
    for scan, end in pairs:
        _end(scan, end)
    update_each(scans, _OF_AN_END)
    told_each(actor, [(scan, {"report": end.made.report_sha256}) for scan, end in pairs], "scan.done")
    for scan in scans:
        _tell_violations(scan)


_OF_AN_END = (
    "options", "key", "version", "result", "state", "stage", "done", "total", "job", "finished_at",
    "ruleset_sha256", "verdicts", "counts", "failure",
)  # fmt: skip
"""Columns of a scan that its end writes."""


def _end(scan: Scan, end: End) -> None:
    report = end.made.report
    scan.result_id = scan.key
    scan.state = State.DONE
    scan.stage, scan.done, scan.total, scan.job = "", 0, 0, None
    scan.finished_at = timezone.now()
    scan.ruleset_sha256 = report.tool.ruleset_sha256
    scan.verdicts = {measure.id: measure.verdict for measure in report.measures}
    scan.counts = counts(report)
    if end.gap is not None or not end.of_facts:  # what could not be read then is not in the facts now
        scan.failure = storable(end.gap or {})


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


def _result(scan: Scan, end: End, options: Options) -> Result:
    """The row of what was made, unsaved; the scan's key becomes that of its result."""
    made = end.made
    rules = Rules(made.report.tool.ruleset_sha256, made.report.tool.knowledge_sha256)
    if end.of_facts:
        scan.key = options_.key_of_facts(end.of_facts, options, rules)
    else:
        scan.key = options_.key(scan.artifact_id, options, rules)
    return Result(
        key=scan.key, artifact_id=scan.artifact_id, ruleset_sha256=rules.ruleset,
        report_sha256=made.report_sha256, facts_sha256=made.facts_sha256, media=made.media,
        seconds=made.seconds,
    )  # fmt: skip


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
