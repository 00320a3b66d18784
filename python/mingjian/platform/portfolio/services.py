"""Saved searches (written here only), and questions across nouns that no one noun answers."""

from __future__ import annotations

import re
from collections.abc import Set
from uuid import UUID

from django.http import Http404
from msgspec import Struct

from mingjian import knowledge, law
from mingjian.knowledge.types import Sdk, SdkCategory
from mingjian.law import Measure, Requirement
from mingjian.platform.accounts.access import Actor, require
from mingjian.platform.audit.services import record
from mingjian.platform.catalogue.models import App, Version
from mingjian.platform.catalogue.search import matching
from mingjian.platform.portfolio.models import SavedSearch
from mingjian.platform.portfolio.shelf import AppRow, SdkRow, rows

_DIGEST = re.compile(r"[0-9a-f]{6,64}")


class Found(Struct, frozen=True, kw_only=True):
    """What a search finds, kind by kind."""

    apps: tuple[AppRow, ...] = ()
    versions: tuple[Version, ...] = ()
    sdks: tuple[Sdk, ...] = ()
    measures: tuple[Measure, ...] = ()
    requirements: tuple[Requirement, ...] = ()


def search(organisation_id: UUID, asked: str) -> Found:
    """Apps, versions, SDKs, measures and requirements that answer to some words."""
    if not asked:
        return Found()
    ids = matching(organisation_id, asked, 50)
    apps = App.objects.filter(organisation_id=organisation_id, id__in=ids).order_by("-updated_at")
    plain = asked.casefold()
    versions = (
        Version.objects.filter(
            # A range, not LIKE, which is not leak-proof: behind row security its index would go unused.
            organisation_id=organisation_id,
            artifact_id__gte=plain,
            artifact_id__lt=plain + "g",
        ).select_related("app")[:20]
        if _DIGEST.fullmatch(plain)
        else Version.objects.none()
    )
    measures = [
        row
        for row in law.measures()
        if plain == row.id
        or plain in (row.title_zh + row.short_zh).casefold()
        or plain in row.title_en.casefold()
    ]
    requirements = [row for row in law.requirements() if plain in row.id.casefold()] if "." in plain else []
    return Found(
        apps=tuple(rows(apps)),
        versions=tuple(versions),
        sdks=tuple(known_sdks(asked, leaving_out=set())[:20]),
        measures=tuple(measures[:12]),
        requirements=tuple(requirements[:20]),
    )


def known_sdks(asked: str, *, leaving_out: Set[str]) -> list[Sdk]:
    """SDKs of our knowledge whose name, alias, vendor or package prefix holds the words."""
    plain = asked.casefold()
    return [
        row
        for row in knowledge.sdks()
        if row.id not in leaving_out and any(plain in text for text in _texts(row))
    ]


def named(row: SdkRow, asked: str) -> bool:
    """Whether an SDK of the shelf answers to the words."""
    texts = _texts(row.known) if row.known else [row.sdk.casefold()]
    return any(asked.casefold() in text for text in texts)


def sdk_category(code: str) -> SdkCategory | None:
    """The names of a category of SDKs."""
    return next((row for row in knowledge.sdk_categories() if row.id == code), None)


def save_search(actor: Actor, page: str, name: str, query: str) -> SavedSearch | None:
    """Keeps a list's filters under a name; the same name again replaces them. None without a name."""
    require(actor, "apps:read")
    name = name.strip()[:80]
    if not name or page not in ("apps", "findings") or actor.user_id is None:
        return None
    saved, _ = SavedSearch.objects.update_or_create(
        user_id=actor.user_id,
        page=page,
        name=name,
        defaults={"organisation_id": actor.organisation_id, "query": query[:500]},
    )
    record(actor.organisation_id, actor.id, "search.saved", f"search:{saved.id}", {"page": page})
    return saved


def forget_search(actor: Actor, saved_id: UUID) -> str:
    """Forgets a saved search of the actor's own; returns the list it belonged to.

    Raises:
        Http404: there is none of that id.
    """
    saved = SavedSearch.objects.filter(
        organisation_id=actor.organisation_id, user_id=actor.user_id, id=saved_id
    ).first()
    if saved is None:
        raise Http404
    page = saved.page
    saved.delete()
    record(actor.organisation_id, actor.id, "search.forgotten", f"search:{saved_id}", {"page": page})
    return page


def _texts(row: Sdk) -> list[str]:
    own = [row.id, row.name_zh, row.name_en, row.vendor_zh, row.vendor_en, *row.aliases, *row.prefixes]
    return [text.casefold() for text in own]
