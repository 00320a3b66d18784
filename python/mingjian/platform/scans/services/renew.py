"""Scans made again when the rules changed: the newest version of each app, from stored facts, some at a time.

Where a result tells what its outcomes rest on, only rules that changed since are asked of it, many apps a
job, and a scan is made only of what they say otherwise; everything else is judged anew.

What is to be done is in the database: an app says under which rules it was last asked for, so that a plan
that was interrupted goes on where it ended and none is made twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Q
from msgspec import Struct
from procrastinate.contrib.django import app as jobs

from mingjian.errors import StorageError
from mingjian.platform.accounts.access import system
from mingjian.platform.audit import services as audit
from mingjian.platform.catalogue.models import App
from mingjian.platform.rows import create_each
from mingjian.platform.scans import quotas
from mingjian.platform.scans.host.messages import Since
from mingjian.platform.scans.models import Result, Scan
from mingjian.platform.scans.options import Rules, key, key_of_facts, read, rules_now
from mingjian.platform.scans.services.keeping import BASIS
from mingjian.platform.scans.services.queue import ACTIVE, QUEUE
from mingjian.platform.scans.state import State
from mingjian.scan import basis
from mingjian.storage import blob_store

TASK = "scans.renew_some"
AGAIN = "scans.look_again"
MOST_AT_ONCE = 500
"""Apps judged anew that are planned in one go; none while so many are under way."""
MOST_PLANNED = 5_000
"""Apps looked at in one plan; those of which only changed rules are asked wait for nobody."""
LOT = 100
"""Apps of one job that asks only changed rules."""
BATCH = 25
"""Facts judged by one process."""
LAST = -100
"""Priority: behind everything people asked for."""


def plan() -> int:
    """Queues apps judged by other rules than today's (in the scope of `SYSTEM`); returns how many scans."""
    rules = rules_now()
    with transaction.atomic():
        if Scan.objects.filter(state__in=ACTIVE, source=quotas.RESCAN).count() >= MOST_AT_ONCE:
            return 0
        # Two ranges, where an index knows no "not equal".
        others = Q(ruleset_sha256__lt=rules.ruleset, ruleset_sha256__gt="") | Q(
            ruleset_sha256__gt=rules.ruleset
        )
        rows = App.objects.select_for_update(skip_locked=True, of=("self",)).filter(others)
        apps = list(rows.order_by("ruleset_sha256")[:MOST_PLANNED])
        by_organisation: dict[UUID, list[Scan]] = defaultdict(list)
        by_basis: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
        waiting: set[UUID | None] = set()
        light: dict[str, bool] = {"": False}
        anew = 0
        for last in _last_scans([app.newest_id for app in apps if app.newest_id]):
            since = _basis(last)
            if since not in light:
                light[since] = _change(since) is not None
            if light[since]:
                by_basis[last.organisation_id, since].append(last.id)
            elif anew < MOST_AT_ONCE:
                anew += 1
                by_organisation[last.organisation_id].append(_again(last, rules))
            else:
                waiting.add(last.version_id)
        taken = [app.id for app in apps if app.newest_id not in waiting]
        App.objects.filter(id__in=taken).update(ruleset_sha256=rules.ruleset)
        for organisation_id, scans in by_organisation.items():
            _queue(organisation_id, scans, rules)
        _queue_lots(by_basis, more=len(apps) == MOST_PLANNED)
    return anew + sum(map(len, by_basis.values()))


def _basis(scan: Scan) -> str:
    """What the outcomes of a scan's result rest on, by name; empty where it does not say."""
    result = scan.result
    kept = result is not None and result.facts_sha256 and result.report_sha256
    return str(result.media.get(BASIS, "")) if result is not None and kept else ""


def _change(since: str) -> basis.Change | None:
    """What changed since the basis of that name; None where that is everything, or cannot be told."""
    try:
        return basis.change(basis.from_json(blob_store().read(since)), basis.now())
    except (StorageError, msgspec.DecodeError):
        return None


def _queue_lots(by_basis: Mapping[tuple[UUID, str], Sequence[UUID]], *, more: bool) -> None:
    """One job for each lot of scans of one organisation and one basis; after the last comes the next plan."""
    lots = [
        (organisation_id, since, scans[first : first + LOT])
        for (organisation_id, since), scans in by_basis.items()
        for first in range(0, len(scans), LOT)
    ]
    for number, (organisation_id, since, some) in enumerate(lots, 1):
        jobs.configure_task(AGAIN, queue=QUEUE, priority=LAST).defer(
            organisation_id=str(organisation_id), scan_ids=[str(each) for each in some], since=since,
            last=more and number == len(lots),
        )  # fmt: skip


