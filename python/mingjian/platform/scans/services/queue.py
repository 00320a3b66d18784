"""Scans asked for, cancelled, asked for again: the row and the job of the queue in one transaction."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from msgspec.structs import replace
from procrastinate.contrib.django import app as jobs

from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.audit import services as audit
from mingjian.platform.catalogue.models import Version
from mingjian.platform.problems import Problem, missing
from mingjian.platform.scans import events, quotas
from mingjian.platform.scans.models import Kind, Scan, Subject
from mingjian.platform.scans.options import Options, Told, key, read, rules_now, with_evidence
from mingjian.platform.scans.services.uploads import brought, clean, receive
from mingjian.platform.scans.state import Event, State, step

TASK = "scans.scan"
QUEUE = "scans"
FAIR_STEP = 20
"""An organisation's scans wait behind others' by one step of priority for each so many it has under way."""
LEAST_PRIORITY = -50
SMALL_BYTES = 4 << 20
"""Packages up to this may be worked on several at a time (`waiting`)."""
DEMO = "demo"
"""`Scan.source` of what `mingjian up --demo` asks for."""
MOST_ADDRESS = 2000
"""Letters of a page's address."""
ACTIVE = (State.QUEUED, State.RUNNING)


def queue(
    actor: Actor,
    artifact: str,
    options: Options | None = None,
    *,
    file_name: str,
    source: str = "upload",
    client_key: str = "",
    subject: Subject = Subject.PACKAGE,
) -> Scan:
    """Asks for a package the organisation brought to be examined, or a run, or a page.

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
        size_bytes = _own(actor, artifact, options, subject)
        if subject == Subject.RUN:
            options = replace(options, owner=str(actor.user_id))
        wanted = key(artifact, options, rules_now())
        there = _there(actor, wanted, under_way=subject == Subject.PAGE)
        if there is not None:
            return there
        active = quotas.check_scan(organisation)
        scan = Scan(
            organisation_id=actor.organisation_id,
            artifact_id=artifact,
            subject=subject,
            owner_id=actor.user_id if subject == Subject.RUN else None,
            version=Version.objects.filter(
                organisation_id=actor.organisation_id, artifact_id=artifact
            ).first(),
            options=options.as_json(),
            file_name=file_name[:255] if subject == Subject.PAGE else clean(file_name),
            source=source,
            requested_by=actor.id,
            key=wanted,
            client_key=client_key,
        )
        scan.job = defer(scan, active, small=is_small(scan, size_bytes))
        scan.save(force_insert=True)
        detail: dict[str, object] = {"source": source}
        if scan.owner_id is None:
            detail["artifact"] = artifact
        told(actor, scan, "scan.queued", detail)
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
    options = replace(read(scan.options), visit="")
    return queue(
        actor,
        scan.artifact_id,
        options,
        file_name=scan.file_name,
        source="again",
        subject=Subject(scan.subject),
    )


def add_evidence(
    actor: Actor,
    scan_id: UUID,
    given: Sequence[tuple[str, str]],
    told: Told | None = None,
    *,
    options: Options | None = None,
) -> Scan:
    """The scan's package once more, with what was recorded of it: each (digest, file name) the actor brought.

    `options`: those to take instead of the scan's.

    Raises:
        Problem: 404; 409 it is a page's; 422; 429.
    """
    scan = one(actor, scan_id)
    if scan.subject == Subject.PAGE:
        raise Problem(409, "no_package", "网页检测不能附运行记录", "a page's scan takes no records of a run")
    wanted = with_evidence(options or read(scan.options), given, told)
    return queue(
        actor,
        scan.artifact_id,
        wanted,
        file_name=scan.file_name,
        source="evidence",
        subject=Subject(scan.subject),
    )


def queue_run(
    actor: Actor, given: Sequence[tuple[str, str]], told: Told | None = None, *, package: str = ""
) -> Scan:
    """A device's records by themselves, each (digest, file name); the scan is the actor's alone.

    Raises:
        Problem: 404; 422 no file, or no person asks; 429.
    """
    require(actor, "scans:write")
    if not given:
        raise Problem(422, "file", "没有选择文件", "no file was chosen")
    if actor.user_id is None:
        raise Problem(422, "owner", "设备记录须由一个人上传", "a person must hand in what a device recorded")
    made = with_evidence(Options(package=package), given, told)
    names = dict(given)
    first = made.evidence[0]
    options = replace(made, evidence=made.evidence[1:], evidence_endings=made.evidence_endings[1:],
                      ending=made.evidence_endings[0])  # fmt: skip
    return queue(actor, first, options, file_name=names[first], subject=Subject.RUN)


def queue_page(actor: Actor, url: str) -> Scan:
    """A page to be met in the browser. One that is under way already is the answer.

    Raises:
        Problem: 422 no address of a page; 429.
    """
    require(actor, "scans:write")
    address = page_address(url)
    body = msgspec.json.encode({"url": address})
    asked = receive(actor, "page.json", io.BytesIO(body), len(body), kind=Kind.PAGE)
    return queue(
        actor,
        asked.artifact_id,
        Options(url=address, ending=".json"),
        file_name=address,
        subject=Subject.PAGE,
    )


def page_address(url: str) -> str:
    """A web address as it is asked for: http or https, with a host and no password.

    Raises:
        Problem: 422.
    """
    given = url.strip()
    try:
        parts = urlsplit(given)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        fits = False
    if not fits or len(given) > MOST_ADDRESS or not given.isprintable() or " " in given:
        raise Problem(
            422,
            "url",
            "请填写 http:// 或 https:// 开头的完整网址",
            "give the whole address, http:// or https://",
        )
    return given


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


def defer(scan: Scan, active: int, *, delay_s: int = 0, small: bool = False) -> int:
    """The job of a scan of an organisation that has so many under way; `small`: see `waiting`."""
    return jobs.configure_task(
        TASK, queue=QUEUE, priority=priority(scan, active),
        schedule_in={"seconds": delay_s} if delay_s else None,
    ).defer(**arguments(scan, small=small))  # fmt: skip


def priority(scan: Scan, active: int) -> int:
    """Of a scan's job, of an organisation that has so many under way."""
    return max(LEAST_PRIORITY, -(active // FAIR_STEP)) - (50 if scan.source == quotas.RESCAN else 0)


def arguments(scan: Scan, *, small: bool) -> dict[str, Any]:
    """What a scan's job is given; `small`: see `waiting`."""
    told: dict[str, Any] = {"scan_id": str(scan.id), "organisation_id": str(scan.organisation_id)}
    return {**told, "small": True} if small else told


def is_small(scan: Scan, size_bytes: int) -> bool:
    """A package by itself, of few bytes, and of today: one of many that may be worked on together."""
    beside = set(scan.options) - {"ending", "category"}
    small = scan.subject == Subject.PACKAGE and size_bytes <= SMALL_BYTES and not beside
    return small and scan.source != DEMO


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
    told_each(actor, [(scan, detail or {})], action)


def told_each(actor: Actor, scans: Sequence[tuple[Scan, dict[str, object]]], action: str) -> None:
    """The same for several scans of one organisation, each with the detail of its entry."""
    if not scans:
        return
    announce(*(scan for scan, _ in scans))
    audit.record_each(
        scans[0][0].organisation_id,
        [
            audit.Change(actor=actor.id, action=action, target=f"scan:{scan.id}", detail=detail)
            for scan, detail in scans
        ],
    )


def announce(*scans: Scan) -> None:
    """Tells who looks on how the scans stand."""
    now = int(timezone.now().timestamp() * 1000)
    events.tell(
        *(
            events.Change(
                organisation=str(scan.organisation_id), scan=str(scan.id), state=scan.state,
                stage=scan.stage, done=scan.done, total=scan.total, owner=str(scan.owner_id or ""),
                at_ms=now,
            )
            for scan in scans
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


def _there(actor: Actor, wanted: str, *, under_way: bool = False) -> Scan | None:
    """The organisation's own scan that is, or will be, the answer; of a page only one under way."""
    rows = Scan.objects.filter(organisation_id=actor.organisation_id, key=wanted)
    states = ACTIVE if under_way else (*ACTIVE, State.DONE)
    return rows.filter(state__in=states).order_by("-created_at").first()


_KINDS = {Subject.PACKAGE: Kind.PACKAGE, Subject.RUN: Kind.EVIDENCE, Subject.PAGE: Kind.PAGE}


def _own(actor: Actor, artifact: str, options: Options, subject: Subject) -> int:
    """Every file named is one the organisation brought; bytes of the first. Raises: Problem: 404."""
    first = brought(actor, artifact, _KINDS[subject])
    for digest in options.evidence:
        brought(actor, digest, Kind.EVIDENCE)
    if options.policy:
        brought(actor, options.policy, Kind.POLICY)
    if options.listing:
        brought(actor, options.listing, Kind.LISTING)
    if options.against:
        brought(actor, options.against, Kind.PACKAGE)
    return first.artifact.size_bytes


def _not_now(scan: Scan) -> Problem:
    return Problem(
        409, "state", "此检测的状态已变，请刷新后再看", f"the scan is {scan.state}; that cannot be done now"
    )
