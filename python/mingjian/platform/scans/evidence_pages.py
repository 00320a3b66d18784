"""What else can be brought than a package: records of a run beside one or alone, pages by address. And
what was recorded, taken away again."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from msgspec.structs import replace

from mingjian import knowledge
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.gate import actor_of, page
from mingjian.platform.problems import Problem
from mingjian.platform.scans import services
from mingjian.platform.scans.given import brought_evidence, from_form
from mingjian.platform.scans.models import Kind, Scan
from mingjian.platform.scans.options import BESIDE, MOST_EVIDENCE, Told, ending, make, read
from mingjian.platform.scans.quotas import MOST_BYTES
from mingjian.platform.scans.services.records import record as record_of
from mingjian.platform.web.downloads import attachment
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import t


@page("scans:write", "GET", "POST")
def evidence(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """What a scan lacks, brought: records of a run, policy, listing, the version before."""
    actor = actor_of(request)
    scan = services.one(actor, scan_id)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                made = _again(actor, scan, request)
            return HttpResponseRedirect(reverse("report", args=[made.id]))
        except Problem as why:
            problem = why
    return draw(
        request, "scans/evidence.html.j2", problem.status if problem else 200, section="scans", scan=scan,
        problem=problem, asked=request.POST, most=MOST_EVIDENCE, most_bytes=MOST_BYTES[Kind.EVIDENCE],
        options=read(scan.options),
        categories_named=[(each.id, t(each.name_zh, each.name_en)) for each in knowledge.categories()],
    )  # fmt: skip


@page("scans:write", "GET", "POST")
def run(request: HttpRequest) -> HttpResponse:
    """A device's records by themselves: the uploader's alone."""
    actor = actor_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                package = request.POST.get("package", "").strip()[:255]
                scan = services.queue_run(actor, _files(actor, request), _told(request), package=package)
            return HttpResponseRedirect(reverse("report", args=[scan.id]))
        except Problem as why:
            problem = why
    return draw(
        request, "scans/run.html.j2", problem.status if problem else 200, section="scans", problem=problem,
        asked=request.POST, most=MOST_EVIDENCE, most_bytes=MOST_BYTES[Kind.EVIDENCE],
    )  # fmt: skip


@page("scans:write", "GET", "POST")
def visit(request: HttpRequest) -> HttpResponse:
    """A page by its address."""
    actor = actor_of(request)
    problem: Problem | None = None
    asked = request.POST.get("url", "") or request.GET.get("url", "")
    if request.method == "POST":
        try:
            scan = services.queue_page(actor, asked)
            return HttpResponseRedirect(reverse("report", args=[scan.id]))
        except Problem as why:
            problem = why
    return draw(
        request, "scans/visit.html.j2", problem.status if problem else 200, section="scans", problem=problem,
        asked=asked[:2000],
    )  # fmt: skip


@page("scans:read")
def record(request: HttpRequest, scan_id: UUID, sha256: str) -> StreamingHttpResponse:
    """A file a scan was judged by: the record of a visit, or one of a run."""
    found = record_of(actor_of(request), scan_id, sha256)
    return attachment(found.sha256, found.media_type, found.name, found.size_bytes)


def _again(actor: Actor, scan: Scan, request: HttpRequest) -> Scan:
    """The scan once more with what the form brought."""
    options, given = read(scan.options), _files(actor, request)
    known = options
    for kind in (Kind.POLICY, Kind.LISTING):
        brought = from_form(actor, request, kind.value, kind)
        if brought is not None:
            digest, name = brought
            options = replace(
                options, **{kind.value: digest, f"{kind.value}_ending": ending(name, BESIDE[kind.value])}
            )
    against = from_form(actor, request, "against", Kind.PACKAGE)
    if against is not None:
        options = replace(options, against=against[0])
    category = request.POST.get("category", "")
    if category:
        options = replace(options, category=make("", category=category).category)
    if not given and options == known:
        raise Problem(422, "file", "没有选择文件", "no file was chosen")
    return services.add_evidence(actor, scan.id, given, _told(request), options=options)


def _told(request: HttpRequest) -> Told:
    return Told(
        consent_at=request.POST.get("consent_at", "").strip()[:40],
        refused_at=request.POST.get("refused_at", "").strip()[:40],
        first_run=request.POST.get("first_run") == "on",
    )


def _files(actor: Actor, request: HttpRequest) -> list[tuple[str, str]]:
    """The form's files of evidence, kept: digest and name of each."""
    files = request.FILES.getlist("evidence")
    return brought_evidence(actor, cast("list[UploadedFile[bytes]]", files))
