"""Scans asked for: once whatever is asked twice, never for another's file, within the quota."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjian.platform.accounts.access import Actor, Forbidden
from mingjian.platform.accounts.middleware import actor_of
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.problems import Problem
from mingjian.platform.scans import options, services
from mingjian.platform.scans.models import Kind, Scan
from mingjian.platform.scans.services import care
from mingjian.platform.scans.state import TRANSITIONS, Event, State, step
from tests.platform.scans.conftest import SAMPLE, Ask, Bring

BODY = SAMPLE.read_bytes()


@pytest.fixture(autouse=True)
def no_jobs_of_others(db: None) -> None:
    """Tests that commit leave their jobs: the queue's tables are not Django's to empty."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")


def _jobs(*states: str) -> int:
    return ProcrastinateJob.objects.filter(status__in=states or ["todo"]).count()


def test_row_and_job_come_together(manager: Actor, ask: Ask) -> None:
    scan = ask(manager)
    assert (scan.state, scan.file_name) == ("queued", "拾光记账.apk")
    job = ProcrastinateJob.objects.get(id=scan.job)
    told = {"scan_id": str(scan.id), "organisation_id": str(scan.organisation_id), "small": True}
    assert job.args == told
    assert [entry.action for entry in Entry.objects.order_by("number")] == ["file.brought", "scan.queued"]
    assert list(verify(manager.organisation_id)) == []


def test_the_same_twice_is_one_scan(manager: Actor, ask: Ask) -> None:
    assert ask(manager).id == ask(manager, name="别的名字.apk").id
    assert _jobs() == 1


def test_two_organisations_have_a_scan_each(
    manager: Actor, stranger: Actor, ask: Ask, seen_by_all: None
) -> None:
    mine, theirs = ask(manager), ask(stranger)
    assert mine.id != theirs.id
    assert mine.artifact_id == theirs.artifact_id
    with pytest.raises(Problem):
        services.one(stranger, mine.id)
    with pytest.raises(Problem):
        services.cancel(stranger, mine.id)


def test_a_client_key_is_one_scan(manager: Actor, bring: Bring) -> None:
    first, second = bring(manager), bring(manager, b"#" + BODY)
    one = services.queue(manager, first, file_name="a.apk", client_key="k1")
    assert services.queue(manager, first, file_name="a.apk", client_key="k1").id == one.id
    with pytest.raises(Problem) as told:
        services.queue(manager, second, file_name="b.apk", client_key="k1")
    assert told.value.code == "key_reused"


def test_other_options_are_another_scan(manager: Actor, ask: Ask, bring: Bring) -> None:
    plain = ask(manager)
    policy = bring(manager, "隐私政策".encode(), "p.html", Kind.POLICY)
    with_policy = options.make("a.apk", policy=(policy, "p.html"))
    other = services.queue(manager, plain.artifact_id, with_policy, file_name="a.apk")
    assert other.id != plain.id
    assert other.options == {"policy": policy}


def test_options_name_only_ones_own(
    manager: Actor, stranger: Actor, ask: Ask, bring: Bring, seen_by_all: None
) -> None:
    theirs = bring(stranger, "隐私政策".encode(), "p.html", Kind.POLICY)
    scan = ask(manager)
    for asked in (options.make("a.apk", policy=(theirs, "p.html")), options.make("a.apk", against="0" * 64)):
        with pytest.raises(Problem) as told:
            services.queue(manager, scan.artifact_id, asked, file_name="a.apk")
        assert told.value.code == "missing"
    with pytest.raises(Problem) as told:
        options.make("a.apk", category="no-such")
    assert told.value.code == "category"


def test_quota_of_packages(manager: Actor, organisation: Organisation, ask: Ask) -> None:
    organisation.quota = {"packages_a_day": 1}
    organisation.save()
    ask(manager)
    ask(manager)
    with pytest.raises(Problem) as told:
        ask(manager, b"#" + BODY)
    assert (told.value.status, told.value.code) == (429, "quota_packages_a_day")
    assert Scan.objects.count() == 1


def test_quota_of_scans_at_once(manager: Actor, organisation: Organisation, ask: Ask) -> None:
    organisation.quota = {"at_once": 1}
    organisation.save()
    scan = ask(manager)
    with pytest.raises(Problem) as told:
        ask(manager, b"#" + BODY)
    assert told.value.code == "quota_at_once"
    services.cancel(manager, scan.id)
    assert ask(manager, b"#" + BODY).state == "queued"


def test_cancelled_before_it_ran(manager: Actor, ask: Ask) -> None:
    scan = ask(manager)
    assert services.cancel(manager, scan.id).state == "cancelled"
    assert _jobs() == 0
    with pytest.raises(Problem) as told:
        services.cancel(manager, scan.id)
    assert told.value.status == 409
    assert services.retry(manager, scan.id).state == "queued"
    assert _jobs() == 1


def test_a_role_without_the_scope(auditor: Actor, manager: Actor, ask: Ask) -> None:
    scan = ask(manager)
    assert services.one(auditor, scan.id).id == scan.id
    for change in (services.cancel, services.retry):
        with pytest.raises(Forbidden):
            change(auditor, scan.id)


@pytest.fixture
def auditor(organisation: Organisation, join: object) -> Actor:
    return actor_of(join(organisation, "auditor"))  # type: ignore[operator]


def test_a_scan_whose_job_is_gone_gets_another(manager: Actor, ask: Ask, seen_by_all: None) -> None:
    scan = ask(manager)
    assert care.without_job() == 0
    Scan.objects.filter(id=scan.id).update(job=None, created_at="2026-01-01T00:00:00Z")
    assert care.without_job() == 1
    assert Scan.objects.get(id=scan.id).job is not None
    assert care.without_job() == 0


def test_one_who_has_much_to_do_waits(manager: Actor, bring: Bring) -> None:
    first = services.queue(manager, bring(manager), file_name="a.apk")
    rows = [
        Scan(organisation_id=first.organisation_id, artifact_id=first.artifact_id, file_name="x", key=str(n))
        for n in range(100)
    ]
    Scan.objects.bulk_create(rows)
    later = services.queue(manager, bring(manager, b"#" + BODY), file_name="b.apk")
    priorities = [ProcrastinateJob.objects.get(id=scan.job).priority for scan in (first, later)]
    assert priorities == [0, -5]


EVENTS: list[Event] = ["start", "finish", "fail", "cancel", "retry"]


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_states(events: list[Event]) -> None:
    """What is done stays done; what is over begins again only when asked."""
    state = State.QUEUED
    for event in events:
        after = step(state, event)
        assert (after is None) == ((state, event) not in TRANSITIONS)
        if state == State.DONE:
            assert after is None
        if after is None:
            continue
        if after == State.DONE:
            assert state == State.RUNNING
        if state in (State.FAILED, State.CANCELLED):
            assert (event, after) == ("retry", State.QUEUED)
        state = after
