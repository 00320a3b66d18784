"""Operations of the tests' own, on an API of the same class: what they do shows what the base does."""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.urls import path
from ninja import Query, Schema, Status

from mingjian.platform import urls
from mingjian.platform.accounts.access import Forbidden
from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.api import make
from mingjian.platform.audit.models import Entry
from mingjian.platform.audit.services import record
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import current_scope
from mingjian.platform.paging import Listed, Page, Paging, paged
from mingjian.platform.problems import Problem, missing

api = make("probe")


class Named(Schema):
    name: str


class Seen(Schema):
    number: int
    target: str


@api.get("/who", auth=Scoped())
def who(request: HttpRequest) -> dict[str, str]:
    return {"actor": actor_of(request).id, "scope": current_scope(), "apps": str(App.objects.count())}


@api.post("/write", auth=Scoped("apps:write"), response={201: Named})
def write(request: HttpRequest, asked: Named) -> Status[dict[str, str]]:
    actor = actor_of(request)
    record(actor.organisation_id, actor.id, "probe.written", asked.name[:100])
    if asked.name == "slow":
        time.sleep(0.05)
    if asked.name == "problem":
        raise Problem(409, "taken", "已有", "taken")
    if asked.name == "forbidden":
        raise Forbidden("platform:manage")
    if asked.name == "broken":
        raise RuntimeError("postgresql://secret@host")
    return Status(201, {"name": asked.name})


@api.get("/entries", auth=Scoped("audit:read"), response=Page[Seen])
def entries(request: HttpRequest, paging: Query[Paging]) -> Listed[Entry]:
    return paged(Entry.objects.all(), paging, "-at", "-number")


@api.get("/nothing/{thing}", auth=Scoped("apps:read"))
def nothing(request: HttpRequest, thing: str) -> None:
    raise missing()


urlpatterns = [path("api/probe/", api.urls), *urls.urlpatterns]
handler404, handler500 = urls.handler404, urls.handler500
