"""Scans asked for, cancelled, asked for again: the row and the job of the queue in one transaction."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.audit import services as audit
from mingjian.platform.catalogue.models import Version
from mingjian.platform.problems import Problem, missing
from mingjian.platform.scans import events, quotas
from mingjian.platform.scans.models import Kind, Scan
from mingjian.platform.scans.options import Options, key, read, rules_now
from mingjian.platform.scans.services.uploads import brought, clean
from mingjian.platform.scans.state import Event, State, step

TASK = "scans.scan"
QUEUE = "scans"
FAIR_STEP = 20
"""An organisation's scans wait behind others' by one step of priority for each so many it has under way."""
LEAST_PRIORITY = -50
ACTIVE = (State.QUEUED, State.RUNNING)


def queue(
    actor: Actor,
    artifact: str,
    options: Options | None = None,
    *,
    file_name: str,
    source: str = "upload",
    client_key: str = "",
) -> Scan:
    """Asks for a package the organisation brought to be examined.

    Asked again with the same `client_key`, or for the same content under the same rules and options, the scan
    that is there is the answer.

    Raises:
        Problem: 404 a file the organisation never brought; 422 the key was used for another file; 429.
    """
    require(actor, "scans:write")
    options = options or Options()
    with transaction.atomic():
        organisation = quotas.lock(actor.organisation_id)
        asked = _asked_before(actor, artifact, client_key)
        if asked is not None:
            return asked
        _own(actor, artifact, options)
        wanted = key(artifact, options, rules_now())
        there = _there(actor, wanted)
        if there is not None:
            return there
        active = quotas.check_scan(organisation)
        scan = Scan(
            organisation_id=actor.organisation_id,
            artifact_id=artifact,
            version=Version.objects.filter(
                organisation_id=actor.organisation_id, artifact_id=artifact
            ).first(),
            options=options.as_json(),
            file_name=clean(file_name),
            source=source,
            requested_by=actor.id,
            key=wanted,
            client_key=client_key,
        )
        scan.job = defer(scan, active)
        scan.save(force_insert=True)
        told(actor, scan, "scan.queued", {"artifact": artifact, "source": source})
        return scan


def cancel(actor: Actor, scan_id: UUID) -> Scan:
    """Ends a scan that waits or runs; its worker hears of it. Raises: Problem: 404, 409 it is over."""
    require(actor, "scans:write")
    with transaction.atomic():
        scan = locked(actor, scan_id)
        move(scan, "cancel")
        if scan.job is not None:
            jobs.job_manager.cancel_job_by_id(scan.job, abort=True)
        scan.job = None
        scan.finished_at = timezone.now()
        scan.stage, scan.done, scan.total = "", 0, 0
        scan.save(update_fields=["state", "job", "finished_at", "stage", "done", "total"])
        told(actor, scan, "scan.cancelled")
        return scan


def retry(actor: Actor, scan_id: UUID) -> Scan:
    """Queues a scan again that failed or was cancelled.

    Raises:
        Problem: 404; 409 it is not over, or the same is under way already; 429.
    """
    require(actor, "scans:write")
    with transaction.atomic():
        organisation = quotas.lock(actor.organisation_id)
        scan = locked(actor, scan_id)
        if scan.state == State.RUNNING:
            raise _not_now(scan)
        move(scan, "retry")
        wanted = key(scan.artifact_id, read(scan.options), rules_now())
        if Scan.objects.filter(organisation=organisation, key=wanted, state__in=ACTIVE).exists():
            raise Problem(
                409, "under_way", "同一安装包已在检测中", "the same package is being examined already"
            )
        quotas.check_scan(organisation)
        scan.key = wanted
        scan.failure, scan.attempts, scan.started_at, scan.finished_at = {}, 0, None, None
        scan.save()
        enqueue(scan)
        told(actor, scan, "scan.retried")
        return scan


def rescan(actor: Actor, scan_id: UUID) -> Scan:
    """The same package and options once more, under the rules of today. Raises: Problem: 404, 429."""
    scan = one(actor, scan_id)
    return queue(actor, scan.artifact_id, read(scan.options), file_name=scan.file_name, source="again")


def scans(actor: Actor) -> QuerySet[Scan]:
    """The organisation's scans, with what a row of a list shows."""
    require(actor, "scans:read")
    rows = Scan.objects.filter(organisation_id=actor.organisation_id)
    return rows.select_related("version__app")


