"""Pages of exports and seals, the public verifier of a seal, the badge of an app."""

from __future__ import annotations

import json
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.gate import PUBLIC, actor_of, page
from mingjian.platform.catalogue.models import App
from mingjian.platform.database import SYSTEM, scope
from mingjian.platform.exports import badge as badges
from mingjian.platform.exports import services, verify
from mingjian.platform.exports.models import Badge, Export, Seal, State
from mingjian.platform.limits import address_of, limit
from mingjian.platform.problems import Problem, missing
from mingjian.platform.reports.forms import FORMS
from mingjian.platform.reports.pages import address
from mingjian.platform.web.downloads import attachment, download
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import lang, t
from mingjian.report.words import GROUPS, Lang

MOST_ROWS = 100
_VERIFIED = (60, 60)
"""How often one address may have digests computed again: times, seconds."""


@page("exports:write", "GET", "POST")
def exports(request: HttpRequest) -> HttpResponse:
    """What was exported and sealed; POST asks for a file."""
    actor = actor_of(request)
    if request.method == "POST":
        form = request.POST.get("form", "")
        asked = services.ask(actor, _scans(request), form, _language())
        return redirect("export", export_id=asked.id)
    mine = {"organisation_id": actor.organisation_id}
    return draw(
        request, "exports/exports.html.j2", section="scans", forms=FORMS,
        exports=Export.objects.filter(**mine).order_by("-created_at")[:MOST_ROWS],
        seals=Seal.objects.filter(**mine).select_related("scan__version__app").order_by("-sealed_at")[:MOST_ROWS],
    )  # fmt: skip


@page("exports:write")
def export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far a file is, and the file; for HTMX the part that changes."""
    row = services.of(actor_of(request), export_id)
    part = "HX-Request" in request.headers
    template = "exports/state.html.j2" if part else "exports/export.html.j2"
    return draw(
        request, template, section="scans", export=row, form=FORMS[row.form],
        busy=row.state in (State.QUEUED, State.RUNNING),
        back=address(UUID(row.scans[0])) if len(row.scans) == 1 else "",
    )  # fmt: skip


@page("exports:write")
def file(request: HttpRequest, export_id: UUID) -> StreamingHttpResponse:
    """The file itself."""
    row = services.of(actor_of(request), export_id)
    if row.state != State.DONE:
        raise Http404
    return attachment(row.sha256, row.media_type, row.name, row.size_bytes)


@page("exports:write", "POST")
def seal(request: HttpRequest, scan_id: UUID) -> HttpResponseRedirect:
    """Seals a report and leads to its verifier."""
    base = request.build_absolute_uri("/").rstrip("/")
    made = services.seal(actor_of(request), scan_id, base=base, language=_language())
    return redirect("seal_verifier", seal_id=made.id)


@page(PUBLIC)
def verifier(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    """What was sealed, and whether it still is what it was; for anyone who has the address."""
    limit("verify", address_of(request), *_VERIFIED)
    found = _sealed(seal_id)
    actor = cast("Actor | None", getattr(request, "actor", None))
    given = request.GET.get("sha256", "").strip().lower()[:64]
    return draw(
        request, "exports/seal.html.j2", seal=found, checks=verify.checks(found),
        told=json.loads(found.statement), given=given, match=verify.match(found, given), groups=GROUPS,
        mine=actor is not None and actor.organisation_id == found.organisation_id and actor.may("scans:read"),
    )  # fmt: skip


@page("scans:read")
def sealed_file(request: HttpRequest, seal_id: UUID, kind: str) -> StreamingHttpResponse:
    """A sealed file, for the organisation that sealed it: `pdf`, `json` or `statement`."""
    found = Seal.objects.filter(organisation_id=actor_of(request).organisation_id, id=seal_id).first()
    if found is None:
        raise missing()
    name = f"mingjian-seal-{str(found.id)[:8]}"
    if kind == "pdf" and found.pdf_sha256:
        return attachment(found.pdf_sha256, "application/pdf", f"{name}.pdf")
    if kind == "json":
        return attachment(found.report_sha256, "application/json", f"{name}.json")
    if kind == "statement":
        return download([found.statement.encode()], "application/json", f"{name}-statement.json")
    raise Http404


@page("apps:write", "GET", "POST")
def badge_settings(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """Whether anyone may see this app's counts, and how to show them."""
    actor = actor_of(request)
    if request.method == "POST":
        services.show_badge(actor, app_id, shown=request.POST.get("shown") == "yes")
        return redirect("badge_settings", app_id=app_id)
    app = App.objects.filter(organisation_id=actor.organisation_id, id=app_id).first()
    if app is None:
        raise missing()
    return draw(
        request, "exports/badge.html.j2", section="apps", app=app,
        shown=Badge.objects.filter(app=app).exists(),
        source=request.build_absolute_uri(reverse("badge", args=[app.id])),
        target=request.build_absolute_uri("/").rstrip("/"),
    )  # fmt: skip


@page(PUBLIC)
def badge(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """Counts by verdict as a picture, of an app whose organisation shows them."""
    with scope(SYSTEM):
        shown = Badge.objects.select_related("app").filter(app_id=app_id).first()
        counts = badges.counts(shown.app) if shown else None
    if shown is None or counts is None:
        raise Http404
    language: Lang = "en" if request.GET.get("lang") == "en" else "zh"
    response = HttpResponse(badges.drawn(counts, language), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _sealed(seal_id: UUID) -> Seal:
    with scope(SYSTEM):
        found = Seal.objects.filter(id=seal_id).first()
    if found is None:
        raise missing()
    return found


def _scans(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(given) for given in request.POST.getlist("scan")]
    except ValueError:
        raise Problem(422, "scan", t("检测编号有误", "not a scan's id"), "not a scan's id") from None


def _language() -> Lang:
    return "en" if lang() == "en" else "zh"