class Kept(Struct, frozen=True):
    """A scan whose outcomes are looked at again, with the blobs of its facts and report."""

    scan_id: UUID
    facts: str
    report: str


class Lot(Struct, frozen=True):
    scans: tuple[Kept, ...]
    since: Since | None
    """What changed; None where every rule is to be asked."""


def kept(organisation_id: UUID, scan_ids: Sequence[UUID], since: str) -> Lot:
    """What some scans left that rest on the basis named `since`, and what changed since."""
    what = _change(since)
    rows = Scan.objects.filter(organisation_id=organisation_id, id__in=scan_ids).exclude(result=None)
    found = rows.order_by("id").values_list("id", "result__facts_sha256", "result__report_sha256")
    scans = tuple(Kept(id_, str(facts), str(report)) for id_, facts, report in found)
    if what is None:
        return Lot(scans, None)
    return Lot(scans, Since(reports=(), asked=what.rules, gone=what.gone, basis=basis.name_now()))


def ask(organisation_id: UUID, scan_ids: Sequence[UUID], same: int) -> dict[UUID, UUID]:
    """Queues scans anew in place of those, whose outcomes differ; the new by the old. `same`: how many others
    were looked at and stay as they are, which the log tells."""
    rules = rules_now()
    with transaction.atomic():
        rows = Scan.objects.filter(organisation_id=organisation_id, id__in=scan_ids).exclude(result=None)
        again = {scan.id: _again(scan, rules) for scan in rows.select_related("result").order_by("id")}
        versions = [scan.version_id for scan in again.values()]
        done = Scan.objects.filter(
            version_id__in=versions, source=quotas.RESCAN, state=State.DONE, ruleset_sha256=rules.ruleset
        )
        over = set(done.exclude(id__in=scan_ids).values_list("version_id", flat=True))
        wanted = {old: scan for old, scan in again.items() if scan.version_id not in over}
        if wanted or same:
            _queue(organisation_id, list(wanted.values()), rules, same=same)
        made = set(
            Scan.objects.filter(id__in=[scan.id for scan in wanted.values()]).values_list("id", flat=True)
        )
    return {old: scan.id for old, scan in wanted.items() if scan.id in made}


def _last_scans(versions: list[UUID]) -> list[Scan]:
    """The newest scan that has a result, of each version."""
    rows = Scan.objects.filter(version_id__in=versions, state=State.DONE).exclude(result=None)
    newest = rows.order_by("version_id", "-finished_at").distinct("version_id")
    return list(newest.select_related("result"))


def _again(last: Scan, rules: Rules) -> Scan:
    options = read(last.options)
    facts = last.result.facts_sha256 if isinstance(last.result, Result) else ""
    return Scan(
        organisation_id=last.organisation_id,
        artifact_id=last.artifact_id,
        version_id=last.version_id,
        options=last.options,
        file_name=last.file_name,
        source=quotas.RESCAN,
        requested_by=system(last.organisation_id, "renew").id,
        failure=last.failure,
        key=key_of_facts(facts, options, rules) if facts else key(last.artifact_id, options, rules),
    )


def _queue(organisation_id: UUID, scans: list[Scan], rules: Rules, *, same: int = 0) -> None:
    """Rows, jobs of some each, and one audit entry."""
    create_each(scans, ignore=True)
    wanted = [scan.id for scan in scans]
    made = list(Scan.objects.filter(id__in=wanted).order_by("id").values_list("id", flat=True))
    for first in range(0, len(made), BATCH):
        some = made[first : first + BATCH]
        job = jobs.configure_task(TASK, queue=QUEUE, priority=LAST).defer(
            organisation_id=str(organisation_id), scan_ids=[str(each) for each in some]
        )
        Scan.objects.filter(id__in=some).update(job=job)
    audit.record(
        organisation_id, system(organisation_id, "renew").id, "scans.renewed", f"ruleset:{rules.ruleset}",
        {"scans": len(made), **({"same": same} if same else {})},
    )  # fmt: skip
