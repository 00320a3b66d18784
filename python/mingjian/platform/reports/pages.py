"""The report page and its pictures. Without script each finding is a link; HTMX asks for the pane alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from msgspec.structs import replace

from mingjian import law
from mingjian.model import Report
from mingjian.platform.accounts.access import Actor
from mingjian.platform.accounts.gate import actor_of, page
from mingjian.platform.findings.models import Finding
from mingjian.platform.findings.services import members
from mingjian.platform.findings.standing import Standing, standings, told
from mingjian.platform.findings.words import ACT_WORDS, AFTER, STATE_WORDS
from mingjian.platform.reports import kept, narrow, workbench
from mingjian.platform.reports.change import change_since, version_before
from mingjian.platform.reports.forms import FORMS
from mingjian.platform.scans.models import Result, Scan, Subject
from mingjian.platform.scans.services.records import records
from mingjian.platform.scans.state import State
from mingjian.platform.scans.words import SOURCES
from mingjian.platform.web.pages import draw
from mingjian.platform.web.words import lang, say, t
from mingjian.report.bitmap import bitmap
from mingjian.report.reading import Placed, placed
from mingjian.report.view import Page
from mingjian.report.view import page as report_view
from mingjian.report.words import VERDICT
from mingjian.storage import blob_store

_FOR_EVER = "private, max-age=31536000, immutable"
LONG = 14
"""Rows from which the pane stays beside the list."""


@page("scans:read")
def report(request: HttpRequest, scan_id: UUID) -> HttpResponse:
    """The report of a scan; for HTMX the pane of one finding."""
    actor = actor_of(request)
    scan = scan_of(actor, scan_id)
    if scan.state != State.DONE or scan.result is None:
        return _not_yet(request, scan)
    found = kept.report(scan.result.report_sha256)
    want, asked = narrow.wish(request.GET), request.GET.get("finding", "")[:200]
    marks = {place.finding.fingerprint for place in placed(found)}
    stand = standings(scan.version.app_id, marks) if scan.version else {}
    if "HX-Request" in request.headers and asked and "HX-History-Restore-Request" not in request.headers:
        place = next((it for it in placed(found) if it.finding.fingerprint == asked), None)
        if place is None:
            raise Http404
        before = version_before(actor, scan.version) if scan.version else None
        values = {"scan": scan, "before": before, **_pane(actor, found, scan.result, place, want, stand)}
        response = draw(request, "reports/pane.html.j2", **values, **_drawn())
    else:
        response = _whole(request, scan, scan.result, found, want, asked, stand)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


@page("scans:read")
def newest(request: HttpRequest, app_id: UUID, version_id: UUID) -> HttpResponseRedirect:
    """The newest report of a version."""
    rows = Scan.objects.filter(
        organisation_id=actor_of(request).organisation_id, version_id=version_id, version__app_id=app_id
    )
    scan = (
        rows.filter(state=State.DONE).order_by("-created_at").first() or rows.order_by("-created_at").first()
    )
    if scan is None:
        raise Http404
    return redirect("report", scan_id=scan.id)


@page("findings:read")
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponseRedirect:
    """Where a finding is shown: in the newest report of the last version that had it."""
    mine = actor_of(request).organisation_id
    row = Finding.objects.filter(organisation_id=mine, id=finding_id).first()
    scans = Scan.objects.filter(organisation_id=mine, state=State.DONE, result__isnull=False)
    scan = scans.filter(version_id=row.last_version_id).order_by("-created_at").first() if row else None
    if row is None or scan is None:
        raise Http404
    return HttpResponseRedirect(address(scan.id, row.fingerprint))


@page("scans:read")
def picture(request: HttpRequest, scan_id: UUID, sha256: str) -> HttpResponse:
    """A picture of the report's evidence, named by its digest. Whoever made it: its type, PNG or JPEG, is
    that of its own first bytes, and nothing in it runs."""
    scan = scan_of(actor_of(request), scan_id)
    if scan.result is None or sha256 not in kept.picture_names(scan.result):
        raise Http404
    data = blob_store().read(sha256)
    seen = bitmap(data)
    if seen is None:
        raise Http404
    response = HttpResponse(data, content_type=seen.mime)
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def scan_of(actor: Actor, scan_id: UUID) -> Scan:
    """A scan of the actor's organisation with all a page says of it.

    Raises:
        Http404: there is none.
    """
    rows = Scan.objects.select_related("version__app", "result", "organisation")
    scan = rows.filter(organisation_id=actor.organisation_id, id=scan_id).first()
    if scan is None:
        raise Http404
    return scan


def _whole(
    request: HttpRequest, scan: Scan, result: Result, found: Report, want: narrow.Narrow, asked: str,
    stand: dict[str, Standing],
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    beside = kept.extras(result)
    bench, opened = workbench.bench(found, beside, want, stand, asked)
    shown = replace(found, subject=replace(found.subject, path=scan.file_name))
    before = version_before(actor, scan.version) if scan.version else None
    change = change_since(before, found, beside) if before and found.diff is None else None
    view = report_view(
        change[0] if change else shown, change[1] if change else beside, law, with_findings=False
    )
    view = replace(view, report=replace(shown, diff=view.report.diff))
    values: dict[str, Any] = {
        "scan": scan, "version": scan.version, "page": view, "bench": bench, "want": want, "before": before,
        "icon_sha256": kept.icon_name(result), "links": _links(view, want, request.path), "long": LONG,
        "suppressed": _suppressed(found, stand), "standing_counts": _counts(stand), "asked": bool(asked),
        "supply": _supply(scan) if actor.may("scans:write") else {}, "walls": (),
        "steps": _steps(scan, view.title),
        "sources": {code: say(words) for code, words in SOURCES.items()},
        "may_export": actor.may("exports:write") and scan.owner_id is None,
        "may_add": actor.may("scans:write") and scan.subject != Subject.PAGE,
        "records": records(actor, scan),
        "export_forms": [(code, form.words) for code, form in FORMS.items()],
    }  # fmt: skip
    if opened is not None:
        values.update(_pane(actor, found, result, opened, want, stand))
    else:
        values["pane"] = None
    return draw(request, "reports/report.html.j2", section="apps", **values, **_drawn())


def _pane(
    actor: Actor,
    found: Report,
    result: Result,
    place: Placed,
    want: narrow.Narrow,
    stand: dict[str, Standing],
) -> dict[str, Any]:
    standing = stand.get(place.finding.fingerprint)
    decides, replies = actor.may("findings:decide"), actor.may("findings:reply")
    return {
        "pane": workbench.pane(found, result, place, want, stand),
        "want": want,
        "acts": told(standing.id) if standing else [],
        "decides": decides and standing is not None,
        "replies": replies and standing is not None,
        "people": list(members(actor)[:200]) if replies and standing else [],
    }


def _drawn() -> dict[str, Any]:
    """What the report's own templates want beside: the one language they speak, names of verdicts."""
    return {
        "only": lang(), "verdicts": VERDICT, "state_words": STATE_WORDS, "act_words": ACT_WORDS,
        "act_after": AFTER,
    }  # fmt: skip


