"""The page's view of a report: cells, findings with clause and frames, rows of the tables.

Everything a template shows is decided here; templates only lay out.
"""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from mingjian.model import MeasureVerdict, Report, Verdict
from mingjian.report import plots, reading, words
from mingjian.report.extras import Extras, Law
from mingjian.report.finding_view import Around, FindingView, finding_view
from mingjian.report.frame_types import Pictures
from mingjian.report.labels import ON_PAPER
from mingjian.report.reading import Placed, visible
from mingjian.report.rows import (
    ChangeRow,
    DeclaredRow,
    PermissionRow,
    SdkRow,
    change_rows,
    declared_rows,
    permission_row,
    sdk_row,
)  # fmt: skip
from mingjian.report.run_view import RunView, run_view, subject_facts
from mingjian.report.visit_view import VisitView, visit_view
from mingjian.report.words import Both

_PICTURE_BYTES = 1_200_000
_MARKS = {"web_page": "page", "device_run": "runtime", "terminal_vendor": "layout", "policy": "policy"}
_AGAIN = {
    kind: Both(
        f"同一{zh}与规则集，结论逐字节可复现", f"Same {en}, same ruleset: the same verdicts, byte for byte"
    )
    for kind, zh, en in (
        ("web_page", "访问记录", "recorded visit"),
        ("device_run", "运行记录", "recorded run"),
        ("terminal_vendor", "测试记录", "recorded test"),
        ("policy", "文本", "text"),
    )
}
_NO_BLIND = {
    kind: Both(
        "没有记录到盲区；没有走到的地方不在这次记录之内", "None recorded; where nobody went is not in it"
    )
    for kind in ("web_page", "device_run", "terminal_vendor")
}


class Cell(Struct, frozen=True, kw_only=True):
    id: str
    names: reading.MeasureNames
    verdict: Verdict
    css: str
    why: Both
    target: str
    settled: int
    total: int
    missing: tuple[words.Need, ...]


class CellGroup(Struct, frozen=True, kw_only=True):
    name: Both
    part: int
    span: int
    cells: tuple[Cell, ...]


class Advice(Struct, frozen=True, kw_only=True):
    """An encouraged requirement that was measured: advised on, never a violation."""

    measure: str
    short: Both
    said: Both
    met: bool


class Excused(Struct, frozen=True, kw_only=True):
    """An act that was seen but is not held against the app, with the lawful reason."""

    measure: str
    short: Both
    rule: str
    reason: Both


class Page(Struct, frozen=True, kw_only=True):
    prefix: str
    """Before every id of this subject, so that several fit on one page."""
    bar: Markup
    report: Report
    title: str
    kind: Both
    mark: str
    """The icon that stands where an app would have its own."""
    facts: tuple[tuple[Both, str | Both], ...]
    """What identifies a subject that is no package."""
    signed: bool
    """Whether a signer is to be told of."""
    again: Both
    """What makes the same verdicts."""
    no_blind: Both
    summary: Both
    used: Both
    missing: Both
    counts: tuple[tuple[str, Both, str, int], ...]
    groups: tuple[CellGroup, ...]
    findings: tuple[FindingView, ...]
    filters: tuple[tuple[str, Both, int], ...]
    open_cells: tuple[Cell, ...]
    advice: tuple[Advice, ...]
    excused: tuple[Excused, ...]
    declared: tuple[DeclaredRow, ...]
    changes: tuple[ChangeRow, ...]
    against: str
    sdks: tuple[SdkRow, ...]
    permissions: tuple[PermissionRow, ...]
    icon: tuple[str, tuple[int, int]] | None
    run: RunView
    visit: VisitView | None
    pictures: dict[str, bytes]
    named: dict[str, str]
    """Digests by the id of their symbol, of pictures that are shown by address."""
    omitted: int


def beside(
    report: Report, extras: Extras, law: Law, *, number: int = 0, picture_bytes: int = _PICTURE_BYTES
) -> Around:
    """What the views of this report's findings share; `picture_bytes` is the most of pictures."""
    return Around(
        number=number,
        first={place.outcome.measure: place for place in reversed(reading.placed(report))},
        shorts={row.id: reading.measure_names(row, law) for row in report.measures},
        extras=extras,
        pictures=Pictures(extras.media, picture_bytes, extras.widths, extras.known),
        law=law,
    )


