"""What is done about findings from pages: one finding from its report, many from the inbox."""

from __future__ import annotations

from datetime import datetime, time
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from pydantic import ValidationError

from mingjian import clock, law
from mingjian.platform.accounts.gate import actor_of, page
from mingjian.platform.catalogue.models import App
from mingjian.platform.findings import services
from mingjian.platform.findings.listing import EVERYTHING, ORDER, Wish, found
from mingjian.platform.findings.state import DECISIONS, effective
from mingjian.platform.findings.words import ACT_WORDS, STATE_WORDS
from mingjian.platform.paging import Paging, paged
from mingjian.platform.problems import Problem
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import say, t

PAGE_SIZE = 50


@page("findings:read")
def inbox(request: HttpRequest) -> HttpResponse:
    """Findings across apps, the last changed first; what to do about many is chosen here."""
    actor = actor_of(request)
    wish = _wish(request)
    cursor = request.GET.get("cursor", "")[:2000]
    try:
        shown = paged(found(actor, wish), Paging(cursor=cursor, limit=PAGE_SIZE), *ORDER)
    except Problem:
        shown = paged(found(actor, wish), Paging(cursor="", limit=PAGE_SIZE), *ORDER)
        cursor = ""
    now = clock.now()
    asked = {name: value for name, value in request.GET.items() if name != "cursor" and value}
    return draw(
        request, "findings/inbox.html.j2", section="findings", wish=wish, narrowed=bool(asked),
        rows=[(row, effective(row.state, row.state_until, now)) for row in shown.items],
        following=f"?{urlencode({**asked, 'cursor': shown.next})}" if shown.next else "", cursor=cursor,
        first=f"?{urlencode(asked)}", state_words=STATE_WORDS, act_words=ACT_WORDS, decisions=DECISIONS,
        decides=actor.may("findings:decide"), measures=[(row.id, row.id) for row in law.measures()],
        app=App.objects.filter(organisation_id=actor.organisation_id, id=wish.app).first(),
    )  # fmt: skip


@page("findings:decide", "POST")
def decide_many(request: HttpRequest) -> HttpResponseRedirect:
    """One decision about the ticked findings, with one reason."""
    kind = request.POST.get("kind", "")
    if kind not in DECISIONS:
        messages.error(request, t("请选择一种处理", "choose a decision"))
        return back(request, "/findings")
    try:
        ids = [UUID(given) for given in request.POST.getlist("finding")]
        rows = services.decide(actor_of(request), ids, kind, request.POST.get("text", ""), until_of(request))
        messages.success(request, t(f"已处理 {len(rows)} 项", f"{len(rows)} decided"))
    except ValueError:
        messages.error(request, t("没有这项发现", "no such finding"))
    except Problem as why:
        messages.error(request, t(why.zh, why.en))
    return back(request, "/findings")


@page("findings:reply", "POST")
def act(request: HttpRequest, finding_id: UUID) -> HttpResponseRedirect:
    """One act about one finding, then back to where it was asked from."""
    actor, kind, text = actor_of(request), request.POST.get("kind", ""), request.POST.get("text", "")
    try:
        if kind in DECISIONS:
            services.decide(actor, [finding_id], kind, text, until_of(request))
        elif kind == "assign":
            services.assign(actor, finding_id, _person(request.POST.get("assignee", "")))
        elif kind == "comment":
            services.comment(actor, finding_id, text)
        else:
            services.reply(actor, finding_id, text)
        messages.success(request, t("已记下：", "Noted: ") + say(ACT_WORDS.get(kind, ACT_WORDS["reply"])))
    except Problem as why:
        if why.status == 404:
            raise
        messages.error(request, t(why.zh, why.en))
    return back(request)


def until_of(request: HttpRequest) -> datetime | None:
    """The end of the day a form names, in Asia/Shanghai; None where it names none.

    Raises:
        Problem: it is no day.
    """
    said = request.POST.get("until", "").strip()
    if not said:
        return None
    try:
        day = parse_date(said)
    except ValueError:
        day = None
    if day is None:
        raise Problem(422, "until", "到期日写成 2026-12-31 的样子", "write the expiry like 2026-12-31")
    return timezone.make_aware(datetime.combine(day, time.max))


def back(request: HttpRequest, default: str = "/") -> HttpResponseRedirect:
    """To the page the form came from, if it is one of ours."""
    to = request.POST.get("next", default)
    if not url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}):
        to = default
    return HttpResponseRedirect(to)


def _wish(request: HttpRequest) -> Wish:
    """What the address asks for; what makes no sense is no wish."""
    asked = {name: value for name, value in request.GET.items() if name in Wish.model_fields and value}
    for _ in range(len(asked) + 1):
        try:
            return Wish.model_validate(asked)
        except ValidationError as error:
            for row in error.errors():
                asked.pop(str(row["loc"][0]), None)
    return EVERYTHING


def _person(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise Problem(422, "assignee", "此人不是本单位成员", "no member of the organisation") from None
