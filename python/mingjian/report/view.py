"""The page's view of a report: cells, findings with clause and frames, rows of the tables.

Everything a template shows is decided here; templates only lay out.
"""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import UsageError
from mingjian.model import MeasureVerdict, Report, Threshold, Verdict
from mingjian.report import plots, reading, words
from mingjian.report.extras import Extras, Law
from mingjian.report.frame_types import Frame, Pictures
from mingjian.report.frames import frame
from mingjian.report.reading import Placed, visible
from mingjian.report.rows import (
    ChangeRow,
    DeclaredRow,
    PermissionRow,
    SdkRow,
    change_rows,
    declared_rows,
    message,
    named,
    permission_row,
    sdk_row,
)  # fmt: skip
from mingjian.report.words import Both

_PICTURE_BYTES = 1_200_000
_FRAMES_A_FINDING = 8


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


class ClauseView(Struct, frozen=True, kw_only=True):
    """A sentence of the law with the operative words in the middle."""

    before: str
    marked: str
    after: str
    gloss: str
    citation: Both
    requirement: str
    related: str


class ThresholdView(Struct, frozen=True, kw_only=True):
    value: str
    kind: Both
    source: str
    code: str


class FindingView(Struct, frozen=True, kw_only=True):
    number: int
    anchor: str
    first_of_measure: bool
    measure: str
    short: Both
    message: Both
    verdict: Verdict
    css: str
    classes: str
    party: Both
    consent: Both | None
    consent_css: str
    lead: bool
    severity: Both
    rule: str
    clauses: tuple[ClauseView, ...]
    threshold: ThresholdView | None
    information: tuple[Both, ...]
    kinds: tuple[tuple[str, Both], ...]
    frames: tuple[Frame, ...]
    more: int
    fingerprint: str


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


class Around(NamedTuple):
    """What the view of a finding needs beside the finding."""

    number: int
    first: dict[str, Placed]
    shorts: dict[str, reading.MeasureNames]
    extras: Extras
    pictures: Pictures
    law: Law


class Page(Struct, frozen=True, kw_only=True):
    prefix: str
    """Before every id of this subject, so that several fit on one page."""
    bar: Markup
    report: Report
    title: str
    kind: Both
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
    pictures: dict[str, bytes]
    omitted: int