def page(
    report: Report, extras: Extras, law: Law, *, number: int = 0, share: int = 1, with_findings: bool = True
) -> Page:
    """Everything the page shows of one report; `with_findings` False leaves them to who shows only some.

    `number` counts subjects from 1 where several share a page (`share` of them), 0 when it is alone.
    """
    around = beside(report, extras, law, number=number, picture_bytes=_PICTURE_BYTES // share)
    pictures, first, shorts = around.pictures, around.first, around.shorts
    icon = pictures.add(extras.app_icon) if extras.app_icon else None
    cells = {row.id: _cell(row, shorts[row.id], first) for row in report.measures}
    places = reading.placed(report)
    findings = tuple(finding_view(place, around) for place in places) if with_findings else ()
    run = run_view(report, extras, pictures, str(number))
    visit = visit_view(extras, pictures)
    counts = reading.verdict_counts(report)
    return Page(
        prefix=f"s{number}-" if number else "",
        bar=plots.verdict_bar(counts),
        report=report,
        title=visible(_title(report)),
        kind=words.KIND.get(report.subject.kind) or Both(report.subject.kind, report.subject.kind),
        mark=_MARKS.get(report.subject.kind, "icon"),
        facts=subject_facts(report.subject.kind, extras),
        signed=reading.signed(report.subject),
        again=_AGAIN.get(report.subject.kind, ON_PAPER["again"]),
        no_blind=_NO_BLIND.get(report.subject.kind, ON_PAPER["no_blind"]),
        summary=reading.summary(report),
        used=reading.joined(reading.evidence_used(report)),
        missing=reading.joined(reading.need_names(reading.evidence_missing(report))[:6]),
        counts=tuple(
            (row, words.VERDICT_SHORT[row], words.CSS[row], counts[row])
            for row in words.VERDICT
            if row in counts
        ),
        groups=_groups(cells),
        findings=findings,
        filters=_filters(places),
        open_cells=tuple(cell for cell in cells.values() if cell.verdict == "undetermined"),
        advice=_advice(report, shorts),
        excused=_excused(report, shorts),
        declared=declared_rows(report, extras),
        changes=change_rows(report, extras) if report.diff else (),
        against=_against(report, extras),
        sdks=tuple(sdk_row(row, extras) for row in report.sdks),
        permissions=tuple(permission_row(row) for row in report.permissions),
        icon=icon,
        run=run,
        visit=visit,
        pictures=pictures.used,
        named=pictures.named,
        omitted=pictures.omitted,
    )


def _title(report: Report) -> str:
    """What the subject is called; of records without a name the file they lie in."""
    subject = report.subject
    named = subject.label or subject.package
    if not named and subject.kind in ("device_run", "terminal_vendor"):
        return subject.path.rstrip("/").rpartition("/")[2] or subject.path
    return named or subject.path


def _against(report: Report, extras: Extras) -> str:
    old = extras.against.subject if extras.against else None
    if old is not None and old.version_name:
        return old.version_name
    return report.diff.against[:12] if report.diff else ""


def _cell(row: MeasureVerdict, names: reading.MeasureNames, first: dict[str, Placed]) -> Cell:
    return Cell(
        id=row.id,
        names=names,
        verdict=row.verdict,
        css=words.CSS[row.verdict],
        why=reading.why(row),
        target=f"m-{row.id}" if row.id in first else f"r-{row.id}",
        settled=row.requirements.settled,
        total=row.requirements.total,
        missing=tuple(words.need(code) for code in row.missing),
    )


def _groups(cells: dict[str, Cell]) -> tuple[CellGroup, ...]:
    groups: list[CellGroup] = []
    for group in words.GROUPS:
        present = tuple(cells[code] for code in group.measures if code in cells)
        if present:
            groups.append(CellGroup(name=group.name, part=group.part, span=len(present), cells=present))
    return tuple(groups)


def _filters(places: tuple[Placed, ...]) -> tuple[tuple[str, Both, int], ...]:
    found = [place.finding for place in places]
    rows = (
        ("all", Both("全部", "All"), len(found)),
        ("vio", words.VERDICT["violates"], sum(it.verdict == "violates" for it in found)),
        ("sus", words.VERDICT["suspected"], sum(it.verdict == "suspected" for it in found)),
        ("before", Both("同意前", "Before consent"), sum(it.consent == "before" for it in found)),
        ("sdk", Both("SDK", "SDK"), sum(it.party.kind == "sdk" for it in found)),
    )
    return tuple(row for row in rows if row[2])


def _excused(report: Report, shorts: dict[str, reading.MeasureNames]) -> tuple[Excused, ...]:
    rows: list[Excused] = []
    for outcome in reading.excused(report):
        names = shorts.get(outcome.measure)
        rows.append(
            Excused(
                measure=outcome.measure,
                short=names.short if names else Both(outcome.measure, outcome.measure),
                rule=visible(outcome.rule),
                reason=reading.both(outcome.reason or ""),
            )
        )
    return tuple(rows)


def _advice(report: Report, shorts: dict[str, reading.MeasureNames]) -> tuple[Advice, ...]:
    rows: list[Advice] = []
    for outcome in report.outcomes:
        measured = outcome.measured
        if outcome.level == "encouraged" and measured is not None:
            names = shorts.get(outcome.measure)
            unit = reading.both(measured.unit)
            found, wanted = reading.number(measured.value), reading.number(measured.target)
            value = Both(f"测得 {found} {unit.zh}", f"measured {found} {unit.en}")
            target = Both(f"鼓励值 {wanted} {unit.zh}", f"encouraged {wanted} {unit.en}")
            rows.append(
                Advice(
                    measure=outcome.measure,
                    short=names.short if names else Both(outcome.measure, outcome.measure),
                    said=Both(f"{value.zh}，{target.zh}", f"{value.en}, {target.en}"),
                    met=measured.met,
                )
            )
    return tuple(rows)
