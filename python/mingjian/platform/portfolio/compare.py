"""Apps side by side: measures, SDKs, permissions and types of personal information of their newest reports.

Other than comparing versions, which tells what changed in one app, this tells who does what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from msgspec import Struct

from mingjian.errors import StorageError
from mingjian.model import Report
from mingjian.platform.catalogue.models import App
from mingjian.platform.portfolio.shelf import AppRow, rows
from mingjian.platform.problems import Problem, missing
from mingjian.platform.reports import kept
from mingjian.platform.scans.models import Scan

MOST = 5
"""Apps that fit beside each other."""
BEFORE, SEEN, DECLARED = "before_consent", "observed", "declared_only"


class Line(Struct, frozen=True):
    """One thing across the apps: a state for each, in their order; empty where an app has it not."""

    code: str
    cells: tuple[str, ...]


class Compared(Struct, frozen=True, kw_only=True):
    apps: tuple[AppRow, ...]
    unread: tuple[bool, ...]
    """Of each app: True where there is no report to read, so that its empty cells say nothing."""
    sdks: tuple[Line, ...]
    permissions: tuple[Line, ...]
    """`dangerous`, or the protection the report names."""
    personal_info: tuple[Line, ...]
    """`before_consent`, `observed`, or `declared_only`: the policy names it, the package does not show it."""


def compare(organisation_id: UUID, ids: Iterable[UUID]) -> Compared:
    """The newest reports of two to five of the organisation's apps, each app once.

    Raises:
        Problem: 404 an app is not there; 422 fewer than two or more than five.
    """
    wanted = list(dict.fromkeys(ids))
    if not 2 <= len(wanted) <= MOST:
        raise Problem(422, "compare_count", f"请选 2 至 {MOST} 个应用", f"choose two to {MOST} apps")
    found = {row.id: row for row in App.objects.filter(organisation_id=organisation_id, id__in=wanted)}
    if len(found) != len(wanted):
        raise missing()
    apps = rows(found[each] for each in wanted)
    reports = _reports(apps)
    return Compared(
        apps=tuple(apps),
        unread=tuple(report is None for report in reports),
        sdks=_lines(reports, lambda report: {row.id: row.state for row in report.sdks}),
        permissions=_lines(reports, lambda report: {row.name: row.protection for row in report.permissions}),
        personal_info=_lines(reports, _types),
    )


def _reports(apps: list[AppRow]) -> list[Report | None]:
    """The report of each app's newest scan, where there is one that can be read."""
    scans = [row.scan.id for row in apps if row.scan]
    digests = {
        scan.id: scan.result.report_sha256
        for scan in Scan.objects.filter(id__in=scans).select_related("result")
        if scan.result
    }
    return [_report(digests.get(row.scan.id, "") if row.scan else "") for row in apps]


def _report(sha256: str) -> Report | None:
    try:
        return kept.report(sha256) if sha256 else None
    except StorageError:
        return None


def _types(report: Report) -> dict[str, str]:
    """Types of personal information by the gravest that was seen of them."""
    told: dict[str, str] = {}
    for row in report.declared_observed:
        if any(seen.consent == "before" for seen in row.observed):
            told[row.type] = BEFORE
        elif row.observed:
            told[row.type] = SEEN
        elif row.declared.declared:
            told[row.type] = DECLARED
    return told


def _lines(reports: list[Report | None], told: Callable[[Report], dict[str, str]]) -> tuple[Line, ...]:
    """What any of the apps has, what most of them have first."""
    columns = [told(report) if report else {} for report in reports]
    codes = sorted(
        {code for column in columns for code in column},
        key=lambda code: (-sum(code in column for column in columns), code),
    )
    return tuple(Line(code, tuple(column.get(code, "") for column in columns)) for code in codes)