def _links(view: Page, want: narrow.Narrow, path: str) -> dict[str, str]:
    """Where a cell of the matrix leads: its findings in the list, or its row in the table of all measures."""
    cells = [cell for group in view.groups for cell in group.cells]
    only = narrow.Narrow(group=want.group)
    return {
        cell.id: f"{path}{only.query(measure=cell.id)}#bench"
        if cell.target.startswith("m-")
        else f"#r-{cell.id}"
        for cell in cells
    }


def _suppressed(found: Report, stand: dict[str, Standing]) -> list[tuple[Placed, Standing]]:
    rows = [(place, stand.get(place.finding.fingerprint)) for place in placed(found)]
    return [(place, row) for place, row in rows if row is not None and row.state == "suppressed"]


def _counts(stand: dict[str, Standing]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in stand.values():
        counts[row.state] = counts.get(row.state, 0) + 1
    return counts


def _steps(scan: Scan, title: str) -> list[tuple[str, str]]:
    """Apps › this app › this report; of what is no package, the queue instead."""
    if scan.subject != Subject.PACKAGE:
        return [(t("队列", "Queue"), address_of("scans")), (title, "")]
    app = scan.version.app if scan.version else None
    name = scan.version.version_name if scan.version else ""
    return [
        (t("应用", "Apps"), address_of("apps")),
        (title, address_of("app", app.id) if app else ""),
        (t(f"{name} 检测报告".strip(), f"Report on {name}" if name else "Report"), ""),
    ]


def _supply(scan: Scan) -> dict[str, tuple[str, str]]:
    """Ways to hand in what is missing, by the command's option for it: words and address."""
    page = (t("检测网页", "Scan the page"), address_of("page-scan"))
    if scan.subject == Subject.PAGE:
        again = f"{page[1]}?{urlencode({'url': scan.file_name})}"
        return {"scan-page": (t("再访问一次", "Visit it again"), again)}
    form = address_of("evidence", scan.id)
    records = (t("上传运行记录", "Upload records"), f"{form}#f-evidence")
    if scan.subject == Subject.RUN:
        return {"--evidence": records}
    return {
        "--evidence": records,
        "--policy": (t("补充隐私政策", "Add the policy"), f"{form}#f-policy"),
        "--listing": (t("补充上架信息", "Add the listing"), f"{form}#f-listing"),
        "--against": (t("上传上一版本", "Upload the previous version"), f"{form}#f-against"),
        "--category": (t("选择类别", "Choose the category"), f"{form}#f-category"),
        "scan-page": page,
    }


def _not_yet(request: HttpRequest, scan: Scan) -> HttpResponse:
    failure = scan.failure.get(lang()) or t("没有记下原因。", "No cause was recorded.")
    return draw(
        request, "reports/not_yet.html.j2", section="scans", scan=scan, failure=failure,
        scan_address=address_of("scan", scan.id),
    )  # fmt: skip


def address_of(route: str, *args: object) -> str:
    """The address of another app's page, empty where this platform has none."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""


def address(scan_id: UUID, finding: str = "") -> str:
    """Where a scan's report is, at one finding where asked."""
    at = reverse("report", args=[scan_id])
    return f"{at}{narrow.Narrow().query(finding)}#bench" if finding else at
