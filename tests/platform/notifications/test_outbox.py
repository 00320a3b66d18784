"""Each event reaches each subscription once, whatever is killed, doubled or late."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.models import Membership, Organisation
from mingjian.platform.audit.models import Entry
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.notifications import outbox, services
from mingjian.platform.notifications.models import Event, Item, Message, Subscription
from mingjian.platform.notifications.outbox import Outcome
from mingjian.platform.notifications.state import BACKOFF_S, TRANSITIONS, State, step
from tests.platform.notifications.conftest import Happen, Subscribe

BAD = Outcome(ok=False, status=500, zh="对方答复 500", en="answered 500")
GOOD = Outcome(ok=True, status=204)
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("MINGJIAN_NOW", moment.isoformat())


def test_an_event_becomes_a_message_with_a_job(manager: Actor, subscribe: Subscribe, happen: Happen) -> None:
    subscribe()
    happen()
    message = Message.objects.get()
    assert (message.kind, message.state, Item.objects.get().message_id) == ("event", "pending", message.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE id = %s", [message.job])
        name, told = cursor.fetchone()
    assert name == "notifications.send"
    assert json.loads(told) == {
        "message_id": str(message.id),
        "organisation_id": str(manager.organisation_id),
    }


def test_what_nobody_subscribed_to_leaves_nothing(subscribe: Subscribe, happen: Happen) -> None:
    subscribe(events=["finding.gone"])
    happen("finding.new")
    assert not Event.objects.exists() and not Message.objects.exists()


def test_what_happened_twice_under_one_name_happened_once(subscribe: Subscribe, happen: Happen) -> None:
    subscribe()
    happen(key="scan:1")
    happen(key="scan:1")
    assert (Event.objects.count(), Message.objects.count()) == (1, 1)


def test_nobody_is_told_of_their_own_doing(manager: Actor, subscribe: Subscribe, happen: Happen) -> None:
    subscribe(channel="mail", own=True, events=["finding.decided"])
    subscribe(events=["finding.decided"])
    happen("finding.decided", by=manager.user_id)
    assert [row.subscription.channel for row in Item.objects.select_related("subscription")] == ["webhook"]


def test_rolled_back_is_not_told(subscribe: Subscribe, happen: Happen) -> None:
    subscribe()
    with transaction.atomic():
        happen()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_mail_waits_a_moment_for_more(
    subscribe: Subscribe, happen: Happen, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(channel="mail", own=True)
    at(monkeypatch, NOW)
    happen()
    happen()
    message = Message.objects.get()
    assert Item.objects.filter(message=message).count() == 2
    assert outbox.claim(message.id) is None, "not yet"
    at(monkeypatch, NOW + timedelta(seconds=outbox.GATHER_S))
    happen()
    assert Message.objects.count() == 2, "the first one is on its way"
    assert outbox.claim(message.id) is not None


def test_two_who_claim_and_one_who_is_late(
    subscribe: Subscribe, happen: Happen, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe()
    at(monkeypatch, NOW)
    happen()
    message = Message.objects.get()
    first = outbox.claim(message.id)
    assert first is not None and outbox.claim(message.id) is None
    at(monkeypatch, NOW + timedelta(seconds=outbox.LEASE_S + 1))
    second = outbox.claim(message.id)
    assert second is not None and second.attempts == 2, "the first sender counts as dead"
    outbox.finish(message.id, 1, GOOD)
    assert Message.objects.get().state == State.SENDING, "what the dead one says counts no more"
    outbox.finish(message.id, 2, GOOD)
    assert Message.objects.get().state == State.DONE
    assert outbox.claim(message.id) is None


def test_tries_are_spaced_and_end(
    subscribe: Subscribe, happen: Happen, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe()
    at(monkeypatch, NOW)
    happen()
    message, moment = Message.objects.get(), NOW
    for number, wait in enumerate(BACKOFF_S, 1):
        assert outbox.claim(message.id) is not None
        outbox.finish(message.id, number, BAD)
        row = Message.objects.get()
        assert row.state == State.PENDING
        assert timedelta(seconds=wait - 1) <= row.due_at - moment <= timedelta(seconds=wait * 1.2 + 1)
        assert outbox.claim(message.id) is None
        moment = row.due_at
        at(monkeypatch, moment)
    assert outbox.claim(message.id) is not None
    outbox.finish(message.id, len(BACKOFF_S) + 1, BAD)
    row = Message.objects.get()
    assert (row.state, row.job, row.tries[-1]["status"]) == (State.FAILED, None, 500)
    assert Subscription.objects.get().failures == len(BACKOFF_S) + 1


def test_failures_in_a_row_disable_and_say_so(manager: Actor, subscribe: Subscribe, happen: Happen) -> None:
    made = subscribe().subscription
    Subscription.objects.update(failures=outbox.MOST_FAILURES - 1)
    happen()
    message = Message.objects.get()
    outbox.claim(message.id)
    outbox.finish(message.id, 1, BAD)
    row = Subscription.objects.get()
    assert row.disabled_at is not None
    assert "连续 20 次" in row.note["zh"] and "answered 500" in row.note["en"]
    assert Entry.objects.order_by("-number").values_list("action", flat=True)[0] == "subscription.disabled"
    happen()
    assert Message.objects.count() == 1, "nothing is written for it any more"
    services.enable(manager, made.id)
    happen()
    assert Message.objects.count() == 2


def test_success_forgets_failures(subscribe: Subscribe, happen: Happen) -> None:
    subscribe()
    Subscription.objects.update(failures=7)
    happen()
    outbox.claim(Message.objects.get().id)
    outbox.finish(Message.objects.get().id, 1, GOOD)
    assert Subscription.objects.get().failures == 0


def test_410_disables_at_once(subscribe: Subscribe, happen: Happen) -> None:
    subscribe()
    happen()
    outbox.claim(Message.objects.get().id)
    outbox.finish(Message.objects.get().id, 1, Outcome(ok=False, status=410, gone=True))
    assert Subscription.objects.get().disabled_at is not None
    assert Message.objects.get().state == State.FAILED


def test_a_member_who_left_is_not_written_to(
    manager: Actor, subscribe: Subscribe, happen: Happen, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOW)
    subscribe(channel="mail", own=True)
    happen()
    Membership.objects.all().delete()
    at(monkeypatch, NOW + timedelta(minutes=1))
    assert outbox.claim(Message.objects.get().id) is None
    assert Message.objects.get().state == State.FAILED


def test_a_message_whose_job_is_gone_gets_another(
    subscribe: Subscribe, happen: Happen, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe()
    at(monkeypatch, NOW)
    happen()
    message = Message.objects.get()
    at(monkeypatch, NOW + timedelta(minutes=1))
    assert outbox.sweep() == 0, "it has one"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    outbox.claim(message.id)
    assert outbox.sweep() == 0, "its sender may live"
    at(monkeypatch, NOW + timedelta(seconds=60 + outbox.LEASE_S + 1))
    assert outbox.sweep() == 1
    assert Message.objects.get().job not in (None, message.job)
    assert outbox.sweep() == 0


def test_the_second_wall(organisation: Organisation, other: Organisation, subscribe: Subscribe,
                         happen: Happen) -> None:  # fmt: skip
    subscribe()
    happen()
    with scope(other.id):
        for model in (Subscription, Event, Message, Item):
            assert not model.objects.exists()
    with scope(SYSTEM):
        assert Message.objects.count() == 1


def test_every_state_is_left_only_as_told() -> None:
    assert step(State.DONE, "claim") is None and step(State.FAILED, "claim") is None
    assert {state for state, _ in TRANSITIONS} == set(State)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_claim_once(subscribe: Subscribe, happen: Happen, manager: Actor) -> None:
    subscribe()
    happen()
    message = Message.objects.get()
    together = threading.Barrier(4)

    def work(_: int) -> Any:
        try:
            with scope(manager.organisation_id):
                together.wait(10)
                return outbox.claim(message.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        got = [each for each in pool.map(work, range(4)) if each is not None]
    assert len(got) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_event_from_two_at_once(subscribe: Subscribe, happen: Happen, manager: Actor) -> None:
    subscribe()
    together = threading.Barrier(4)

    def work(_: int) -> None:
        try:
            with scope(manager.organisation_id):
                together.wait(10)
                happen(key="scan:1")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert (Event.objects.count(), Item.objects.count(), Message.objects.count()) == (1, 1, 1)
