"""Subscriptions, one of them, the delivery log, a message as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.gate import actor_of, page
from mingjian.platform.accounts.sign_in import mail_configured
from mingjian.platform.notifications import services, telling, words
from mingjian.platform.notifications.models import Channel, Message, Subscription
from mingjian.platform.notifications.services import Wish
from mingjian.platform.notifications.words import CHANNEL_WORDS, KIND_WORDS, RHYTHM_WORDS, WEEKDAYS
from mingjian.platform.paging import Paging, paged
from mingjian.platform.portfolio.models import SavedSearch
from mingjian.platform.problems import Problem
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import say, t
from mingjian.settings import settings

_SHOWN = 8
"""Messages the page of subscriptions shows."""
_OWN = "own"
"""The way of one's own e-mail, beside the channels of the organisation."""
_DONE = {
    "test": ("测试消息已排队，结果见投递记录", "a test message is queued; see the delivery log"),
    "disable": ("已停用", "disabled"),
    "enable": ("已启用", "enabled"),
    "remove": ("已删除", "removed"),
}


@never_cache
@page("organisation:read", "GET", "POST")
def notifications(request: HttpRequest) -> HttpResponse:
    """What one is told of and how; a new subscription; what was sent last."""
    actor = actor_of(request)
    ways = _ways(actor)
    asked = request.GET.get("way", "")
    way = asked if asked in ways else ways[0]
    errors: dict[str, str] = {}
    made, status = None, 200
    if request.method == "POST":
        try:
            made = services.create(actor, _wish(request.POST, way))
        except Problem as why:
            errors, status = _errors(why), why.status
        else:
            if not made.secret:
                messages.success(request, t("已添加", "added"))
                return redirect("notifications")
    given = request.POST if errors else QueryDict()
    rows = list(services.subscriptions(actor).order_by("user_id", "-created_at")[: services.MOST * 2])
    return draw(
        request, "notifications/notifications.html.j2", status, rows=[_row(row) for row in rows], made=made,
        ways=ways, way=way, errors=errors, given=given, log=_log(services.messages(actor)),
        mail=mail_configured(), public=settings().public_url, **_form(actor),
    )  # fmt: skip


