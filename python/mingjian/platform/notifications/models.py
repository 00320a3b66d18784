"""Subscriptions, and the outbox: events, what they make for each subscription, messages that carry them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from mingjian import clock
from mingjian.platform.accounts.models import Organisation, User
from mingjian.platform.columns import Column
from mingjian.platform.notifications.state import State
from mingjian.platform.portfolio.models import SavedSearch

WAITING = models.Q(state__in=[State.PENDING, State.SENDING])


class Channel(models.TextChoices):
    MAIL = "mail"
    WEBHOOK = "webhook"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class Rhythm(models.TextChoices):
    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


class Subscription(models.Model):
    """Some kinds of events, a way to be told, and when. A member's own, or the organisation's."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    user: Column[User | None] = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    user_id: uuid.UUID | None
    """Whose own it is: told by e-mail at the address they sign in with. None: the organisation's."""
    channel: Column[str] = models.CharField(max_length=10, choices=Channel.choices)
    name: Column[str] = models.CharField(max_length=80, blank=True)
    address: Column[str] = models.CharField(max_length=500, blank=True)
    """An e-mail address, a webhook's URL; of a chat's robot the last four characters of its key."""
    sealed: Column[str] = models.TextField(blank=True)
    """Secrets, encrypted (`seals`)."""
    events: Column[list[str]] = models.JSONField(default=list)
    search: Column[SavedSearch | None] = models.ForeignKey(
        SavedSearch, models.CASCADE, null=True, related_name="+"
    )
    search_id: uuid.UUID | None
    """For `search.matched`."""
    looked_at: Column[datetime | None] = models.DateTimeField(null=True)
    """When the search was asked last."""
    rhythm: Column[str] = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.INSTANT)
    hour: Column[int] = models.SmallIntegerField(default=9)
    """Of digests, Asia/Shanghai."""
    weekday: Column[int] = models.SmallIntegerField(default=0)
    """Of weekly digests; 0 is Monday."""
    due_at: Column[datetime | None] = models.DateTimeField(null=True)
    """When the next digest is due."""
    language: Column[str] = models.CharField(max_length=8, default="zh-hans")
    failures: Column[int] = models.IntegerField(default=0)
    """Tries that failed since the last that did not."""
    disabled_at: Column[datetime | None] = models.DateTimeField(null=True)
    note: Column[dict[str, str]] = models.JSONField(default=dict)
    """Why it was disabled, in both languages."""
    created_by: Column[str] = models.CharField(max_length=80)
    created_at: Column[datetime] = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (
            models.Index(fields=["organisation", "-created_at"], name="subscription_recent"),
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False, disabled_at=None),
                name="subscription_due",
            ),
        )  # fmt: skip


class Event(models.Model):
    """Something that happened and that somebody is to hear of."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    kind: Column[str] = models.CharField(max_length=30)
    key: Column[str] = models.CharField(max_length=200)
    subject: Column[str] = models.CharField(max_length=120)
    detail: Column[dict[str, object]] = models.JSONField(default=dict)
    at: Column[datetime] = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "key"], name="event_once"),)
        indexes = (models.Index(fields=["at"], name="event_age"),)


class Message(models.Model):
    """One thing sent, or to be sent, to one subscriber. Its id is what a receiver knows it by."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    subscription: Column[Subscription] = models.ForeignKey(
        Subscription, models.CASCADE, related_name="messages"
    )
    subscription_id: uuid.UUID
    kind: Column[str] = models.CharField(max_length=8)
    """`event`, `digest` or `test`."""
    since: Column[datetime | None] = models.DateTimeField(null=True)
    """Of a digest: from when to `created_at`."""
    state: Column[str] = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts: Column[int] = models.IntegerField(default=0)
    due_at: Column[datetime] = models.DateTimeField()
    lease_until: Column[datetime | None] = models.DateTimeField(null=True)
    """Until when its sender is believed alive."""
    tries: Column[list[dict[str, object]]] = models.JSONField(default=list)
    """The last tries: when, status, milliseconds, words."""
    job: Column[int | None] = models.BigIntegerField(null=True)
    """Of the queue, while there is something to do."""
    created_at: Column[datetime] = models.DateTimeField(default=clock.now)
    done_at: Column[datetime | None] = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["due_at"], condition=WAITING, name="message_waiting"),
            models.Index(fields=["organisation", "-created_at", "-id"], name="message_recent"),
            models.Index(fields=["subscription", "-created_at"], name="message_of_subscription"),
        )


class Item(models.Model):
    """An event for a subscription: one, whatever is done twice. Without a message it waits for a digest."""

    id: Column[uuid.UUID] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    subscription: Column[Subscription] = models.ForeignKey(Subscription, models.CASCADE, related_name="+")
    subscription_id: uuid.UUID
    event: Column[Event] = models.ForeignKey(Event, models.CASCADE, related_name="+")
    event_id: uuid.UUID
    message: Column[Message | None] = models.ForeignKey(
        Message, models.CASCADE, null=True, related_name="items"
    )
    message_id: uuid.UUID | None

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "subscription"], name="item_once"),)
        indexes = (
            models.Index(
                fields=["subscription"], condition=models.Q(message=None), name="item_waiting"
            ),
        )  # fmt: skip


class Match(models.Model):
    """An app a subscribed search has found already."""

    id: int
    organisation: Column[Organisation] = models.ForeignKey(Organisation, models.CASCADE)
    organisation_id: uuid.UUID
    subscription: Column[Subscription] = models.ForeignKey(Subscription, models.CASCADE, related_name="+")
    subscription_id: uuid.UUID
    found: Column[uuid.UUID] = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subscription", "found"], name="match_once"),)
