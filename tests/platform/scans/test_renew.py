"""New rules: stored facts are judged again, the newest version of each app, once."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjian.platform.accounts.access import Actor
from mingjian.platform.audit.models import Entry
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import scope
from mingjian.platform.scans import working
from mingjian.platform.scans.host.messages import Item
from mingjian.platform.scans.host.outcomes import ScanResult
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services import renew
from tests.platform.scans.conftest import SAMPLE, Ask, Host, Work

BODY = SAMPLE.read_bytes()


@pytest.fixture
def judged(manager: Actor, ask: Ask, work: Work, host: Host) -> Scan:
    """A package judged by other rules than today's."""
    scan = ask(manager)
    work(scan)
    App.objects.update(ruleset_sha256="0" * 64)
    return scan


def _renewed() -> Scan:
    return Scan.objects.get(source="rescan")


def test_under_the_same_rules_nothing_is_done(
    manager: Actor, ask: Ask, work: Work, host: Host, seen_by_all: None
) -> None:
    work(ask(manager))
    assert renew.plan() == 0


def test_planned_once(judged: Scan, seen_by_all: None) -> None:
    assert renew.plan() == 1
    assert renew.plan() == 0
    scan = _renewed()
    assert (scan.state, scan.artifact_id, scan.version_id is not None) == ("queued", judged.artifact_id, True)
    job = ProcrastinateJob.objects.get(id=scan.job)
    assert (job.task_name, job.args["scan_ids"]) == ("scans.renew_some", [str(scan.id)])
    entry = Entry.objects.get(action="scans.renewed")
    assert entry.detail == {"scans": 1}


def test_judged_from_facts_without_the_package(judged: Scan, host: Host) -> None:
    with scope("system"):
        renew.plan()
        scan = _renewed()
    host.asked.clear()
    async_to_sync(working.renew)(scan.organisation_id, [scan.id])
    scan.refresh_from_db()
    assert (scan.state, len(host.rejudged), host.asked) == ("done", 1, [])
    assert scan.result_id and scan.result_id != Scan.objects.get(id=judged.id).result_id
    assert App.objects.get().ruleset_sha256 == scan.ruleset_sha256


def test_facts_that_cannot_be_read_lead_to_the_package(judged: Scan, host: Host, work: Work) -> None:
    with scope("system"):
        renew.plan()
        scan = _renewed()

    async def unreadable(facts: object, output: object, *, id_: str = "") -> object:
        return ScanResult(id="x", outcome="done", zh="", en="", items=(Item(outcome="unreadable"),))

    host.rejudge = unreadable  # type: ignore[assignment, method-assign]
    async_to_sync(working.renew)(scan.organisation_id, [scan.id])
    scan.refresh_from_db()
    assert scan.state == "queued"
    assert ProcrastinateJob.objects.get(id=scan.job).task_name == "scans.scan"
    work(scan)
    scan.refresh_from_db()
    assert scan.state == "done"


def test_a_batch_that_was_interrupted_goes_on(judged: Scan, host: Host, manager: Actor) -> None:
    with scope("system"):
        renew.plan()
        scan = _renewed()
    for _ in range(2):
        async_to_sync(working.renew)(scan.organisation_id, [scan.id])
    assert len(host.rejudged) == 1
