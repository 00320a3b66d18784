"""The answer to who wants to look on: a stream for as long as the session or token holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from django.contrib.sessions.models import Session
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from mingjian.platform.accounts import tokens
from mingjian.platform.accounts.gate import actor_of
from mingjian.platform.accounts.models import Membership
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.problems import Problem
from mingjian.platform.scans import events, stream


def answer(request: HttpRequest, *, only: UUID | None = None) -> StreamingHttpResponse:
    """Server-sent events of the organisation's scans, or of one. Raises: Problem: 503, too many look on."""
    actor = actor_of(request)
    session = str(request.session.session_key or "") if not getattr(request, "bearer", False) else ""
    told = stream.stream(
        actor.organisation_id,
        allowed=_allowed(request, actor.organisation_id, session),
        since=stream.moment(request.headers.get("Last-Event-ID", "") or request.GET.get("since", "")),
        session=name_of(session) if session else "",
        person=actor.user_id,
        only=only,
    )
    return StreamingHttpResponse(
        told,
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def name_of(session_key: str) -> str:
    """What names a session where others can read it."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def signed_out(sender: object, request: HttpRequest, **_: object) -> None:
    """Ends the streams of a session that ends (receiver of `user_logged_out`)."""
    key = request.session.session_key
    if key:
        events.tell(events.Change(session=name_of(key)))


def _allowed(request: HttpRequest, organisation_id: UUID, session: str) -> Callable[[], bool]:
    """Asks again whether the one who looks on still may."""
    if not session:
        header = request.headers.get("Authorization", "")
        return lambda: _token_holds(header)
    user_id = request.user.pk

    def holds() -> bool:
        with scope(SYSTEM):
            there = Session.objects.filter(session_key=session, expire_date__gt=timezone.now()).exists()
            return (
                there
                and Membership.objects.filter(
                    organisation_id=organisation_id, user_id=user_id, user__is_active=True
                ).exists()
            )

    return holds


def _token_holds(header: str) -> bool:
    try:
        tokens.resolve(header)
    except Problem:
        return False
    return True
