"""A message as its reader sees it: a mail in text and HTML, a chat's text, a webhook's JSON, a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from msgspec import Struct

from mingjian.platform.notifications.models import Event, Item, Message, Subscription
from mingjian.platform.notifications.rhythm import ZONE
from mingjian.platform.notifications.words import KIND_WORDS, Told, tell
from mingjian.platform.web.words import Said, say, t
from mingjian.settings import base_url

MOST_SHOWN = 60
"""Events one message shows; the rest is counted, and stands on its page."""
MOST_CHAT_BYTES = 1800
"""WeCom takes 2,048 bytes of text, the strictest of the three."""
_encode = msgspec.json.Encoder(order="sorted").encode


class Group(Struct, frozen=True, kw_only=True):
    """Events of one kind."""

    kind: str
    said: Said
    told: tuple[Told, ...]


class Sheet(Struct, frozen=True, kw_only=True):
    """What a message says."""

    subject: Said
    statement: Said
    groups: tuple[Group, ...]
    more: int
    """Events it does not show."""
    page: str
    """Where it stands as a page."""
    since: datetime | None
    until: datetime


def absolute(path: str) -> str:
    """A path as an address people elsewhere can open."""
    return base_url() + path


def events_of(message: Message) -> list[Event]:
    """What a message carries, oldest first."""
    rows = Event.objects.filter(id__in=Item.objects.filter(message=message).values("event_id"))
    return list(rows.order_by("at", "id")[:1000])


def sheet(message: Message, events: list[Event], shown: int = MOST_SHOWN) -> Sheet:
    """What a message says, gathered by kind, in the order of `events.KINDS`."""
    rows = [tell(event) for event in events[:shown]]
    groups = tuple(
        Group(kind=kind, said=said, told=told)
        for kind, said in KIND_WORDS.items()
        if (told := tuple(row for row in rows if row.kind == kind))
    )
    return Sheet(
        subject=_subject(message, events, rows),
        statement=_statement(events),
        groups=groups,
        more=len(events) - len(rows),
        page=reverse("notification", args=[message.id]),
        since=message.since,
        until=message.created_at,
    )


def in_language(language: str) -> Any:
    """The context in which words are a reader's own."""
    return translation.override("en" if language.startswith("en") else "zh-hans")


def mail(message: Message, sheet: Sheet, language: str) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    with in_language(language):
        values: dict[str, Any] = {
            "sheet": sheet, "absolute": absolute, "own": message.subscription.user_id is not None,
            "settings_url": absolute(reverse("notifications")),
        }  # fmt: skip
        html = render_to_string("notifications/mail.html.j2", values, using="pages")
        return f"明鉴 · {say(sheet.subject)}", text(sheet), html


def text(sheet: Sheet) -> str:
    """The same as plain text, in the language in force."""
    lines = [say(sheet.statement), ""]
    for group in sheet.groups:
        lines += [f"■ {say(group.said)}", ""]
        for told in group.told:
            lines += [f"· {say(told.said)}", f"  {absolute(told.path)}"]
            lines += [f"    {row.note} {say(row.said)}".rstrip() for row in told.lines]
            if told.more:
                lines.append(t(f"    另有 {told.more} 项", f"    and {told.more} more"))
            lines.append("")
    if sheet.more:
        lines += [t(f"另有 {sheet.more} 件，见网页", f"{sheet.more} more on the page"), ""]
    lines.append(t("网页：", "On the web: ") + absolute(sheet.page))
    lines.append(t("更改通知：", "Change notifications: ") + absolute(reverse("notifications")))
    return "\n".join(lines) + "\n"


def chat(sheet: Sheet, language: str) -> str:
    """A few lines for a chat's robot: sentences with their links, cut at whole lines."""
    with in_language(language):
        lines = [f"明鉴 · {say(sheet.subject)}"]
        rows = [row for group in sheet.groups for row in group.told]
        shown = 0
        for told in rows:
            line = f"· {say(told.said)}\n  {absolute(told.path)}"
            if len("\n".join([*lines, line]).encode()) > MOST_CHAT_BYTES:
                break
            lines.append(line)
            shown += 1
        left = len(rows) - shown + sheet.more
        if left:
            lines.append(t(f"另有 {left} 件：", f"{left} more: ") + absolute(sheet.page))
    return "\n".join(lines)


def payload(message: Message, events: list[Event]) -> bytes:
    """A webhook's body: `type`, `timestamp`, `data` (Standard Webhooks). The same bytes at every try."""
    if message.kind == "event" and len(events) == 1:
        return _encode(_plain(events[0]))
    kind = "digest" if message.kind == "digest" else "test"
    data: dict[str, object] = {"url": absolute(reverse("notification", args=[message.id]))}
    if message.kind == "digest":
        data |= {
            "since": message.since, "until": message.created_at, "count": len(events),
            "events": [_plain(event) for event in events[:MOST_SHOWN]],
        }  # fmt: skip
    return _encode({"type": kind, "timestamp": message.created_at, "data": data})


def language_of(subscription: Subscription) -> str:
    """The reader's: a member's own, an organisation's as it chose."""
    return subscription.user.language if subscription.user else subscription.language


def _plain(event: Event) -> dict[str, object]:
    told = tell(event)
    data = {
        **event.detail, "event": str(event.id), "subject": event.subject, "zh": told.said.zh,
        "en": told.said.en, "url": absolute(told.path),
    }  # fmt: skip
    return {"type": event.kind, "timestamp": event.at, "data": data}


def _subject(message: Message, events: list[Event], shown: list[Told]) -> Said:
    if message.kind == "test":
        return Said("测试消息", "Test message")
    if message.kind == "digest":
        at = timezone.localtime(message.created_at, ZONE)
        weekly = message.subscription.rhythm == "weekly"
        name = Said("每周摘要", "Weekly digest") if weekly else Said("每日摘要", "Daily digest")
        return Said(f"{name.zh} {at.month} 月 {at.day} 日", f"{name.en}, {at:%d %b %Y}")
    if len(events) == 1:
        return shown[0].said
    return Said(f"{len(events)} 件新情况", f"{len(events)} things happened")


def _statement(events: list[Event]) -> Said:
    """The sentence that sums it up."""
    if not events:
        return Said(
            "这是一条测试消息。收到它，说明这条通知已接通。",
            "This is a test message. It arrived, so this way works.",
        )
    counts = {kind: sum(event.kind == kind for event in events) for kind in KIND_WORDS}
    zh = "，".join(f"{KIND_WORDS[kind].zh} {n} 件" for kind, n in counts.items() if n)
    en = ", ".join(f"{KIND_WORDS[kind].en}: {n}" for kind, n in counts.items() if n)
    return Said(zh, en)
