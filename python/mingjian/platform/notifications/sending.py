"""A message on its way: claimed, carried by its channel, told how it went. No row is locked meanwhile."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from msgspec import Struct
from msgspec.structs import replace
from standardwebhooks.webhooks import Webhook

from mingjian import clock
from mingjian.platform.database import scope
from mingjian.platform.notifications import chats, mail, outbox, telling, wall
from mingjian.platform.notifications.models import Channel, Message
from mingjian.platform.notifications.outbox import Outcome
from mingjian.platform.notifications.seals import Unreadable, unseal

P = ParamSpec("P")
T = TypeVar("T")
_UNREADABLE = Outcome(
    ok=False, final=True, zh="密钥无法解密：平台的密钥已更换，请重新填写",
    en="the secret cannot be read: the platform's key has changed; enter it again",
)  # fmt: skip
_log = logging.getLogger(__name__)


class Parcel(Struct, frozen=True, kw_only=True):
    """Everything a channel needs of a message."""

    id: str
    attempt: int
    channel: str
    to: str
    secrets: dict[str, str]
    subject: str = ""
    text: str = ""
    html: str = ""
    language: str = ""
    body: bytes = b""


async def send(organisation_id: UUID, message_id: UUID) -> None:
    """One try of one message, whatever comes of it."""
    parcel = await _database(organisation_id, _parcel, message_id)
    if parcel is None:
        return
    if isinstance(parcel, Parcel):
        outcome = await carry(parcel)
        attempt = parcel.attempt
    else:
        attempt, outcome = parcel
    await _database(organisation_id, outbox.finish, message_id, attempt, outcome)


async def carry(parcel: Parcel) -> Outcome:
    """Sends it by its channel; how it went, never an exception."""
    begun = time.monotonic()
    try:
        if parcel.channel == Channel.WEBHOOK:
            outcome = await _webhook(parcel)
        elif parcel.channel == Channel.MAIL:
            outcome = await asyncio.to_thread(
                mail.send, parcel.to, parcel.subject, parcel.text, parcel.html, parcel.id,
                language=parcel.language,
            )  # fmt: skip
        else:
            outcome = await chats.send(parcel.channel, parcel.secrets, parcel.text)
    except wall.Refused as why:
        outcome = Outcome(ok=False, zh=why.zh, en=why.en, final=why.final)
    except Exception as error:  # noqa: BLE001 - a library's own; the try failed, and is told so
        _log.exception("a message could not be carried")
        kind = type(error).__name__
        outcome = Outcome(ok=False, zh=f"发送时出错（{kind}）", en=f"sending broke ({kind})")
    return replace(outcome, milliseconds=round((time.monotonic() - begun) * 1000))


def signed(message_id: str, body: bytes, secrets: dict[str, str], now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks; signed by the former secret too while that still holds."""
    keys = [secrets["key"]]
    until = secrets.get("former_until", "")
    if secrets.get("former") and until and datetime.fromisoformat(until) > now:
        keys.append(secrets["former"])
    at = now.astimezone(UTC)
    signatures = [Webhook(key).sign(message_id, at, body.decode()) for key in keys]
    return {
        "webhook-id": message_id, "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures), "content-type": "application/json",
    }  # fmt: skip


async def _webhook(parcel: Parcel) -> Outcome:
    headers = signed(parcel.id, parcel.body, parcel.secrets, clock.now())
    answer = await wall.post(parcel.to, parcel.body, headers)
    status = answer.status
    if 200 <= status < 300:
        return Outcome(ok=True, status=status, zh=f"对方答复 {status}", en=f"answered {status}")
    if 300 <= status < 400:
        return Outcome(
            ok=False, status=status, zh=f"对方要求转向（{status}），不跟随",
            en=f"it redirects ({status}), which is not followed",
        )  # fmt: skip
    return Outcome(
        ok=False, status=status, gone=status == 410, zh=f"对方答复 {status}", en=f"answered {status}"
    )


def _parcel(message_id: UUID) -> Parcel | tuple[int, Outcome] | None:
    """Claims the message and makes it up; None where there is nothing to do."""
    message = outbox.claim(message_id)
    if message is None:
        return None
    subscription = message.subscription
    try:
        secrets = unseal(subscription.sealed)
    except Unreadable:
        return message.attempts, _UNREADABLE
    made = Parcel(
        id=str(message.id), attempt=message.attempts, channel=subscription.channel, secrets=secrets,
        to=subscription.user.email if subscription.user else subscription.address,
    )  # fmt: skip
    return _filled(message, made)


def _filled(message: Message, made: Parcel) -> Parcel:
    events = telling.events_of(message)
    if made.channel == Channel.WEBHOOK:
        return replace(made, body=telling.payload(message, events))
    language = telling.language_of(message.subscription)
    sheet = telling.sheet(message, events)
    if made.channel != Channel.MAIL:
        return replace(made, text=telling.chat(sheet, language))
    subject, text, html = telling.mail(message, sheet, language)
    return replace(made, subject=subject, text=text, html=html, language=language)


async def _database(organisation_id: UUID, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls what reads and writes rows, in the one thread that holds the connection, in that scope."""

    def inside() -> T:
        with scope(organisation_id):
            return do(*args, **kwargs)

    return await sync_to_async(inside)()
