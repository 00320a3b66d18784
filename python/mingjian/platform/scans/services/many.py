"""Many packages asked for at once: their rows, jobs and entries in a few statements for all."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.catalogue.models import Version
from mingjian.platform.rows import create_each
from mingjian.platform.scans import quotas
from mingjian.platform.scans.models import Brought, Scan
from mingjian.platform.scans.options import ENDINGS, Options, ending, key, rules_now
from mingjian.platform.scans.services.queue import (
    ACTIVE,
    QUEUE,
    TASK,
    arguments,
    is_small,
    priority,
    told_each,
)
from mingjian.platform.scans.services.uploads import clean
from mingjian.platform.scans.state import State


def queue_each(actor: Actor, given: Sequence[tuple[Brought, str]], *, source: str) -> list[Scan]:
    """Asks for packages the organisation brought, each with its file's name: as `queue` one by one.

    Raises:
        Problem: 429, there is no room for all of them. None is queued then.
    """
    require(actor, "scans:write")
    with transaction.atomic():
        organisation = quotas.lock(actor.organisation_id)
        asked = [_asked(actor, one, name, source) for one, name in given]
        rows = Scan.objects.filter(
            organisation_id=actor.organisation_id, key__in=[scan.key for scan in asked],
            state__in=(*ACTIVE, State.DONE),
        )  # fmt: skip
        there = {scan.key: scan for scan in rows.select_related("version__app").order_by("created_at")}
        new = {scan.key: scan for scan in reversed(asked) if scan.key not in there}
        if new:
            _queue(actor, list(reversed(new.values())), quotas.check_scan(organisation, len(new)))
        return [there.get(scan.key) or new[scan.key] for scan in asked]


def _asked(actor: Actor, brought: Brought, name: str, source: str) -> Scan:
    """The row of a package by itself, unsaved."""
    options = Options(ending=ending(name, ENDINGS))
    return Scan(
        organisation_id=actor.organisation_id, artifact=brought.artifact, options=options.as_json(),
        file_name=clean(name), source=source, requested_by=actor.id,
        key=key(brought.artifact_id, options, rules_now()),
    )  # fmt: skip


def _queue(actor: Actor, scans: Sequence[Scan], active: int) -> None:
    """New scans of packages by themselves, with their jobs, where so many are under way."""
    wanted = [scan.artifact_id for scan in scans]
    known = Version.objects.filter(organisation_id=actor.organisation_id, artifact_id__in=wanted)
    versions = {version.artifact_id: version for version in known.select_related("app")}
    of_priority: dict[int, list[Scan]] = {}
    for place, scan in enumerate(scans):
        scan.version = versions.get(scan.artifact_id)
        of_priority.setdefault(priority(scan, active + place), []).append(scan)
    for level, some in of_priority.items():
        numbers = jobs.configure_task(TASK, queue=QUEUE, priority=level).batch_defer(
            *(arguments(scan, small=is_small(scan, scan.artifact.size_bytes)) for scan in some)
        )
        for scan, number in zip(some, numbers, strict=True):
            scan.job = number
    create_each(scans)
    details: list[dict[str, object]] = [
        {"source": scan.source, "artifact": scan.artifact_id} for scan in scans
    ]
    told_each(actor, list(zip(scans, details, strict=True)), "scan.queued")
