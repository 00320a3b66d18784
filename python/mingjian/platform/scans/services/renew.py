"""Scans made again when the rules changed: the newest version of each app, from stored facts, a few
at a time.

What is to be done is in the database: an app says under which rules it was last asked for, so that a plan
that was interrupted goes on where it ended and none is made twice.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app as jobs

from mingjian.platform.accounts.access import system
from mingjian.platform.audit import services as audit
from mingjian.platform.catalogue.models import App
from mingjian.platform.scans import quotas
from mingjian.platform.scans.models import Result, Scan
from mingjian.platform.scans.options import Rules, key, key_of_facts, read, rules_now
from mingjian.platform.scans.services.queue import ACTIVE, QUEUE
from mingjian.platform.scans.state import State

TASK = "scans.renew_some"
MOST_AT_ONCE = 500
"""Apps planned in one go; none while so many are under way."""
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
        apps = list(rows.order_by("ruleset_sha256")[:MOST_AT_ONCE])
        App.objects.filter(id__in=[app.id for app in apps]).update(ruleset_sha256=rules.ruleset)
        by_organisation: dict[UUID, list[Scan]] = defaultdict(list)
        for last in _last_scans([app.newest_id for app in apps if app.newest_id]):
            by_organisation[last.organisation_id].append(_again(last, rules))
        for organisation_id, scans in by_organisation.items():
            _queue(organisation_id, scans, rules)
    return sum(map(len, by_organisation.values()))


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


def _queue(organisation_id: UUID, scans: list[Scan], rules: Rules) -> None:
    """Rows, jobs of some each, and one audit entry."""
    Scan.objects.bulk_create(scans, ignore_conflicts=True)
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
        {"scans": len(made)},
    )  # fmt: skip
