"""/api/v1/subscriptions, /webhooks, /deliveries: who is told of what, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.events import Kind
from mingjian.platform.notifications import services
from mingjian.platform.notifications.models import Channel, Message, Subscription
from mingjian.platform.notifications.services import Made, Wish
from mingjian.platform.paging import Listed, Page, Paging, paged
from mingjian.platform.problems import missing

subscriptions = Router(tags=["notifications"])
webhooks = Router(tags=["notifications"])
deliveries = Router(tags=["notifications"])
Rhythms = Literal["instant", "daily", "weekly"]
Languages = Literal["zh-hans", "en"]


class Choice(Schema):
    """What may be chosen of every subscription, and changed later."""

    events: list[Kind] = Field(min_length=1, max_length=20)
    name: str = Field("", max_length=80)
    rhythm: Rhythms = "instant"
    hour: int = Field(9, ge=0, le=23, description="of digests, Asia/Shanghai")
    weekday: int = Field(0, ge=0, le=6, description="of weekly digests; 0 is Monday")
    language: Languages = "zh-hans"
    search: UUID | None = Field(None, description="a saved search of apps, for `search.matched`")

    def wish(self, channel: str, **more: Any) -> Wish:
        """As the service takes it."""
        return Wish(channel=channel, **self.model_dump(include=set(Choice.model_fields)), **more)


class SubscriptionIn(Choice):
    channel: Literal["mail", "wecom", "dingtalk", "feishu"]
    own: bool = Field(False, description="one's own e-mail; else the organisation's")
    address: str = Field("", max_length=254, description="of mail of the organisation")
    key: str = Field("", max_length=500, description="of a robot: its key, or the address it shows")
    signing: str = Field("", max_length=128, description="of a DingTalk robot: its signing secret, `SEC…`")


class WebhookIn(Choice):
    url: str = Field(min_length=8, max_length=500, description="https, at a public address")


class SubscriptionOut(Schema):
    id: UUID
    channel: Literal["mail", "webhook", "wecom", "dingtalk", "feishu"]
    own: bool
    name: str
    address: str = Field(description="masked where it holds a secret")
    events: list[str]
    search: UUID | None
    rhythm: Rhythms
    hour: int
    weekday: int
    due_at: datetime | None
    language: str
    failures: int = Field(description="failed tries since the last that went well")
    disabled_at: datetime | None
    note: dict[str, str]
    created_at: datetime

    @staticmethod
    def resolve_search(row: Subscription) -> UUID | None:
        return row.search_id

    @staticmethod
    def resolve_own(row: Subscription) -> bool:
        return row.user_id is not None

    @staticmethod
    def resolve_address(row: Subscription) -> str:
        return services.shown_address(row)


class WebhookMade(Schema):
    webhook: SubscriptionOut
    secret: str = Field(description="`whsec_…`, as Standard Webhooks signs with; shown this once")


class DeliveryOut(Schema):
    id: UUID = Field(description="`webhook-id` of what is sent; the same at every try")
    subscription_id: UUID
    kind: Literal["event", "digest", "test"]
    state: Literal["pending", "sending", "done", "failed"]
    attempts: int
    tries: list[dict[str, Any]] = Field(description="the last ones: at, ok, status, ms, zh, en")
    due_at: datetime
    created_at: datetime
    done_at: datetime | None


class LogOf(Schema):
    subscription: UUID | None = None
    state: Literal["pending", "sending", "done", "failed"] | None = None


@subscriptions.get("", response=Page[SubscriptionOut], auth=Scoped("organisation:read"))
def list_subscriptions(request: HttpRequest, paging: Query[Paging]) -> Listed[Subscription]:
    """One's own, and with `notifications:manage` the organisation's, webhooks too."""
    return paged(services.subscriptions(actor_of(request)), paging, "-created_at", "-id")


@subscriptions.post("", response={201: SubscriptionOut}, auth=Scoped("organisation:read"))
def create_subscription(request: HttpRequest, asked: SubscriptionIn) -> Status[Subscription]:
    """Mail or a robot. The organisation's need `notifications:manage`; one's own e-mail does not."""
    more = {name: getattr(asked, name) for name in ("own", "address", "key", "signing")}
    return Status(201, services.create(actor_of(request), asked.wish(asked.channel, **more)).subscription)


@subscriptions.get("/{subscription_id}", response=SubscriptionOut, auth=Scoped("organisation:read"))
def get_subscription(request: HttpRequest, subscription_id: UUID) -> Subscription:
    """One subscription."""
    return services.one(actor_of(request), subscription_id)


@subscriptions.put("/{subscription_id}", response=SubscriptionOut, auth=Scoped("organisation:read"))
def change_subscription(request: HttpRequest, subscription_id: UUID, asked: Choice) -> Subscription:
    """Other events, another rhythm; channel, address and keys stay."""
    return services.change(actor_of(request), subscription_id, asked.wish(""))


@subscriptions.delete("/{subscription_id}", response={204: None}, auth=Scoped("organisation:read"))
def remove_subscription(request: HttpRequest, subscription_id: UUID) -> Status[None]:
    """Ends it, with its log."""
    services.remove(actor_of(request), subscription_id)
    return Status(204, None)


@subscriptions.post("/{subscription_id}/test", response={202: DeliveryOut}, auth=Scoped("organisation:read"))
def test_subscription(request: HttpRequest, subscription_id: UUID) -> Status[Message]:
    """Sends a test message; the delivery says how it went."""
    return Status(202, services.test(actor_of(request), subscription_id))


@subscriptions.post("/{subscription_id}/disable", response=SubscriptionOut, auth=Scoped("organisation:read"))
def disable_subscription(request: HttpRequest, subscription_id: UUID) -> Subscription:
    """Pauses it."""
    return services.disable(actor_of(request), subscription_id)


@subscriptions.post("/{subscription_id}/enable", response=SubscriptionOut, auth=Scoped("organisation:read"))
def enable_subscription(request: HttpRequest, subscription_id: UUID) -> Subscription:
    """Resumes it, also after it was disabled for its failures."""
    return services.enable(actor_of(request), subscription_id)


@webhooks.get("", response=Page[SubscriptionOut], auth=Scoped("notifications:manage"))
def list_webhooks(request: HttpRequest, paging: Query[Paging]) -> Listed[Subscription]:
    """The organisation's webhooks."""
    rows = services.subscriptions(actor_of(request)).filter(channel=Channel.WEBHOOK)
    return paged(rows, paging, "-created_at", "-id")


