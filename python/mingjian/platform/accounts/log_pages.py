"""The audit log as a page: what was changed, by whom, when; whether the chain holds."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from mingjian.platform.accounts import services
from mingjian.platform.accounts.gate import actor_of, page
from mingjian.platform.accounts.models import User
from mingjian.platform.audit.models import Chain, Entry
from mingjian.platform.audit.services import verify
from mingjian.platform.paging import Paging, paged
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import t

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SYSTEM = {"up": ("平台启动", "platform start"), "worker": ("检测进程", "scan worker")}


@page("audit:read")
def audit(request: HttpRequest) -> HttpResponse:
    """The log, newest first; `?verify=1` reads the whole chain again."""
    actor = actor_of(request)
    asked = {name: request.GET.get(name, "")[:120] for name in ("action", "actor", "target")}
    rows = services.audit_entries(actor, asked["action"], asked["actor"], asked["target"])
    found = paged(rows, Paging(cursor=request.GET.get("cursor", ""), limit=50), "-number")
    breaks = list(islice(verify(actor.organisation_id), 20)) if request.GET.get("verify") else None
    query = {name: value for name, value in asked.items() if value}
    return draw(
        request, "accounts/audit.html.j2", found=found, asked=asked, breaks=breaks, names=_names(found.items),
        chain=Chain.objects.filter(organisation_id=actor.organisation_id).first(), query=urlencode(query),
        after=f"?{urlencode({**query, 'cursor': found.next})}" if found.next else "",
    )  # fmt: skip


def _names(rows: list[Entry]) -> dict[str, str]:
    """Who each actor and target is, where they are still there: the log itself holds ids only."""
    told = {row.actor for row in rows} | {row.target for row in rows}
    users: dict[str, UUID] = {}
    for name in told:
        kind, _, rest = name.partition(":")
        if kind == "user" and _ID.fullmatch(rest):
            users[name] = UUID(rest)
    people = {row.id: str(row) for row in User.objects.filter(id__in=users.values())}
    names = {name: people.get(key, t("已删除的账户", "a deleted account")) for name, key in users.items()}
    for name in told - users.keys():
        kind, _, rest = name.partition(":")
        if kind == "system":
            names[name] = t(*_SYSTEM.get(rest, (rest, rest)))
    return names
