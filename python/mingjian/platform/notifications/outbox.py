"""The outbox: an event becomes rows in the transaction it happened in; senders claim, and say how it went.

At least once: a message whose sender was killed is sent again under the same id. Each event reaches each
subscription in exactly one message.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from msgspec import Struct
from procrastinate.contrib.django import app as jobs

from mingjian import clock
from mingjian.platform.accounts.access import system
from mingjian.platform.accounts.models import Membership
from mingjian.platform.audit.services import record
from mingjian.platform.events import Happened
from mingjian.platform.notifications.models import Channel, Event, Item, Message, Rhythm, Subscription
from mingjian.platform.notifications.rhythm import next_due, span
from mingjian.platform.notifications.state import BACKOFF_S, State, step

TASK = "notifications.send"
QUEUE = "notifications"
GATHER_S = 20
"""How long a mail or a chat message waits for more to say; a webhook tells each event by itself."""
LEASE_S = 180
MOST_FAILURES = 20
"""Failed tries in a row, after which a subscription is disabled."""
MOST_TRIES_KEPT = 10
_SWEPT_AT_ONCE = 500
_WITHOUT_JOB = """
SELECT message.id FROM notifications_message message
LEFT JOIN procrastinate_jobs job ON job.id = message.job AND job.status IN ('todo', 'doing')
WHERE message.state IN ('pending', 'sending') AND job.id IS NULL
AND message.due_at < %s AND (message.lease_until IS NULL OR message.lease_until < %s)
ORDER BY message.due_at LIMIT %s
"""
_log = logging.getLogger(__name__)


class Outcome(Struct, frozen=True, kw_only=True):
    """How one try went."""

    ok: bool
    status: int = 0
    """Of HTTP, where there was one."""
    zh: str = ""
    en: str = ""
    milliseconds: int = 0
    final: bool = False
    """Trying again is of no use."""
    gone: bool = False
    """The receiver wants no more: 410."""


def take_each(happened: Sequence[Happened]) -> None:
    """Writes events of one organisation down for everyone who subscribed; the receiver of `events.emit`."""
    kinds = {each.kind for each in happened}
    rows = Subscription.objects.filter(organisation_id=happened[0].organisation_id, disabled_at=None)
    subscribed = [row for row in rows if kinds.intersection(row.events)]
    for each in happened if subscribed else ():
        _take(each, subscribed)


def _take(happened: Happened, subscribed: Sequence[Subscription]) -> None:
    wanted = [
        row
        for row in subscribed
        if happened.kind in row.events
        and happened.only in (None, row.id)
        and (row.user_id is None or row.user_id != happened.by)
    ]
    if not wanted:
        return
    with transaction.atomic():
        event = Event(
            organisation_id=happened.organisation_id, kind=happened.kind, key=happened.key[:200],
            subject=happened.subject, detail=happened.detail,
        )  # fmt: skip
        Event.objects.bulk_create([event], ignore_conflicts=True)
        if not Event.objects.filter(id=event.id).exists():
            return
        for subscription in wanted:
            message = _message_for(subscription)
            Item.objects.create(
                organisation_id=event.organisation_id, subscription=subscription, event=event, message=message
            )


def _message_for(subscription: Subscription) -> Message | None:
    """The message an event goes out with; None where a digest will gather it."""
    if subscription.rhythm != Rhythm.INSTANT:
        return None
    now = clock.now()
    if subscription.channel == Channel.WEBHOOK:
        return make(subscription, "event")
    open_ = Message.objects.select_for_update(skip_locked=True).filter(
        subscription=subscription, kind="event", state=State.PENDING, attempts=0, due_at__gt=now
    )
    return open_.first() or make(subscription, "event", wait_s=GATHER_S)


def make(subscription: Subscription, kind: str, *, wait_s: int = 0, items: bool = False) -> Message:
    """A new message with its job, in the transaction under way; `items`: it takes all that wait."""
    now = clock.now()
    message = Message.objects.create(
        organisation_id=subscription.organisation_id, subscription=subscription, kind=kind, created_at=now,
        due_at=now + timedelta(seconds=wait_s),
        since=now - span(subscription.rhythm) if kind == "digest" else None,
    )  # fmt: skip
    if items:
        Item.objects.filter(subscription=subscription, message=None).update(message=message)
    enqueue(message, wait_s)
    return message


def enqueue(message: Message, wait_s: int = 0) -> None:
    """Puts a job for the message into the queue, in the transaction under way."""
    message.job = jobs.configure_task(
        TASK, queue=QUEUE, schedule_in={"seconds": wait_s} if wait_s else None
    ).defer(message_id=str(message.id), organisation_id=str(message.organisation_id))
    Message.objects.filter(id=message.id).update(job=message.job)


def claim(message_id: UUID) -> Message | None:
    """Takes a message for sending; None where it is not due, another's, or over.

    It stays with the one who claimed it until `lease_until`; then its sender counts as dead.
    """
    now = clock.now()
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(id=message_id).first()
        if message is None or step(State(message.state), "claim") is None:
            return None
        if message.due_at > now + timedelta(seconds=1):
            return None
        if message.state == State.SENDING and message.lease_until and message.lease_until > now:
            return None
        subscription = Subscription.objects.select_related("user").get(id=message.subscription_id)
        message.subscription = subscription
        if subscription.disabled_at is not None or not _member_still(subscription):
            _end(message, State.FAILED, Outcome(ok=False, zh="订阅已停用", en="the subscription is disabled"))
            return None
        message.state = State.SENDING
        message.attempts += 1
        message.lease_until = now + timedelta(seconds=LEASE_S)
        message.save(update_fields=["state", "attempts", "lease_until"])
        return message


def finish(message_id: UUID, attempt: int, outcome: Outcome) -> None:
    """Says how a try went: done, again later, or given up; enough failures in a row disable the way."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(id=message_id).first()
        if message is None or message.state != State.SENDING or message.attempts != attempt:
            return  # another took it over
        subscription = Subscription.objects.select_for_update().get(id=message.subscription_id)
        if outcome.ok:
            _end(message, State.DONE, outcome)
            if subscription.failures:
                Subscription.objects.filter(id=subscription.id).update(failures=0)
            return
        subscription.failures += 1
        subscription.save(update_fields=["failures"])
        if outcome.final or outcome.gone or message.attempts > len(BACKOFF_S):
            _end(message, State.FAILED, outcome)
        else:
            wait_s = round(BACKOFF_S[message.attempts - 1] * random.uniform(1, 1.2))  # noqa: S311 - spreads
            _tried(message, outcome)
            message.state, message.lease_until = State.PENDING, None
            message.due_at = clock.now() + timedelta(seconds=wait_s)
            message.save(update_fields=["state", "lease_until", "due_at", "tries"])
            enqueue(message, wait_s)
        if outcome.gone or subscription.failures >= MOST_FAILURES:
            _disable(subscription, outcome)


