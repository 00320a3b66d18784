"""What the list of apps could be narrowed to, and how many apps each choice would leave.

A group's numbers respect every filter but its own, so that another choice within the group can be weighed.
They are taken over the newest `MOST` apps that fit, and on a shelf of more than that over the newest `FEW`:
beyond it a count says nothing a reader acts upon, and 600,000 apps must answer as fast as ten.
"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db.models import Count, QuerySet
from msgspec import Struct
from msgspec.structs import replace

from mingjian.model import VERDICTS, Verdict
from mingjian.platform.catalogue.models import App, SdkUse
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.state import STANDING
from mingjian.platform.portfolio import filters
from mingjian.platform.portfolio.filters import AppFilter

MOST, FEW = 5_000, 500
SHOWN = 8
"""Choices a group shows, the most frequent first."""


class Choice(Struct, frozen=True):
    value: str
    apps: int


class Facets(Struct, frozen=True, kw_only=True):
    counted: int
    """Apps that fit all filters, as far as they were counted."""
    more: bool
    """There are more than were counted."""
    verdict: tuple[Choice, ...]
    measure: tuple[Choice, ...]
    consent: tuple[Choice, ...]
    category: tuple[Choice, ...]
    sdk: tuple[Choice, ...]

    def groups(self) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
        """Name of the filter and its choices, groups without one left out."""
        named = {"verdict": self.verdict, "consent": self.consent, "measure": self.measure, "sdk": self.sdk}
        named["category"] = self.category
        return tuple((name, choices) for name, choices in named.items() if choices)


def facets(organisation_id: UUID, asked: AppFilter) -> Facets:
    """The choices of each group under the filters `asked`."""
    shelf = App.objects.filter(organisation_id=organisation_id).values("id")[: MOST + 1].count()
    most = MOST if shelf <= MOST else min(FEW, MOST)
    counted = _newest(filters.apps(organisation_id, asked), most + 1).count()
    return Facets(
        counted=min(counted, most),
        more=counted > most,
        verdict=_verdicts(organisation_id, asked, most),
        measure=_of_findings(organisation_id, asked, most, "measure"),
        consent=_of_findings(organisation_id, asked, most, "consent"),
        category=_choices(
            App.objects.filter(id__in=_others(organisation_id, asked, most, "category")).exclude(category=""),
            "category",
            "id",
        ),
        sdk=_choices(
            SdkUse.objects.filter(
                organisation_id=organisation_id,
                version_id__in=_others(organisation_id, asked, most, "sdk").values("newest_id"),
            ),
            "sdk",
            "app_id",
        ),
    )


def _newest(rows: QuerySet[App], most: int) -> QuerySet[App]:
    return rows.order_by("-updated_at", "-id")[:most]


def _others(organisation_id: UUID, asked: AppFilter, most: int, group: str) -> QuerySet[App]:
    """The newest apps under every filter but that of `group`."""
    return _newest(filters.apps(organisation_id, replace(asked, **{group: ""})), most).values("id")  # type: ignore[return-value]


def _open(organisation_id: UUID, asked: AppFilter, most: int, group: str) -> QuerySet[Finding]:
    """Open findings of those apps, narrowed as the other filters on findings narrow them."""
    rest = replace(asked, **{group: ""})
    found = Finding.objects.filter(
        organisation_id=organisation_id,
        app_id__in=_others(organisation_id, asked, most, group),
        present=True,
        state__in=STANDING,
    )
    if rest.measure:
        found = found.filter(measure=rest.measure)
    if rest.consent:
        found = found.filter(consent=rest.consent)
    if rest.verdict and rest.verdict != "none":
        found = found.filter(verdict=rest.verdict)
    return found


def _verdicts(organisation_id: UUID, asked: AppFilter, most: int) -> tuple[Choice, ...]:
    found = _choices(_open(organisation_id, asked, most, "verdict"), "verdict", "app_id")
    clean = _newest(filters.apps(organisation_id, replace(asked, verdict="none")), most).count()
    return (
        *sorted(found, key=lambda choice: VERDICTS.index(cast(Verdict, choice.value))),
        *_some("none", clean),
    )


def _some(value: str, apps: int) -> tuple[Choice, ...]:
    return (Choice(value, apps),) if apps else ()


def _of_findings(organisation_id: UUID, asked: AppFilter, most: int, group: str) -> tuple[Choice, ...]:
    if asked.verdict == "none":
        return ()
    found = _open(organisation_id, asked, most, group)
    return _choices(found.filter(consent="before") if group == "consent" else found, group, "app_id")


def _choices(
    rows: QuerySet[App] | QuerySet[SdkUse] | QuerySet[Finding], column: str, app: str
) -> tuple[Choice, ...]:
    counted = rows.order_by().values_list(column).annotate(n=Count(app, distinct=True)).order_by("-n", column)
    return tuple(Choice(str(value), int(number)) for value, number in counted[:SHOWN])
