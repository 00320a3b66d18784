"""The filters of the list of apps, as they stand in its address."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import QueryDict
from msgspec import Struct

from mingjian.model import VERDICTS
from mingjian.platform.catalogue import counting
from mingjian.platform.catalogue.models import App, SdkUse
from mingjian.platform.catalogue.search import matching
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.state import STANDING

_FOUND = 500
"""Apps a search by words considers: more than anyone reads, few enough for one list of ids."""
FEW = 5000
"""Versions an SDK may be in to be looked up beforehand (project choice)."""


class AppFilter(Struct, frozen=True, kw_only=True):
    q: str = ""
    verdict: str = ""
    """Apps whose newest version has a finding of this verdict (`violates`, `suspected`), or `none`."""
    measure: str = ""
    consent: str = ""
    sdk: str = ""
    category: str = ""


def read(query: QueryDict) -> AppFilter:
    """The filters of an address; what is not a filter, or not one of its values, is left out."""

    def value(name: str, longest: int = 80) -> str:
        return str(query.get(name, "")).replace("\x00", "").strip()[:longest]

    verdict = value("verdict")
    return AppFilter(
        q=value("q", 200),
        verdict=verdict if verdict in (*VERDICTS, "none") else "",
        measure=value("measure", 6),
        consent="before" if value("consent") == "before" else "",
        sdk=value("sdk"),
        category=value("category", 40),
    )


def apps(organisation_id: UUID, asked: AppFilter) -> QuerySet[App]:
    """The organisation's apps that fit, unordered."""
    rows = App.objects.filter(organisation_id=organisation_id)
    if asked.q:
        rows = rows.filter(id__in=matching(organisation_id, asked.q, _FOUND))
    if asked.category:
        rows = rows.filter(category=asked.category)
    if asked.sdk:
        rows = _embedding(rows, organisation_id, asked.sdk)
    open_findings = Finding.objects.filter(
        organisation_id=organisation_id, app_id=OuterRef("id"), present=True, state__in=STANDING
    )
    if asked.measure:
        open_findings = open_findings.filter(measure=asked.measure)
    if asked.consent:
        open_findings = open_findings.filter(consent=asked.consent)
    if asked.verdict == "none":
        return rows.filter(~Exists(open_findings))
    if asked.verdict:
        return rows.filter(Exists(open_findings.filter(verdict=asked.verdict)))
    if asked.measure or asked.consent:
        return rows.filter(Exists(open_findings))
    return rows


def _embedding(rows: QuerySet[App], organisation_id: UUID, sdk: str) -> QuerySet[App]:
    """Of these apps, those whose newest version embeds the SDK.

    Apps come newest first, a page at a time. Of an SDK in many of them the database finds a page soon on its
    way through all apps; of one in few it would go through most of them, so these are looked up beforehand.
    """
    uses = SdkUse.objects.filter(organisation_id=organisation_id, sdk=sdk)
    if counting.figures(organisation_id, sdk).versions <= FEW:
        inside = uses.filter(version_id=F("app__newest_id")).values_list("app_id", flat=True)
        found = list(inside[: FEW + 1])
        if len(found) <= FEW:  # more may have come since that figure was read
            return rows.filter(id__in=found)
    return rows.filter(Exists(uses.filter(version_id=OuterRef("newest_id"))))
