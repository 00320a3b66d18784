"""Subscriptions and replays: the only writer of what people choose. Messages are written by `outbox`.

A member keeps their own e-mail notifications; everything else is the organisation's and needs
`notifications:manage`.
"""

from __future__ import annotations

import base64
import secrets as randomness
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from msgspec import Struct

from mingjian import clock
from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.accounts.models import Organisation
from mingjian.platform.audit.services import record
from mingjian.platform.events import KINDS
from mingjian.platform.notifications import chats, outbox, wall, watching
from mingjian.platform.notifications.models import Channel, Item, Message, Rhythm, Subscription
from mingjian.platform.notifications.rhythm import next_due
from mingjian.platform.notifications.seals import Unreadable, masked, seal, unseal
from mingjian.platform.notifications.state import State, step
from mingjian.platform.portfolio.models import SavedSearch
from mingjian.platform.problems import Problem, missing, wrong

MOST = 100
"""Subscriptions of one organisation as such."""
MOST_OWN = 10
"""And of one member."""
OVERLAP = timedelta(hours=24)
"""How long a webhook's former secret signs beside the new one."""
LANGUAGES = ("zh-hans", "en")


class Wish(Struct, frozen=True, kw_only=True):
    """What a subscription is to be."""

    channel: str
    events: Sequence[str]
    own: bool = False
    """The actor's own e-mail."""
    name: str = ""
    address: str = ""
    key: str = ""
    """Of a chat's robot: its key, or its whole address."""
    signing: str = ""
    rhythm: str = Rhythm.INSTANT
    hour: int = 9
    weekday: int = 0
    language: str = "zh-hans"
    search: UUID | None = None


class Made(Struct, frozen=True):
    """A subscription, and its signing secret where it is a webhook's: known this once."""

    subscription: Subscription
    secret: str = ""


def subscriptions(actor: Actor) -> QuerySet[Subscription]:
    """The actor's own, and the organisation's where the actor manages them."""
    require(actor, "organisation:read")
    mine = Q(user_id=actor.user_id) if actor.user_id else Q(pk=None)
    seen = mine | Q(user=None) if actor.may("notifications:manage") else mine
    rows = Subscription.objects.filter(seen, organisation_id=actor.organisation_id)
    return rows.select_related("user", "search")


def one(actor: Actor, subscription_id: UUID) -> Subscription:
    """One of them. Raises: Problem: 404."""
    row = subscriptions(actor).filter(id=subscription_id).first()
    if row is None:
        raise missing()
    return row


def messages(actor: Actor, subscription: Subscription | None = None) -> QuerySet[Message]:
    """The delivery log: messages of the subscriptions the actor sees."""
    rows = Message.objects.filter(
        organisation_id=actor.organisation_id, subscription__in=subscriptions(actor).values("id")
    )
    if subscription is not None:
        rows = rows.filter(subscription=subscription)
    return rows.select_related("subscription__user")


def message(actor: Actor, message_id: UUID) -> Message:
    """One message. Raises: Problem: 404."""
    row = messages(actor).filter(id=message_id).first()
    if row is None:
        raise missing()
    return row


def create(actor: Actor, wish: Wish) -> Made:
    """A new subscription.

    Raises:
        Forbidden: it is the organisation's, and the actor does not manage those.
        Problem: 409 there are too many; 422 a field is wrong.
    """
    require(actor, "organisation:read" if wish.own else "notifications:manage")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(id=actor.organisation_id)
        row = Subscription(
            organisation_id=actor.organisation_id, channel=_channel(wish), created_by=actor.id,
            user_id=_owner(actor) if wish.own else None,
        )  # fmt: skip
        _room(actor, row)
        _choose(actor, row, wish)
        secret = _address(row, wish)
        row.save(force_insert=True)
        _baseline(row)
        _told(actor, row, "created", {"channel": row.channel, "events": row.events})
        return Made(row, secret)


def change(actor: Actor, subscription_id: UUID, wish: Wish) -> Subscription:
    """Other events, another rhythm, name, language or address; the channel and its keys stay.

    Raises:
        Problem: 404; 422 a field is wrong.
    """
    with transaction.atomic():
        row = _locked(actor, subscription_id)
        searched = row.search_id
        _choose(actor, row, wish)
        if row.channel == Channel.WEBHOOK and wish.address:
            row.address = _url(wish.address)
        row.save()
        if row.search_id != searched:
            _baseline(row)
        _told(actor, row, "changed", {"events": row.events, "rhythm": row.rhythm})
        return row