@never_cache
@page("organisation:read", "GET", "POST")
def subscription(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """One subscription: what it tells and when, and what it sent."""
    actor = actor_of(request)
    row = services.one(actor, subscription_id)
    way = _OWN if row.user_id else row.channel
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            services.change(actor, row.id, _wish(request.POST, way))
        except Problem as why:
            if why.status == 404:
                raise
            errors, status = _errors(why), why.status
        else:
            messages.success(request, t("已保存", "saved"))
            return redirect("subscription", row.id)
    return draw(
        request, "notifications/subscription.html.j2", status, row=_row(row), way=way, errors=errors,
        given=request.POST if errors else _as_form(row), log=_log(services.messages(actor, row)),
        waiting=services.waiting(row), mail=mail_configured(), **_form(actor),
    )  # fmt: skip


@page("organisation:read", "POST")
def act(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """Tries it, pauses or resumes it, makes a new secret, removes it."""
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "roll":
        made = services.roll(actor, subscription_id)
        return draw(request, "notifications/secret.html.j2", row=_row(made.subscription), secret=made.secret)
    doing = {
        "test": services.test, "disable": services.disable, "enable": services.enable,
        "remove": services.remove,
    }.get(do)  # fmt: skip
    if doing is None:
        raise Problem(422, "do", "没有这个操作", "there is no such act")
    doing(actor, subscription_id)
    messages.success(request, t(*_DONE[do]))
    return redirect("notifications") if do == "remove" else redirect("subscription", subscription_id)


@page("organisation:read")
def log(request: HttpRequest) -> HttpResponse:
    """Every message, newest first."""
    actor = actor_of(request)
    try:
        listed = paged(
            services.messages(actor), Paging(cursor=request.GET.get("cursor", ""), limit=50),
            "-created_at", "-id",
        )  # fmt: skip
    except Problem:
        return HttpResponseRedirect(reverse("notification-log"))
    after = ""
    if listed.next:
        query = QueryDict(mutable=True)
        query["cursor"] = listed.next
        after = f"?{query.urlencode()}"
    rows = [_entry(row) for row in listed.items]
    return draw(request, "notifications/log.html.j2", log=rows, after=after)


@page("organisation:read")
def notification(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """A message as a page: the digest one got by mail, whole; and how its sending went."""
    row = services.message(actor_of(request), message_id)
    events = telling.events_of(row)
    sheet = telling.sheet(row, events, shown=500)
    tries = [{**each, "at": datetime.fromisoformat(str(each["at"]))} for each in reversed(row.tries)]
    return draw(
        request, "notifications/message.html.j2", entry=_entry(row), sheet=sheet,
        tries=tries, KIND_WORDS=KIND_WORDS, may=_manages(actor_of(request), row.subscription),
    )  # fmt: skip


@page("organisation:read", "POST")
def replay(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Sends it once more."""
    services.replay(actor_of(request), message_id)
    messages.success(request, t("已重新排队", "queued again"))
    return redirect("notification", message_id)


def _ways(actor: Actor) -> list[str]:
    shared = list(Channel.values) if actor.may("notifications:manage") else []
    return [_OWN, *shared]


def _manages(actor: Actor, row: Subscription) -> bool:
    return row.user_id is not None or actor.may("notifications:manage")


def _form(actor: Actor) -> dict[str, Any]:
    searches = SavedSearch.objects.filter(
        organisation_id=actor.organisation_id, user_id=actor.user_id, page="apps"
    ).order_by("name")
    return {
        "KIND_WORDS": KIND_WORDS, "CHANNEL_WORDS": CHANNEL_WORDS,
        "rhythms": [(code, say(said)) for code, said in RHYTHM_WORDS.items()],
        "weekdays": [(str(number), say(said)) for number, said in enumerate(WEEKDAYS)],
        "hours": [(str(hour), f"{hour:02d}:00") for hour in range(24)],
        "searches": [("", t("不选", "none")), *((str(row.id), row.name) for row in searches[:200])],
    }  # fmt: skip


def _wish(given: QueryDict, way: str) -> Wish:
    def number(name: str, otherwise: int) -> int:
        text = given.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else otherwise

    search = given.get("search", "")
    try:
        chosen = UUID(search) if search else None
    except ValueError:
        chosen = None
    return Wish(
        channel=Channel.MAIL if way == _OWN else way, own=way == _OWN, events=given.getlist("events"),
        name=given.get("name", ""), address=given.get("address", ""), key=given.get("key", ""),
        signing=given.get("signing", ""), rhythm=given.get("rhythm", "instant"), hour=number("hour", 9),
        weekday=number("weekday", 0), language=given.get("language", "zh-hans"), search=chosen,
    )  # fmt: skip


def _as_form(row: Subscription) -> QueryDict:
    """A subscription as the form that would make it."""
    given = QueryDict(mutable=True)
    given.setlist("events", row.events)
    given.update(
        {
            "name": row.name, "address": row.address, "rhythm": row.rhythm, "hour": str(row.hour),
            "weekday": str(row.weekday), "language": row.language,
            "search": str(row.search_id) if row.search_id else "",
        }
    )  # fmt: skip
    return given


def _row(row: Subscription) -> dict[str, Any]:
    """A subscription as a list shows it."""
    return {
        "id": row.id, "row": row, "channel": say(CHANNEL_WORDS[row.channel]),
        "address": services.shown_address(row), "own": row.user_id is not None,
        "rhythm": say(words.rhythm_said(row.rhythm, row.hour, row.weekday)),
        "kinds": [say(KIND_WORDS[kind]) for kind in row.events if kind in KIND_WORDS],
        "note": t(row.note.get("zh", ""), row.note.get("en", "")),
        "search": row.search.name if row.search else "",
    }  # fmt: skip


def _log(rows: Any) -> list[dict[str, Any]]:
    return [_entry(row) for row in rows.order_by("-created_at", "-id")[:_SHOWN]]


def _entry(row: Message) -> dict[str, Any]:
    """A message as the log shows it."""
    last: Any = row.tries[-1] if row.tries else {}
    kinds = {"event": t("事件", "Event"), "digest": t("摘要", "Digest"), "test": t("测试", "Test")}
    return {
        "id": row.id, "row": row, "kind": kinds.get(row.kind, row.kind), "last": last,
        "channel": say(CHANNEL_WORDS[row.subscription.channel]),
        "address": services.shown_address(row.subscription), "state": say(words.STATE_WORDS[row.state]),
        "said": t(str(last.get("zh", "")), str(last.get("en", ""))),
    }  # fmt: skip


def _errors(why: Problem) -> dict[str, str]:
    """Words under the fields they are about; `""` stands above the form."""
    return {row["at"]: t(why.zh, why.en) for row in why.errors} or {"": t(why.zh, why.en)}
