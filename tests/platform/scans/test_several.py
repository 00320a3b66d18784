"""Small packages whose jobs wait together: taken, begun and ended a few at a time, each by itself."""

from __future__ import annotations

import asyncio
import io
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjian.platform.accounts.access import Actor
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.catalogue.models import Version
from mingjian.platform.database import scope
from mingjian.platform.scans import services, several, working
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.services import runs, waiting
from tests.platform.scans.conftest import SAMPLE, Ask, Host, ended


@pytest.fixture(autouse=True)
def alone_in_the_queue(db: None) -> None:
    """What other tests left in the queue comes after everything asked for here."""
    ProcrastinateJob.objects.filter(status="todo").update(priority=-9)


def _packages(count: int) -> list[bytes]:
    """The sample with one more entry each: other digests, the same app."""
    made: list[bytes] = []
    for number in range(count):
        body = io.BytesIO(SAMPLE.read_bytes())
        with zipfile.ZipFile(body, "a") as archive:
            archive.writestr(f"assets/{number}.txt", str(number))
        made.append(body.getvalue())
    return made


def _doing(scan: Scan, worker: int = 0) -> int:
    """The scan's job, taken by a worker as the queue does it; the job's id."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker or cursor.fetchone()[0], scan.job],
        )
    assert scan.job is not None
    return scan.job


def _work(scan: Scan, job: int) -> None:
    async def all_of_it() -> None:
        try:
            await several.work(scan.organisation_id, scan.id, job)
        finally:
            await working.stop()

    async_to_sync(all_of_it)()


def _states() -> dict[str, int]:
    states = list(Scan.objects.values_list("state", flat=True))
    return {state: states.count(state) for state in set(states)}


def _jobs(scans: list[Scan]) -> dict[int, str]:
    """States of those of their jobs that are there, by id: other tests leave theirs in the queue."""
    jobs = ProcrastinateJob.objects.filter(id__in=[scan.job for scan in scans])
    return dict(jobs.values_list("id", "status"))


def test_what_waits_is_done_with_it(manager: Actor, ask: Ask, host: Host) -> None:
    scans = [ask(manager, body) for body in _packages(3)]
    job = _doing(scans[0])
    _work(scans[0], job)
    assert _states() == {"done": 3}
    assert len({path.name for path in (one.output for one in host.asked)}) == 3, "each is a task of its own"
    assert list(_jobs(scans)) == [job], "its own job the queue ends"
    assert Version.objects.count() == 3
    told = list(Entry.objects.filter(action="scan.done").values_list("target", flat=True))
    assert sorted(told) == sorted(f"scan:{scan.id}" for scan in scans)
    assert list(verify(manager.organisation_id)) == []
    assert set(Scan.objects.values_list("attempts", "job")) == {(1, None)}


def test_only_small_packages_of_the_same_organisation_are_taken(
    manager: Actor, stranger: Actor, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = _packages(3)
    mine = ask(manager, first)
    with scope(stranger.organisation_id):
        theirs = ask(stranger, first)
    monkeypatch.setattr(import_module("mingjian.platform.scans.services.queue"), "SMALL_BYTES", 10)
    large = ask(manager, second)
    monkeypatch.undo()
    late = ask(manager, third)
    ProcrastinateJob.objects.filter(id=late.job).update(scheduled_at="2999-01-01T00:00:00Z")
    assert waiting.take(_doing(mine), manager.organisation_id) == {}
    for scan in (theirs, large, late):
        assert ProcrastinateJob.objects.get(id=scan.job).status == "todo"


def test_more_are_taken_while_some_are_examined(
    manager: Actor, ask: Ask, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans = [ask(manager, body) for body in _packages(4)]
    monkeypatch.setattr(waiting, "MOST", 1)
    monkeypatch.setattr(several, "FEW", 2)
    job = _doing(scans[0])
    _work(scans[0], job)
    assert _states() == {"done": 4} and list(_jobs(scans)) == [job]


def test_others_have_their_turn_before_more_is_taken(manager: Actor, stranger: Actor, ask: Ask) -> None:
    first, second, third = _packages(3)
    mine, before = ask(manager, first), ask(manager, second)
    with scope(stranger.organisation_id):
        theirs = ask(stranger, first)
    after = ask(manager, third)
    job = _doing(mine)
    assert set(waiting.take(job, manager.organisation_id, more=True)) == {before.id}
    assert waiting.take(job, manager.organisation_id, more=True) == {}
    ProcrastinateJob.objects.filter(id=theirs.job).update(priority=-1)
    assert set(waiting.take(job, manager.organisation_id, more=True)) == {after.id}


def test_a_worker_that_lost_its_job_takes_none(manager: Actor, ask: Ask) -> None:
    first, second = (ask(manager, body) for body in _packages(2))
    assert first.job is not None
    assert waiting.take(first.job, manager.organisation_id) == {}
    assert set(waiting.take(_doing(first), manager.organisation_id)) == {second.id}


def test_one_that_fails_fails_alone(manager: Actor, ask: Ask, host: Host) -> None:
    scans = [ask(manager, body) for body in _packages(3)]
    host.ends = [ended("crashed", "sigsegv")]
    _work(scans[0], _doing(scans[0]))
    assert _states() == {"failed": 1, "done": 2}


def test_one_that_cannot_be_written_goes_back_alone(
    manager: Actor, ask: Ask, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans = [ask(manager, body) for body in _packages(3)]
    real = runs.finish_each

    def finish(ends: list[runs.End]) -> object:
        if scans[1].id in [end.scan_id for end in ends]:
            raise RuntimeError("no")
        return real(ends)

    monkeypatch.setattr(runs, "finish_each", finish)
    _work(scans[0], _doing(scans[0]))
    assert _states() == {"running": 1, "done": 2}
    back = ProcrastinateJob.objects.get(id=scans[1].job)
    assert (back.status, back.attempts) == ("todo", 1)
    monkeypatch.undo()
    _work(scans[1], _doing(scans[1]))
    assert _states() == {"done": 3}


def test_what_was_cancelled_meanwhile_is_not_begun(manager: Actor, ask: Ask, host: Host) -> None:
    scans = [ask(manager, body) for body in _packages(3)]
    job = _doing(scans[0])
    services.cancel(manager, scans[1].id)
    _work(scans[0], job)
    assert _states() == {"done": 2, "cancelled": 1} and len(host.asked) == 2


def test_a_worker_that_must_stop_gives_all_back(
    manager: Actor, ask: Ask, host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scans = [ask(manager, body) for body in _packages(3)]
    job = _doing(scans[0])

    async def stopped() -> None:
        at_it = asyncio.Event()

        async def examine(*_: object) -> None:
            at_it.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(working, "examine", examine)
        task = asyncio.create_task(several.work(scans[0].organisation_id, scans[0].id, job))
        await at_it.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async_to_sync(stopped)()
    assert _jobs(scans) == {scans[0].job: "doing", scans[1].job: "todo", scans[2].job: "todo"}


def test_ends_wait_longer_where_more_are_under_way() -> None:
    waits = [several._linger_s(count) for count in (1, 2, 8, 16, 33)]
    assert waits == sorted(waits)
    assert waits[0] == several.LINGER_S
    assert waits[2] > several.LINGER_S
    assert waits[-1] == several.LONGEST_LINGER_S