def remove(actor: Actor, subscription_id: UUID) -> None:
    """Ends a subscription, with its log. Raises: Problem: 404."""
    with transaction.atomic():
        row = _locked(actor, subscription_id)
        _told(actor, row, "removed")
        row.delete()


def disable(actor: Actor, subscription_id: UUID) -> Subscription:
    """Pauses it: what happens meanwhile is not told. Raises: Problem: 404."""
    with transaction.atomic():
        row = _locked(actor, subscription_id)
        if row.disabled_at is None:
            row.disabled_at = clock.now()
            row.note = {"zh": "由成员停用", "en": "disabled by a member"}
            row.save(update_fields=["disabled_at", "note"])
            _told(actor, row, "disabled")
        return row


def enable(actor: Actor, subscription_id: UUID) -> Subscription:
    """Resumes it, its count of failures begun anew. Raises: Problem: 404."""
    with transaction.atomic():
        row = _locked(actor, subscription_id)
        if row.disabled_at is not None:
            row.disabled_at, row.note, row.failures = None, {}, 0
            row.due_at = next_due(row.rhythm, row.hour, row.weekday, clock.now())
            row.save(update_fields=["disabled_at", "note", "failures", "due_at"])
            _told(actor, row, "enabled")
        return row


def test(actor: Actor, subscription_id: UUID) -> Message:
    """Sends a test message. Raises: Problem: 404; 409 it is disabled."""
    with transaction.atomic():
        row = _locked(actor, subscription_id)
        _enabled(row)
        made = outbox.make(row, "test")
        _told(actor, row, "tested", {"message": str(made.id)})
        return made


def roll(actor: Actor, subscription_id: UUID) -> Made:
    """A new signing secret of a webhook; the former signs beside it for a day. Raises: Problem: 404, 409."""
    with transaction.atomic():
        row = _locked(actor, subscription_id)
        if row.channel != Channel.WEBHOOK:
            raise Problem(409, "no_secret", "只有 Webhook 有签名密钥", "only webhooks have a signing secret")
        try:
            former = unseal(row.sealed).get("key", "")
        except Unreadable:
            former = ""
        secret = _fresh()
        row.sealed = seal(
            {"key": secret, "former": former, "former_until": (clock.now() + OVERLAP).isoformat()}
        )
        row.save(update_fields=["sealed"])
        _told(actor, row, "secret_rolled")
        return Made(row, secret)


def replay(actor: Actor, message_id: UUID) -> Message:
    """Sends a message that is over once more, under the same id. Raises: Problem: 404, 409."""
    with transaction.atomic():
        seen = message(actor, message_id)
        _manages(actor, seen.subscription)
        row = Message.objects.select_for_update().get(id=seen.id)
        after = step(State(row.state), "replay")
        if after is None:
            raise Problem(409, "state", "这条消息还在发送", "the message is still on its way")
        _enabled(seen.subscription)
        row.state, row.attempts, row.lease_until, row.done_at = after, 0, None, None
        row.due_at = clock.now()
        row.save(update_fields=["state", "attempts", "lease_until", "done_at", "due_at"])
        outbox.enqueue(row)
        record(actor.organisation_id, actor.id, "message.replayed", f"message:{row.id}")
        return row


def shown_address(row: Subscription) -> str:
    """Where it goes, as a person may see it: of a robot the end of its key, of a URL no query."""
    if row.user is not None:
        return row.user.email
    if row.channel in chats.SERVICES:
        return f"••••{row.address}"
    return row.address.partition("?")[0] + ("?…" if "?" in row.address else "")


def _channel(wish: Wish) -> str:
    if wish.channel not in Channel.values:
        raise wrong("channel", "没有这种方式", "there is no such channel")
    if wish.own and wish.channel != Channel.MAIL:
        raise wrong("channel", "个人通知只发邮件", "one's own notifications go by e-mail")
    return wish.channel