def sweep() -> int:
    """Gives every message that waits without a job a new one (in the scope of `SYSTEM`); how many."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_JOB, [now, now, _SWEPT_AT_ONCE])
        found: list[UUID] = [row[0] for row in cursor.fetchall()]
    for message_id in found:
        with transaction.atomic():
            message = Message.objects.select_for_update(skip_locked=True).filter(id=message_id).first()
            if message is not None and message.state in (State.PENDING, State.SENDING):
                _log.warning("a message without a job is queued again")
                enqueue(message)
    return len(found)


def digests() -> int:
    """Makes the digests that are due (in the scope of `SYSTEM`); how many. Nothing to say makes none."""
    now = clock.now()
    due = Subscription.objects.filter(due_at__lte=now, disabled_at=None).order_by("due_at")
    made = 0
    for subscription_id in list(due.values_list("id", flat=True)[:_SWEPT_AT_ONCE]):
        with transaction.atomic():
            row = due.select_for_update(skip_locked=True, of=("self",)).filter(id=subscription_id).first()
            if row is None:
                continue
            row.due_at = next_due(row.rhythm, row.hour, row.weekday, now)
            row.save(update_fields=["due_at"])
            if Item.objects.filter(subscription=row, message=None).exists():
                make(row, "digest", items=True)
                made += 1
    return made


def _member_still(subscription: Subscription) -> bool:
    if subscription.user_id is None:
        return True
    return Membership.objects.filter(
        organisation_id=subscription.organisation_id, user_id=subscription.user_id, user__is_active=True
    ).exists()


def _tried(message: Message, outcome: Outcome) -> None:
    told: dict[str, object] = {
        "at": clock.now().isoformat(), "ok": outcome.ok, "status": outcome.status,
        "ms": outcome.milliseconds, "zh": outcome.zh, "en": outcome.en,
    }  # fmt: skip
    message.tries = [*message.tries[-(MOST_TRIES_KEPT - 1) :], told]


def _end(message: Message, state: State, outcome: Outcome) -> None:
    _tried(message, outcome)
    message.state, message.lease_until, message.job, message.done_at = state, None, None, clock.now()
    message.save(update_fields=["state", "lease_until", "job", "done_at", "tries"])


def _disable(subscription: Subscription, outcome: Outcome) -> None:
    why = outcome.zh, outcome.en
    if outcome.gone:
        note = {"zh": "对方答复 410，不再接收", "en": "the receiver answered 410: it wants no more"}
    else:
        note = {
            "zh": f"连续 {subscription.failures} 次未送达，已停用。最后一次：{why[0]}",
            "en": f"disabled after {subscription.failures} failed tries in a row. The last: {why[1]}",
        }
    subscription.disabled_at, subscription.note = clock.now(), note
    subscription.save(update_fields=["disabled_at", "note"])
    organisation_id = subscription.organisation_id
    record(
        organisation_id, system(organisation_id, "notifications").id, "subscription.disabled",
        f"subscription:{subscription.id}", {"failures": subscription.failures, "status": outcome.status},
    )  # fmt: skip