def page(report: Report, extras: Extras, law: Law, *, number: int = 0, share: int = 1) -> Page:
    """Everything the page shows of one report.

    `number` counts subjects from 1 where several share a page (`share` of them), 0 when it is alone.
    """
    pictures = Pictures(extras.media, _PICTURE_BYTES // share)
    icon = pictures.add(extras.app_icon) if extras.app_icon else None
    places = reading.placed(report)
    first = {place.outcome.measure: place for place in reversed(places)}
    shorts = {row.id: reading.measure_names(row, law) for row in report.measures}
    around = Around(number=number, first=first, shorts=shorts, extras=extras, pictures=pictures, law=law)
    cells = {row.id: _cell(row, shorts[row.id], first) for row in report.measures}
    findings = tuple(_finding(place, around) for place in places)
    counts = reading.verdict_counts(report)
    return Page(
        prefix=f"s{number}-" if number else "",
        bar=plots.verdict_bar(counts),
        report=report,
        title=visible(report.subject.label or report.subject.package or report.subject.path),
        kind=words.KIND.get(report.subject.kind) or Both(report.subject.kind, report.subject.kind),
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
        filters=_filters(findings),
        open_cells=tuple(cell for cell in cells.values() if cell.verdict == "undetermined"),
        advice=_advice(report, shorts),
        excused=_excused(report, shorts),
        declared=declared_rows(report, extras),
        changes=change_rows(report, extras) if report.diff else (),
        against=_against(report, extras),
        sdks=tuple(sdk_row(row, extras) for row in report.sdks),
        permissions=tuple(permission_row(row) for row in report.permissions),
        icon=icon,
        pictures=pictures.used,
        omitted=pictures.omitted,
    )


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


def _filters(findings: tuple[FindingView, ...]) -> tuple[tuple[str, Both, int], ...]:
    def count(css: str) -> int:
        return sum(css in finding.classes.split() for finding in findings)

    rows = (
        ("all", Both("全部", "All"), len(findings)),
        ("vio", words.VERDICT["violates"], count("is-vio")),
        ("sus", words.VERDICT["suspected"], count("is-sus")),
        ("before", Both("同意前", "Before consent"), count("is-before")),
        ("sdk", Both("SDK", "SDK"), count("is-sdk")),
    )
    return tuple(row for row in rows if row[2])


def _finding(place: Placed, around: Around) -> FindingView:
    finding, outcome = place.finding, place.outcome
    extras, pictures = around.extras, around.pictures
    css = words.CSS[finding.verdict]
    party = reading.party_name(finding.party)
    classes = [f"is-{css}", *(["is-before"] if finding.consent == "before" else [])]
    if finding.party.kind == "sdk":
        classes.append("is-sdk")
    shown = finding.evidence[:_FRAMES_A_FINDING]
    names = around.shorts.get(outcome.measure)
    return FindingView(
        number=place.number,
        anchor=f"f-{place.number}",
        first_of_measure=around.first[outcome.measure] is place,
        measure=outcome.measure,
        short=names.short if names else Both(outcome.measure, outcome.measure),
        message=message(finding),
        verdict=finding.verdict,
        css=css,
        classes=" ".join(classes),
        party=party,
        consent=words.CONSENT[finding.consent] if finding.consent else None,
        consent_css="vio" if finding.consent in ("before", "refused") else "",
        lead=finding.role == "lead",
        severity=words.SEVERITY[outcome.severity],
        rule=visible(outcome.rule),
        clauses=tuple(
            clause
            for code in outcome.requirements[:3]
            if (clause := _clause(code, outcome.measure, around.law)) is not None
        ),
        threshold=_threshold(finding.threshold),
        information=tuple(named(code, extras) for code in finding.personal_info),
        kinds=tuple(
            (kind, words.EVIDENCE[kind]) for kind in dict.fromkeys(item.kind for item in finding.evidence)
        ),
        frames=_paired(
            [
                frame(item, finding, extras, pictures, (around.number * 100_000 + place.number) * 100 + n)
                for n, item in enumerate(shown)
            ]
        ),
        more=len(finding.evidence) - len(shown),
        fingerprint=visible(finding.fingerprint),
    )


def _paired(frames: list[Frame]) -> tuple[Frame, ...]:
    """Small frames stand two in a row; one without a neighbour takes the row."""
    waiting: int | None = None
    for index, item in enumerate(frames):
        if not item.whole:
            waiting = index if waiting is None else None
        if item.whole and waiting is not None:
            frames[waiting] = replace(frames[waiting], whole=True)
            waiting = None
    if waiting is not None:
        frames[waiting] = replace(frames[waiting], whole=True)
    return tuple(frames)


def _clause(code: str, measure: str, law: Law) -> ClauseView | None:
    try:
        clause, requirement = law.clause(code), law.requirement(code)
    except (LookupError, UsageError):
        return None
    start = clause.text.rfind("。", 0, clause.start) + 1
    stop = clause.text.find("。", max(clause.end - 1, 0))
    stop = len(clause.text) if stop < 0 else stop + 1
    return ClauseView(
        before=clause.text[start : clause.start],
        marked=clause.text[clause.start : clause.end],
        after=clause.text[clause.end : stop],
        gloss=requirement.requirement_en,
        citation=Both(clause.citation_zh, clause.citation_en),
        requirement=code,
        related=_related(measure, law),
    )


def _related(measure: str, law: Law) -> str:
    """The first three laws or standards the measure rests on, the articles of each together."""
    articles: dict[str, list[str]] = {}
    for row in law.articles(measure):
        articles.setdefault(row.law, []).append(row.article)
    said: list[str] = []
    for name, found in list(articles.items())[:3]:
        title = (
            f"{name} " if name.isascii() or "〔" in name or name.startswith(("T/", "GB")) else f"《{name}》"
        )
        said.append((title + "、".join(list(dict.fromkeys(filter(None, found)))[:3])).strip())
    return "；".join(said)


def _threshold(threshold: Threshold | None) -> ThresholdView | None:
    if threshold is None:
        return None
    value = f"{threshold.value:g}" if isinstance(threshold.value, float | int) else threshold.value
    return ThresholdView(
        value=visible(f"{value} {threshold.unit}".strip()),
        kind=words.THRESHOLD_KIND[threshold.kind],
        source=visible(threshold.source),
        code=visible(threshold.id),
    )


def _excused(report: Report, shorts: dict[str, reading.MeasureNames]) -> tuple[Excused, ...]:
    rows: list[Excused] = []
    for outcome in report.outcomes:
        if outcome.reason:
            names = shorts.get(outcome.measure)
            short = names.short if names else Both(outcome.measure, outcome.measure)
            rows.append(
                Excused(
                    measure=outcome.measure,
                    short=short,
                    rule=visible(outcome.rule),
                    reason=reading.both(outcome.reason),
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
            value = Both(f"测得 {measured.value} {unit.zh}", f"measured {measured.value} {unit.en}")
            target = Both(f"鼓励值 {measured.target} {unit.zh}", f"encouraged {measured.target} {unit.en}")
            rows.append(
                Advice(
                    measure=outcome.measure,
                    short=names.short if names else Both(outcome.measure, outcome.measure),
                    said=Both(f"{value.zh}，{target.zh}", f"{value.en}, {target.en}"),
                    met=measured.met,
                )
            )
    return tuple(rows)
