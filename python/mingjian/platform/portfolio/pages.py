"""Overview, apps, one app, SDKs, one SDK, search, saved searches."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from mingjian import knowledge, law
from mingjian.platform.accounts.gate import PUBLIC, actor_of, page
from mingjian.platform.catalogue import counting
from mingjian.platform.catalogue.models import App
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.state import STANDING
from mingjian.platform.paging import Paging, paged
from mingjian.platform.portfolio import facets, filters, services, shelf, telling
from mingjian.platform.portfolio.compare import MOST, compare
from mingjian.platform.portfolio.models import SavedSearch
from mingjian.platform.portfolio.overview import APPLICABLE, overview
from mingjian.platform.problems import Problem
from mingjian.platform.scans.options import rules_now
from mingjian.platform.scans.words import SOURCES
from mingjian.platform.web.pages import draw
from mingjian.report.rows import type_names
from mingjian.report.words import GROUPS
from mingjian.storage import blob_store

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@page(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """The overview for a member; for others what this is and where to sign in."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.may("apps:read"):
        return draw(request, "portfolio/welcome.html.j2")
    seen = overview(actor.organisation_id)
    names = {code: law.measure(code) for code in APPLICABLE}
    told = {
        "months": telling.months(seen),
        "sdks": telling.sdks(seen),
        "measures": telling.measures(seen),
        "trends": telling.trends(actor.organisation_id, seen),
    }
    return draw(
        request,
        "portfolio/overview.html.j2",
        section="overview",
        seen=seen,
        told=told,
        applicable=APPLICABLE,
        names=names,
        now=timezone.now(),
        ruleset=rules_now().ruleset,
    )


@page("apps:read")
def apps(request: HttpRequest) -> HttpResponse:
    """The shelf: filters in the address, newest change first."""
    actor = actor_of(request)
    asked = filters.read(request.GET)
    try:
        listed = paged(
            filters.apps(actor.organisation_id, asked),
            Paging(cursor=request.GET.get("cursor", ""), limit=50),
            "-updated_at",
            "-id",
        )
    except Problem:
        return HttpResponseRedirect(reverse("apps"))
    counted = facets.facets(actor.organisation_id, asked)
    query = request.GET.copy()
    query.pop("cursor", None)
    after = ""
    if listed.next:
        query["cursor"] = listed.next
        after = f"?{query.urlencode()}"
        query.pop("cursor")
    return draw(
        request,
        "portfolio/apps.html.j2",
        section="apps",
        rows=shelf.rows(listed.items),
        asked=asked,
        after=after,
        query=query.urlencode(),
        any=App.objects.filter(organisation_id=actor.organisation_id).exists(),
        categories=knowledge.categories(),
        measures=law.measures(),
        saved=_saved(request, "apps"),
        counted=counted,
        offered=telling.offered(counted, request.GET),
    )


@page("apps:read")
def app(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """One app: what the newest version gives, its versions, its SDKs now and before, what is open."""
    actor = actor_of(request)
    one = (
        App.objects.filter(organisation_id=actor.organisation_id, id=app_id).select_related("newest").first()
    )
    if one is None:
        raise Http404
    versions = shelf.history(one)
    scan = next((row.scan for row in versions if row.version.id == one.newest_id), None)
    findings = Finding.objects.filter(organisation_id=actor.organisation_id, app=one).order_by(
        "-updated_at", "-id"
    )
    return draw(
        request,
        "portfolio/app.html.j2",
        section="apps",
        app=one,
        versions=versions,
        scan=scan,
        open=findings.filter(present=True, state__in=STANDING)[:50],
        gone=findings.filter(present=False)[:20],
        sdks=shelf.sdk_history(one),
        groups=GROUPS,
        measures={row.id: row for row in law.measures()},
        sources=SOURCES,
    )


@page("apps:read")
def compare_apps(request: HttpRequest) -> HttpResponse:
    """Two to five apps side by side, as ticked in their list."""
    ids = [UUID(text) for text in request.GET.getlist("app") if _UUID.fullmatch(text)]
    try:
        seen = compare(actor_of(request).organisation_id, ids)
    except Problem as problem:
        if problem.status != 422:
            raise
        return draw(request, "portfolio/compare.html.j2", section="apps", seen=None, most=MOST)
    return draw(
        request,
        "portfolio/compare.html.j2",
        section="apps",
        seen=seen,
        most=MOST,
        measures=law.measures(),
        known={row.code: shelf.known_sdk(row.code) for row in seen.sdks},
        types=type_names(),
    )


@page("apps:read")
def icon(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """An app's icon, as the scan drew it anew from the package's own."""
    one = App.objects.filter(organisation_id=actor_of(request).organisation_id, id=app_id).first()
    if one is None or not one.icon_sha256:
        raise Http404
    answer = HttpResponse(blob_store().read(one.icon_sha256), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@page("apps:read")
def sdks(request: HttpRequest) -> HttpResponse:
    """SDKs inside the newest versions, the most embedded first; words narrow them."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").strip()[:80]
    rows = shelf.sdk_rows(actor.organisation_id)
    if asked:
        rows = [row for row in rows if services.named(row, asked)]
    others = services.known_sdks(asked, leaving_out={row.sdk for row in rows}) if asked else []
    return draw(request, "portfolio/sdks.html.j2", section="sdks", rows=rows, asked=asked, others=others[:50])


@page("apps:read")
def sdk(request: HttpRequest, sdk_id: str) -> HttpResponse:
    """One SDK: what it is, what it collects by its own word, who embeds it now and did before."""
    actor = actor_of(request)
    known = shelf.known_sdk(sdk_id)
    found = shelf.embeddings(actor.organisation_id, sdk_id)
    if known is None and not found:
        raise Http404
    findings = (
        Finding.objects.filter(
            organisation_id=actor.organisation_id, party=sdk_id, present=True, state__in=STANDING
        )
        .select_related("app")
        .order_by("-updated_at", "-id")
    )
    information = [knowledge.personal_info_type(code) for code in known.personal_info] if known else []
    return draw(
        request,
        "portfolio/sdk.html.j2",
        section="sdks",
        sdk_id=sdk_id,
        known=known,
        found=found,
        figures=counting.figures(actor.organisation_id, sdk_id),
        findings=findings[:50],
        information=information,
        versions=shelf.sdk_versions(found),
        category=services.sdk_category(known.category) if known else None,
    )


@page("apps:read")
def search(request: HttpRequest) -> HttpResponse:
    """Apps by words, a version by its digest, SDKs, measures and requirements, in one list each."""
    actor = actor_of(request)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    return draw(
        request,
        "portfolio/search.html.j2",
        section="search",
        asked=asked,
        found=services.search(actor.organisation_id, asked),
    )


@page("apps:read", "POST")
def save(request: HttpRequest) -> HttpResponse:
    """Keeps a list's filters under a name."""
    at = request.POST.get("page", "apps")
    query = request.POST.get("query", "")
    services.save_search(actor_of(request), at, request.POST.get("name", ""), query)
    return HttpResponseRedirect(f"{reverse('findings' if at == 'findings' else 'apps')}?{query}")


@page("apps:read", "POST")
def forget(request: HttpRequest, saved_id: UUID) -> HttpResponse:
    """Forgets a saved search of one's own."""
    at = services.forget_search(actor_of(request), saved_id)
    return HttpResponseRedirect(reverse("findings" if at == "findings" else "apps"))


def _saved(request: HttpRequest, at: str) -> list[SavedSearch]:
    return list(SavedSearch.objects.filter(user_id=actor_of(request).user_id, page=at).order_by("name")[:50])