@webhooks.post("", response={201: WebhookMade}, auth=Scoped("notifications:manage"))
def create_webhook(request: HttpRequest, asked: WebhookIn) -> Status[dict[str, Any]]:
    """A webhook signed as Standard Webhooks says."""
    wish = asked.wish(Channel.WEBHOOK, address=asked.url)
    return Status(201, _made(services.create(actor_of(request), wish)))


@webhooks.get("/{webhook_id}", response=SubscriptionOut, auth=Scoped("notifications:manage"))
def get_webhook(request: HttpRequest, webhook_id: UUID) -> Subscription:
    """One webhook."""
    return _webhook(request, webhook_id)


@webhooks.put("/{webhook_id}", response=SubscriptionOut, auth=Scoped("notifications:manage"))
def change_webhook(request: HttpRequest, webhook_id: UUID, asked: WebhookIn) -> Subscription:
    """Another address, other events; the secret stays."""
    row = _webhook(request, webhook_id)
    return services.change(actor_of(request), row.id, asked.wish(Channel.WEBHOOK, address=asked.url))


@webhooks.delete("/{webhook_id}", response={204: None}, auth=Scoped("notifications:manage"))
def remove_webhook(request: HttpRequest, webhook_id: UUID) -> Status[None]:
    """Ends it, with its log."""
    services.remove(actor_of(request), _webhook(request, webhook_id).id)
    return Status(204, None)


@webhooks.post("/{webhook_id}/secret", response=WebhookMade, auth=Scoped("notifications:manage"))
def roll_webhook_secret(request: HttpRequest, webhook_id: UUID) -> dict[str, Any]:
    """A new signing secret; the former signs beside it for 24 hours."""
    return _made(services.roll(actor_of(request), _webhook(request, webhook_id).id))


@deliveries.get("", response=Page[DeliveryOut], auth=Scoped("organisation:read"))
def list_deliveries(request: HttpRequest, narrow: Query[LogOf], paging: Query[Paging]) -> Listed[Message]:
    """The delivery log, newest first."""
    rows = services.messages(actor_of(request))
    if narrow.subscription is not None:
        rows = rows.filter(subscription_id=narrow.subscription)
    if narrow.state is not None:
        rows = rows.filter(state=narrow.state)
    return paged(rows, paging, "-created_at", "-id")


@deliveries.get("/{message_id}", response=DeliveryOut, auth=Scoped("organisation:read"))
def get_delivery(request: HttpRequest, message_id: UUID) -> Message:
    """One delivery."""
    return services.message(actor_of(request), message_id)


@deliveries.post("/{message_id}/replay", response={202: DeliveryOut}, auth=Scoped("organisation:read"))
def replay_delivery(request: HttpRequest, message_id: UUID) -> Status[Message]:
    """Sends it once more, under the same id."""
    return Status(202, services.replay(actor_of(request), message_id))


def _webhook(request: HttpRequest, webhook_id: UUID) -> Subscription:
    row = services.one(actor_of(request), webhook_id)
    if row.channel != Channel.WEBHOOK:
        raise missing()
    return row


def _made(made: Made) -> dict[str, Any]:
    return {"webhook": made.subscription, "secret": made.secret}
