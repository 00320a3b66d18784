"""Two versions of an app side by side: what is new, gone and the same; verdicts of measures then and now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from msgspec import Struct
from msgspec.structs import replace

from mingjian import law
from mingjian.model import Finding, Report
from mingjian.platform.accounts.gate import actor_of, page
from mingjian.platform.catalogue.models import App, Version
from mingjian.platform.problems import missing
from mingjian.platform.reports import kept
from mingjian.platform.reports.change import change_between
from mingjian.platform.reports.narrow import Narrow
from mingjian.platform.scans.models import Scan
from mingjian.platform.scans.state import State
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import lang
from mingjian.report import reading
from mingjian.report.rows import change_rows, message
from mingjian.report.words import VERDICT, Both

MOST_VERSIONS = 200
MOST_ROWS = 300
_RANK = {"violates": 0, "suspected": 1, "undetermined": 2, "passes": 3, "not_applicable": 4}


class Side(Struct, frozen=True, kw_only=True):
    """One of the two versions: its newest finished scan and that scan's report."""

    version: Version
    scan: Scan
    report: Report


class Line(Struct, frozen=True, kw_only=True):
    """A finding of the change, and where it is shown."""

    finding: Finding
    measure: str
    said: Both
    party: Both
    scan_id: UUID
    query: str


class Moved(Struct, frozen=True, kw_only=True):
    """A measure whose verdict is another now."""

    id: str
    short: Both
    before: str
    now: str
    worse: bool


@page("scans:read")
def compare(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """The change between two versions of an app; without a choice, the newest two that were scanned."""
    mine = actor_of(request).organisation_id
    app = App.objects.filter(organisation_id=mine, id=app_id).first()
    if app is None:
        raise missing()
    scans = _newest(mine, app)
    new = _chosen(scans, request.GET.get("new", "")) or (scans[0] if scans else None)
    old = _chosen(scans, request.GET.get("old", "")) or _before(scans, new)
    values: dict[str, Any] = {
        "app": app,
        "scans": scans,
        "only": lang(),
        "verdicts": VERDICT,
        "old": None,
        "new": None,
    }
    if new is None or old is None:
        return draw(request, "reports/compare.html.j2", section="apps", **values)
    sides = _side(old), _side(new)
    return draw(request, "reports/compare.html.j2", section="apps", **{**values, **_change(*sides)})


def _change(old: Side, new: Side) -> dict[str, Any]:
    assert old.scan.result is not None  # noqa: S101 - finished scans only
    assert new.scan.result is not None  # noqa: S101
    diff = change_between(old.scan.result, new.scan.result)
    beside = replace(kept.extras(new.scan.result), against=old.report)
    rows = change_rows(replace(new.report, diff=diff), beside)
    return {
        "old": old,
        "new": new,
        "diff": diff,
        "changes": [row for row in rows if row.kind.en != "finding"][:MOST_ROWS],
        "added": _lines(new, diff.new)[:MOST_ROWS],
        "gone": _lines(old, diff.fixed)[:MOST_ROWS],
        "stayed": _lines(new, diff.unchanged)[:MOST_ROWS],
        "moved": _moved(old.report, new.report),
        "most": MOST_ROWS,
    }


def _newest(organisation_id: UUID, app: App) -> list[Scan]:
    """The newest finished scan of each version, the newest version first."""
    rows = Scan.objects.filter(
        organisation_id=organisation_id, version__app=app, state=State.DONE, result__isnull=False
    )
    order = ("-version__version_code", "-version__created_at", "version_id", "-created_at")
    distinct = rows.select_related("version", "result").order_by(*order).distinct(
        "version__version_code", "version__created_at", "version_id"
    )  # fmt: skip
    return list(distinct[:MOST_VERSIONS])


def _chosen(scans: list[Scan], version: str) -> Scan | None:
    return next((scan for scan in scans if str(scan.version_id) == version), None)


def _before(scans: list[Scan], new: Scan | None) -> Scan | None:
    """The version that came before it, else any other."""
    if new is None:
        return None
    at = scans.index(new)
    others = [*scans[at + 1 :], *scans[:at]]
    return others[0] if others else None


def _side(scan: Scan) -> Side:
    assert scan.version is not None  # noqa: S101 - the query asked for both
    assert scan.result is not None  # noqa: S101
    return Side(version=scan.version, scan=scan, report=kept.report(scan.result.report_sha256))


def _lines(side: Side, marks: tuple[str, ...]) -> list[Line]:
    wanted = set(marks)
    return [
        Line(
            finding=place.finding,
            measure=place.outcome.measure,
            said=message(place.finding),
            party=reading.party_name(place.finding.party),
            scan_id=side.scan.id,
            query=Narrow().query(place.finding.fingerprint, state="all"),
        )
        for place in reading.placed(side.report)
        if place.finding.fingerprint in wanted
    ]


def _moved(old: Report, new: Report) -> list[Moved]:
    before = {row.id: row.verdict for row in old.measures}
    return [
        Moved(
            id=row.id,
            short=reading.measure_names(row, law).short,
            before=before[row.id],
            now=row.verdict,
            worse=_RANK[row.verdict] < _RANK[before[row.id]],
        )
        for row in new.measures
        if row.id in before and before[row.id] != row.verdict
    ]