def one(actor: Actor, scan_id: UUID) -> Scan:
    """One scan of the organisation. Raises: Problem: 404."""
    scan = scans(actor).select_related("result").filter(id=scan_id).first()
    if scan is None:
        raise missing()
    return scan


def enqueue(scan: Scan, *, delay_s: int = 0) -> None:
    """Puts a job for the scan into the queue, in the transaction under way."""
    active = Scan.objects.filter(organisation_id=scan.organisation_id, state__in=ACTIVE).count()
    scan.job = defer(scan, active, delay_s=delay_s)
    Scan.objects.filter(id=scan.id).update(job=scan.job)


def defer(scan: Scan, active: int, *, delay_s: int = 0) -> int:
    """The job of a scan of an organisation that has so many under way."""
    priority = max(LEAST_PRIORITY, -(active // FAIR_STEP)) - (50 if scan.source == quotas.RESCAN else 0)
    return jobs.configure_task(
        TASK, queue=QUEUE, priority=priority, schedule_in={"seconds": delay_s} if delay_s else None
    ).defer(scan_id=str(scan.id), organisation_id=str(scan.organisation_id))


def locked(actor: Actor, scan_id: UUID) -> Scan:
    """The row, held until the transaction ends. Raises: Problem: 404."""
    rows = Scan.objects.select_for_update(of=("self",)).filter(organisation_id=actor.organisation_id)
    scan = rows.filter(id=scan_id).first()
    if scan is None:
        raise missing()
    return scan


def move(scan: Scan, event: Event) -> None:
    """The state after an event. Raises: Problem: 409: it has no place in the state the scan is in."""
    after = step(State(scan.state), event)
    if after is None:
        raise _not_now(scan)
    scan.state = after


def told(actor: Actor, scan: Scan, action: str, detail: dict[str, object] | None = None) -> None:
    """The audit entry of a change, and the word to who looks on."""
    announce(scan)
    audit.record(scan.organisation_id, actor.id, action, f"scan:{scan.id}", detail)


def announce(scan: Scan) -> None:
    """Tells who looks on how the scan stands."""
    events.tell(
        events.Change(
            organisation=str(scan.organisation_id), scan=str(scan.id), state=scan.state, stage=scan.stage,
            done=scan.done, total=scan.total, at_ms=int(timezone.now().timestamp() * 1000),
        )
    )  # fmt: skip


def _asked_before(actor: Actor, artifact: str, client_key: str) -> Scan | None:
    if not client_key:
        return None
    scan = Scan.objects.filter(organisation_id=actor.organisation_id, client_key=client_key).first()
    if scan is not None and scan.artifact_id != artifact:
        raise Problem(
            422, "key_reused", "此请求标识已用于另一个文件", "this key was used for another file already"
        )
    return scan


def _there(actor: Actor, wanted: str) -> Scan | None:
    """The organisation's own scan that is, or will be, the answer."""
    rows = Scan.objects.filter(organisation_id=actor.organisation_id, key=wanted)
    return rows.filter(state__in=[*ACTIVE, State.DONE]).order_by("-created_at").first()


def _own(actor: Actor, artifact: str, options: Options) -> None:
    """Every file named is one the organisation brought. Raises: Problem: 404."""
    brought(actor, artifact, Kind.PACKAGE)
    if options.policy:
        brought(actor, options.policy, Kind.POLICY)
    if options.listing:
        brought(actor, options.listing, Kind.LISTING)
    if options.against:
        brought(actor, options.against, Kind.PACKAGE)


def _not_now(scan: Scan) -> Problem:
    return Problem(
        409, "state", "此检测的状态已变，请刷新后再看", f"the scan is {scan.state}; that cannot be done now"
    )
