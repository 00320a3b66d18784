"""What is done about findings from pages: one finding from its report, many from the inbox."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme

from mingjian.platform.accounts.gate import actor_of, page
from mingjian.platform.findings import services
from mingjian.platform.findings.state import DECISIONS
from mingjian.platform.findings.words import ACT_WORDS
from mingjian.platform.problems import Problem
from mingjian.platform.web.words import say, t


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


def _person(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise Problem(422, "assignee", "此人不是本单位成员", "no member of the organisation") from None
