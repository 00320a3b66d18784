"""Upload and queue: what is brought, how far each scan is, what became of it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from msgspec import Struct

from mingjian import knowledge
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.gate import actor_of, membership_of, page
from mingjian.platform.catalogue import search
from mingjian.platform.paging import Paging, paged
from mingjian.platform.problems import Problem
from mingjian.platform.scans import quotas, services, watching
from mingjian.platform.scans.given import from_form, opened
from mingjian.platform.scans.models import Kind, Scan
from mingjian.platform.scans.options import make
from mingjian.platform.scans.row import row
from mingjian.platform.scans.services.queue import ACTIVE
from mingjian.platform.scans.state import State
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import t

TABS: dict[str, tuple[State, ...]] = {
    "": (),
    "active": ACTIVE,
    "done": (State.DONE,),
    "failed": (State.FAILED,),
    "cancelled": (State.CANCELLED,),
}
"""What `?state=` may say, and the states it shows."""
A_PAGE = 30
MOST_FILES = 200
"""Files of one form."""
MOST_ROWS = 60
"""Rows drawn anew at once."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one file of a form."""

    name: str
    scan: Scan | None = None
    known: bool = False
    """It was examined, or asked for, before."""
    problem: Problem | None = None


@page("scans:write", "GET", "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Where packages are brought; without script a plain form."""
    actor = actor_of(request)
    outcomes: list[Outcome] = []
    problem: Problem | None = None
    if request.method == "POST":
        try:
            outcomes = _take(request, actor)
        except Problem as why:
            problem = why
        if outcomes and all(each.scan is not None and not each.known for each in outcomes):
            return HttpResponseRedirect(reverse("scans"))
    return draw(
        request, "scans/upload.html.j2", 422 if problem else 200, section="scans", outcomes=outcomes,
        problem=problem, unfinished=services.under_way(actor).order_by("-created_at")[:MOST_ROWS],
        categories_named=[(each.id, t(each.name_zh, each.name_en)) for each in knowledge.categories()],
        quota=quotas.of(membership_of(request).organisation), asked=request.POST,
    )  # fmt: skip


@page("scans:read")
def queue(request: HttpRequest) -> HttpResponse:
    """The organisation's scans, the newest first; filters in the address."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    state = state if state in TABS else ""
    asked = request.GET.get("q", "").strip()[:200]
    try:
        listed = paged(
            _found(actor, state, asked),
            Paging(cursor=request.GET.get("cursor", "")[:2000], limit=A_PAGE), "-created_at", "-id",
        )  # fmt: skip
    except Problem:
        return HttpResponseRedirect(reverse("scans"))
    mine = Scan.objects.filter(organisation_id=actor.organisation_id)
    after = request.GET.copy()
    if listed.next:
        after["cursor"] = listed.next
    now = timezone.now()
    return draw(
        request, "scans/queue.html.j2", section="scans", state=state, asked=asked,
        rows=[row(scan, now) for scan in listed.items], after=f"?{after.urlencode()}" if listed.next else "",
        first="cursor" not in request.GET, since=int(now.timestamp() * 1000), any=mine.exists(),
        running=mine.filter(state=State.RUNNING).count(), waiting=mine.filter(state=State.QUEUED).count(),
        last=mine.filter(state=State.DONE).order_by("-finished_at").first(),
    )  # fmt: skip


@page("scans:read")
def rows(request: HttpRequest) -> HttpResponse:
    """Some rows of the queue drawn anew, for those who look on."""
    wanted: list[UUID] = []
    for each in request.GET.get("ids", "").split(",")[:MOST_ROWS]:
        try:
            wanted.append(UUID(each))
        except ValueError:
            continue
    found = services.scans(actor_of(request)).filter(id__in=wanted).order_by("-created_at")
    now = timezone.now()
    response = draw(request, "scans/rows.html.j2", rows=[row(scan, now) for scan in found])
    response.headers["Cache-Control"] = "no-store"
    return response


@page("scans:read")
@transaction.non_atomic_requests
def events(request: HttpRequest) -> StreamingHttpResponse:
    """Server-sent events of the organisation's scans."""
    return watching.answer(request)


@page("scans:write", "POST")
def cancel(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """Ends a scan; answers with its row, or leads back to the queue."""
    return _changed(request, services.cancel(actor_of(request), scan_id))


@page("scans:write", "POST")
def retry(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """Queues a scan again; answers with its row, or leads back to the queue."""
    return _changed(request, services.retry(actor_of(request), scan_id))


@page("scans:write", "POST")
def forget_upload(request: HttpRequest, upload_id: UUID) -> HttpResponseRedirect:
    """Drops an upload that is not whole."""
    services.drop_upload(actor_of(request), upload_id)
    return HttpResponseRedirect(reverse("upload"))


def _changed(request: HttpRequest, scan: Scan) -> HttpResponse:
    if "X-Row" not in request.headers:
        back = reverse("scans")
        state = request.POST.get("state", "")
        return HttpResponseRedirect(f"{back}?state={state}" if state and state in TABS else back)
    fresh = services.one(actor_of(request), scan.id)
    return draw(request, "scans/rows.html.j2", rows=[row(fresh, timezone.now())])


def _found(actor: Actor, state: str, asked: str) -> QuerySet[Scan]:
    found = services.scans(actor)
    if TABS[state]:
        found = found.filter(state__in=TABS[state])
    if not asked:
        return found
    if len(asked) >= 8 and all(letter in "0123456789abcdef" for letter in asked):
        return found.filter(artifact__sha256__startswith=asked)
    apps = search.matching(actor.organisation_id, asked, 200)
    return found.filter(Q(version__app_id__in=apps) | Q(file_name__icontains=asked))


def _take(request: HttpRequest, actor: Actor) -> list[Outcome]:
    """Each file of the form, for itself: one that is refused does not stop the others."""
    files = request.FILES.getlist("file")
    if not files:
        raise Problem(422, "file", "没有选择文件", "no file was chosen")
    if len(files) > MOST_FILES:
        raise Problem(
            422, "too_many_files", f"一次最多 {MOST_FILES} 个文件", f"at most {MOST_FILES} files at a time"
        )
    with transaction.atomic():
        beside = {kind: from_form(actor, request, kind, kind) for kind in (Kind.POLICY, Kind.LISTING)}
    category = request.POST.get("category", "")
    return [_one(actor, cast("UploadedFile[bytes]", file), beside, category) for file in files]


def _one(
    actor: Actor, file: UploadedFile[bytes], beside: dict[Kind, tuple[str, str] | None], category: str
) -> Outcome:
    name = file.name or ""
    try:
        with transaction.atomic():
            brought = services.receive(actor, name, opened(file), file.size or 0)
            options = make(name, policy=beside[Kind.POLICY], listing=beside[Kind.LISTING], category=category)
            asked_at = timezone.now()
            scan = services.queue(actor, brought.artifact_id, options, file_name=name)
        return Outcome(name=name, scan=scan, known=scan.created_at < asked_at)
    except Problem as problem:
        return Outcome(name=name, problem=problem)
