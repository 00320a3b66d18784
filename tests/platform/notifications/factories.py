"""What the access matrix asks about: an organisation's webhook, and a message of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mingjian import clock
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.notifications.models import Message, Subscription


def _webhook(organisation: Organisation) -> Any:
    return Subscription.objects.create(
        organisation=organisation, channel="webhook", address="https://hooks.example.cn/mj",
        events=["finding.new"], created_by="user:x",
    ).id  # fmt: skip


def _message(organisation: Organisation) -> Any:
    return Message.objects.create(
        organisation=organisation, subscription_id=_webhook(organisation), kind="test", state="done",
        due_at=clock.now(), done_at=clock.now(),
    ).id  # fmt: skip


SUBJECTS: dict[str, Callable[[Organisation], Any]] = {
    "subscription_id": _webhook,
    "webhook_id": _webhook,
    "message_id": _message,
}
PERSONAL = {"subscription_id", "message_id"}
BODIES: dict[str, Any] = {
    "change_subscription": {"events": ["finding.new"]},
    "change_webhook": {"events": ["finding.new"], "url": "https://hooks.example.cn/mj"},
    "subscription-act": {"do": "test"},
}