def _owner(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise wrong("own", "不是成员", "the actor is no person")
    return actor.user_id


def _choose(actor: Actor, row: Subscription, wish: Wish) -> None:
    """Takes over what may be chosen at any time."""
    wanted = [kind for kind in KINDS if kind in set(wish.events)]
    if not wanted or set(wish.events) - set(KINDS):
        raise wrong("events", "至少选一种事件", "choose at least one kind of event")
    if wish.rhythm not in Rhythm.values:
        raise wrong("rhythm", "没有这种频率", "there is no such rhythm")
    if not (0 <= wish.hour <= 23 and 0 <= wish.weekday <= 6):
        raise wrong("hour", "钟点为 0 至 23，周几为 0 至 6", "hours are 0 to 23, weekdays 0 to 6")
    if wish.language not in LANGUAGES:
        raise wrong("language", "语言为 zh-hans 或 en", "the language is zh-hans or en")
    row.events = list(wanted)
    row.search = _search(actor, wish, row) if "search.matched" in wanted else None
    row.name = " ".join(wish.name.replace("\0", "").split())[:80]
    row.language = wish.language
    if row.due_at is None or (row.rhythm, row.hour, row.weekday) != (wish.rhythm, wish.hour, wish.weekday):
        row.due_at = next_due(wish.rhythm, wish.hour, wish.weekday, clock.now())
    row.rhythm, row.hour, row.weekday = wish.rhythm, wish.hour, wish.weekday


def _search(actor: Actor, wish: Wish, row: Subscription) -> SavedSearch:
    if wish.search is not None and wish.search == row.search_id and row.search is not None:
        return row.search
    found = SavedSearch.objects.filter(
        id=wish.search, organisation_id=actor.organisation_id, user_id=actor.user_id, page="apps"
    ).first()
    if found is None:
        raise wrong("search", "选一个已存的应用搜索", "choose one of your saved searches of apps")
    return found


def _baseline(row: Subscription) -> None:
    """What the search finds now is not new."""
    if row.search is None:
        return
    found = list(watching.matches(row.search).values_list("id", flat=True)[: watching.MOST_MATCHES + 1])
    if len(found) > watching.MOST_MATCHES:
        raise wrong("search", f"此搜索匹配超过 {watching.MOST_MATCHES:,} 个应用，请收窄",
                    f"it matches more than {watching.MOST_MATCHES:,} apps; narrow it")  # fmt: skip
    watching.remember(row, found)


def _address(row: Subscription, wish: Wish) -> str:
    """Takes over where it goes and what opens the way; the secret to be shown once."""
    if row.user_id is not None:
        return ""
    if row.channel == Channel.MAIL:
        row.address = _mail(wish.address)
        return ""
    if row.channel == Channel.WEBHOOK:
        row.address = _url(wish.address)
        secret = _fresh()
        row.sealed = seal({"key": secret})
        return secret
    key = chats.key_of(row.channel, wish.key)
    row.address = masked(key)[-4:]
    row.sealed = seal({"key": key, "signing": chats.signing_of(row.channel, wish.signing)})
    return ""


def _mail(given: str) -> str:
    try:
        validate_email(given.strip())
    except ValidationError:
        raise wrong("address", "邮箱地址有误", "this is no e-mail address") from None
    return given.strip()


def _url(given: str) -> str:
    try:
        wall.checked(given.strip())
    except wall.Refused as why:
        raise wrong("address", why.zh, why.en) from None
    return given.strip()


def _fresh() -> str:
    return "whsec_" + base64.b64encode(randomness.token_bytes(32)).decode()


def _room(actor: Actor, row: Subscription) -> None:
    rows = Subscription.objects.filter(organisation_id=actor.organisation_id)
    if rows.filter(user_id=row.user_id).count() >= (MOST_OWN if row.user_id else MOST):
        raise Problem(409, "full", "订阅已满，先删去不用的", "there is no room; remove what is not used")


def _locked(actor: Actor, subscription_id: UUID) -> Subscription:
    row = subscriptions(actor).select_for_update(of=("self",)).filter(id=subscription_id).first()
    if row is None:
        raise missing()
    _manages(actor, row)
    return row


def _manages(actor: Actor, row: Subscription) -> None:
    if row.user_id is None:
        require(actor, "notifications:manage")


def _enabled(row: Subscription) -> None:
    if row.disabled_at is not None:
        raise Problem(409, "disabled", "此订阅已停用，先启用", "it is disabled; enable it first")


def _told(actor: Actor, row: Subscription, verb: str, detail: dict[str, object] | None = None) -> None:
    record(actor.organisation_id, actor.id, f"subscription.{verb}", f"subscription:{row.id}", detail)


def waiting(row: Subscription) -> int:
    """Events that wait for its next digest."""
    return Item.objects.filter(subscription=row, message=None).count()
