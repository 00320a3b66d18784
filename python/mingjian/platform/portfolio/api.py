"""/api/v1: apps, their versions and SDKs, SDKs across apps, search, overview, compare, saved searches."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mingjian.platform.accounts.gate import Scoped, actor_of
from mingjian.platform.catalogue import counting
from mingjian.platform.catalogue.models import App
from mingjian.platform.paging import Page, Paging, paged
from mingjian.platform.portfolio import compare, facets, filters, overview, services, shelf
from mingjian.platform.portfolio.models import SavedSearch
from mingjian.platform.portfolio.schemas import (
    AppOut,
    AppPage,
    AppSdkOut,
    ComparedOut,
    EmbeddingOut,
    FacetsOut,
    FoundOut,
    FoundVersion,
    NamedOut,
    OverviewOut,
    SdkBrief,
    SdkDetail,
    SdkOut,
    SearchIn,
    SearchOut,
    VersionBrief,
    VersionOut,
    VersionPage,
)
from mingjian.platform.problems import Problem, missing

router = Router(tags=["portfolio"])


class Narrow(Schema):
    """What the list of apps may be narrowed to, as in the address of its page."""

    q: str = Field("", max_length=200, description="words of name, package, developer")
    verdict: Literal["", "violates", "suspected", "none"] = Field(
        "", description="with an open finding of this verdict, or with none"
    )
    measure: str = Field("", max_length=6)
    consent: Literal["", "before"] = ""
    sdk: str = Field("", max_length=80)
    category: str = Field("", max_length=40)


class Words(Schema):
    q: str = Field("", max_length=80)


class Asked(Schema):
    q: str = Field(min_length=1, max_length=200)


class Chosen(Schema):
    app: list[UUID] = Field(min_length=2, max_length=compare.MOST)


@router.get("/apps", response=AppPage, auth=Scoped("apps:read"))
def list_apps(request: HttpRequest, narrow: Query[Narrow], paging: Query[Paging]) -> AppPage:
    """The organisation's apps, newest change first."""
    found = paged(
        filters.apps(actor_of(request).organisation_id, _asked(narrow)), paging, "-updated_at", "-id"
    )
    return AppPage(items=[AppOut.of(row) for row in shelf.rows(found.items)], next=found.next)


@router.get("/apps/facets", response=FacetsOut, auth=Scoped("apps:read"))
def count_facets(request: HttpRequest, narrow: Query[Narrow]) -> FacetsOut:
    """What the list could be narrowed to under these filters, and how many apps each choice would leave."""
    return FacetsOut.of(facets.facets(actor_of(request).organisation_id, _asked(narrow)))


@router.get("/apps/{uuid:app_id}", response=AppOut, auth=Scoped("apps:read"))
def get_app(request: HttpRequest, app_id: UUID) -> AppOut:
    """One app with its newest version's newest finished scan."""
    return AppOut.of(shelf.rows([_app(request, app_id)])[0])


@router.get("/apps/{uuid:app_id}/versions", response=VersionPage, auth=Scoped("apps:read"))
def list_app_versions(request: HttpRequest, app_id: UUID, paging: Query[Paging]) -> VersionPage:
    """An app's versions, the highest code first."""
    app = _app(request, app_id)
    found = paged(shelf.app_versions(app), paging, "-version_code", "-created_at", "-id")
    items = [VersionOut.row(row) for row in shelf.version_rows(app, found.items)]
    return VersionPage(items=items, next=found.next)


@router.get("/apps/{uuid:app_id}/sdks", response=list[AppSdkOut], auth=Scoped("apps:read"))
def list_app_sdks(request: HttpRequest, app_id: UUID) -> list[AppSdkOut]:
    """SDKs of an app: those in the newest version, then those that are gone."""
    return [AppSdkOut.of(row) for row in shelf.sdk_history(_app(request, app_id))]


@router.get("/sdks", response=list[SdkOut], auth=Scoped("apps:read"))
def list_sdks(request: HttpRequest, words: Query[Words]) -> list[SdkOut]:
    """SDKs inside the newest versions, the most embedded first; `q` narrows them by words."""
    rows = shelf.sdk_rows(actor_of(request).organisation_id)
    asked = plain(words.q)
    return [SdkOut.of(row) for row in rows if not asked or services.named(row, asked)]


