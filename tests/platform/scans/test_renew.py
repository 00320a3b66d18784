"""New rules: stored facts are judged again, the newest version of each app, once."""

from __future__ import annotations

from uuid import UUID

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
from mingjian.platform.scans.models import Result, Scan
from mingjian.platform.scans.services import renew
from mingjian.platform.scans.services.keeping import BASIS
from mingjian.scan import basis
from mingjian.storage import blob_store
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


RULE = "1.6/boot-receiver"


def _rests_on(judged: Scan, before: basis.Basis) -> str:
    """Has the scan's result rest on `before`; the name of that."""
    name = blob_store().put_bytes(basis.to_json(before)).sha256
    for result in Result.objects.filter(scan__id=judged.id):
        result.media = {**result.media, BASIS: name}
        result.save()
    return name


@pytest.fixture
def edited(judged: Scan) -> tuple[Scan, str]:
    """A package judged before one rule was edited, and what names that basis."""
    today = basis.now()
    return judged, _rests_on(judged, basis.Basis(today.engine, {**today.rules, RULE: "0" * 32}))


def _look_again(planned: tuple[Scan, str]) -> None:
    judged, name = planned
    with scope("system"):
        assert renew.plan() == 1
        assert renew.plan() == 0
    assert not Scan.objects.filter(source="rescan").exists()
    job = ProcrastinateJob.objects.get(task_name="scans.look_again")
    assert job.args == {
        "organisation_id": str(judged.organisation_id), "scan_ids": [str(judged.id)], "since": name,
        "last": False,
    }  # fmt: skip
    async_to_sync(working.look_again)(judged.organisation_id, [judged.id], name, last=False)


def test_what_changed_rules_say_as_before_makes_no_scan(edited: tuple[Scan, str], host: Host) -> None:
    host.same = True
    scans, results = Scan.objects.count(), Result.objects.count()
    _look_again(edited)
    (since,) = host.since
    assert since is not None and (since.asked, since.gone) == ((RULE,), ())
    assert since.basis == basis.name_now() and len(since.reports) == 1
    assert (Scan.objects.count(), Result.objects.count()) == (scans, results)
    assert App.objects.get().ruleset_sha256 != "0" * 64
    assert Entry.objects.get(action="scans.renewed").detail == {"scans": 0, "same": 1}
    assert host.asked[1:] == []


def test_what_changed_rules_say_otherwise_becomes_a_scan_once(edited: tuple[Scan, str], host: Host) -> None:
    _look_again(edited)
    scan = _renewed()
    assert (scan.state, scan.version_id is not None, host.asked[1:]) == ("done", True, [])
    assert scan.result_id and scan.result_id != Scan.objects.get(id=edited[0].id).result_id
    async_to_sync(working.look_again)(edited[0].organisation_id, [edited[0].id], edited[1], last=False)
    assert _renewed().id == scan.id
    # its own job, should it come, finds nothing left to do
    asked = len(host.rejudged)
    async_to_sync(working.renew)(scan.organisation_id, [scan.id])
    assert len(host.rejudged) == asked


def test_what_is_not_at_hand_is_left_to_the_job_of_the_new_scan(edited: tuple[Scan, str], host: Host) -> None:
    async def lost(*_: object, **__: object) -> ScanResult:
        return ScanResult(id="x", outcome="crashed", zh="", en="")

    rejudge, host.rejudge = host.rejudge, lost  # type: ignore[assignment, method-assign]
    _look_again(edited)
    scan = _renewed()
    assert scan.state == "queued"
    host.rejudge = rejudge  # type: ignore[method-assign]
    async_to_sync(working.renew)(scan.organisation_id, [scan.id])
    scan.refresh_from_db()
    assert scan.state == "done"


@pytest.mark.parametrize("engine", ["", "other"])
def test_another_engine_or_no_basis_judges_everything(judged: Scan, engine: str) -> None:
    if engine:
        _rests_on(judged, basis.Basis(engine, basis.now().rules))
    else:
        Result.objects.update(media={BASIS: "0" * 64})  # a blob that is not there
    with scope("system"):
        assert renew.plan() == 1
    assert _renewed().state == "queued"
    assert not ProcrastinateJob.objects.filter(task_name="scans.look_again").exists()


def test_the_last_lot_of_a_full_plan_plans_on(
    edited: tuple[Scan, str], host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renew, "MOST_PLANNED", 1)
    planned: list[UUID] = []
    with scope("system"):
        renew.plan()
    job = ProcrastinateJob.objects.get(task_name="scans.look_again")
    assert job.args["last"] is True
    monkeypatch.setattr(renew, "plan", lambda: planned.append(edited[0].id))
    async_to_sync(working.look_again)(edited[0].organisation_id, [edited[0].id], edited[1], last=True)
    assert planned == [edited[0].id]