@router.get("/sdks/{slug:sdk_id}", response=SdkDetail, auth=Scoped("apps:read"))
def get_sdk(request: HttpRequest, sdk_id: str) -> SdkDetail:
    """One SDK and the organisation's apps that embed it, now and before."""
    mine = actor_of(request).organisation_id
    known = shelf.known_sdk(sdk_id)
    found = shelf.embeddings(mine, sdk_id)
    if known is None and not found:
        raise missing()
    figures = counting.figures(mine, sdk_id)
    return SdkDetail(
        sdk=SdkBrief.of(sdk_id, known),
        categories=[known.category] if known else [],
        policy_url=(known.policy_url or "") if known else "",
        apps=[EmbeddingOut.of(row) for row in found],
        apps_now=figures.apps,
        apps_before=figures.before,
        versions=figures.versions,
    )


@router.get("/search", response=FoundOut, auth=Scoped("apps:read"))
def search_all(request: HttpRequest, asked: Query[Asked]) -> FoundOut:
    """Apps by words, versions by the beginning of a SHA-256, SDKs, measures and requirements."""
    found = services.search(actor_of(request).organisation_id, plain(asked.q))
    return FoundOut(
        apps=[AppOut.of(row) for row in found.apps],
        versions=[FoundVersion(app_id=row.app_id, version=VersionBrief.of(row)) for row in found.versions],
        sdks=[SdkBrief.of(row.id, row) for row in found.sdks],
        measures=[NamedOut(id=row.id, zh=row.title_zh, en=row.title_en) for row in found.measures],
        requirements=[
            NamedOut(id=row.id, zh=row.clause_zh, en=row.requirement_en) for row in found.requirements
        ],
    )


@router.get("/overview", response=OverviewOut, auth=Scoped("apps:read"))
def get_overview(request: HttpRequest) -> OverviewOut:
    """The figures, charts and lists of the overview."""
    return OverviewOut.of(overview.overview(actor_of(request).organisation_id))


@router.get("/compare", response=ComparedOut, auth=Scoped("apps:read"))
def compare_apps(request: HttpRequest, chosen: Query[Chosen]) -> ComparedOut:
    """Two to five apps side by side, by their newest reports."""
    return ComparedOut.of(compare.compare(actor_of(request).organisation_id, chosen.app))


@router.get("/searches", response=Page[SearchOut], auth=Scoped("apps:read"))
def list_searches(request: HttpRequest, paging: Query[Paging]) -> Page[SearchOut]:
    """One's own saved searches."""
    actor = actor_of(request)
    mine = SavedSearch.objects.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)
    found = paged(mine, paging, "-created_at", "-id")
    return Page[SearchOut](items=[SearchOut.of(row) for row in found.items], next=found.next)


@router.post("/searches", response={201: SearchOut}, auth=Scoped("apps:read"))
def save_search(request: HttpRequest, body: SearchIn) -> Status[SearchOut]:
    """Keeps a list's filters under a name; the same name again replaces them."""
    saved = services.save_search(actor_of(request), body.page, plain(body.name), plain(body.query))
    if saved is None:
        raise Problem(422, "name", "请填写名称", "the name is missing")
    return Status(201, SearchOut.of(saved))


@router.delete("/searches/{uuid:saved_id}", response={204: None}, auth=Scoped("apps:read"))
def forget_search(request: HttpRequest, saved_id: UUID) -> Status[None]:
    """Forgets a saved search of one's own."""
    try:
        services.forget_search(actor_of(request), saved_id)
    except Http404:
        raise missing() from None
    return Status(204, None)


def _asked(narrow: Narrow) -> filters.AppFilter:
    return filters.AppFilter(**{name: plain(value) for name, value in narrow.dict().items()})


def plain(text: str) -> str:
    """Words as a query may take them: PostgreSQL knows no NUL."""
    return text.replace("\x00", "").strip()


def _app(request: HttpRequest, app_id: UUID) -> App:
    found = App.objects.filter(organisation_id=actor_of(request).organisation_id, id=app_id).first()
    if found is None:
        raise missing()
    return found
