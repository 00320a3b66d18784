"""The report as tables of cells for a workbook: one sheet a subject of interest, words in one language.

A cell is text or a number; which sheets there are, their columns and their widths are decided here,
how they look in `xlsx`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from mingjian.errors import UsageError
from mingjian.model import Evidence, MeasureVerdict, Outcome, Report
from mingjian.report import paper, reading, rows, sheets_run, words
from mingjian.report.extras import Extras, Law
from mingjian.report.labels import LABELS, label
from mingjian.report.reading import Placed, visible
from mingjian.report.words import Both, Lang

Cell = str | int | float
MOST_LETTERS = 32_000
"""Of one cell; Excel holds 32,767."""
MOST_ROWS = 100_000
"""Of one sheet; Excel holds 1,048,576, and people fewer."""


class Sheet(Struct, frozen=True, kw_only=True):
    name: str
    columns: tuple[tuple[str, int], ...]
    """Heading and width in letters."""
    rows: Sequence[tuple[Cell, ...]]


def sheets(reports: Sequence[tuple[Report, Extras]], lang: Lang, law: Law) -> tuple[Sheet, ...]:
    """All sheets; where there are several reports, each row begins with the subject it is about."""
    made = _Book(reports, lang, law)
    return (
        made.summary(),
        made.sheet("measures", _MEASURES, made.measures),
        made.sheet("outcomes", _OUTCOMES, made.outcomes),
        made.sheet("findings", _FINDINGS, made.findings),
        made.sheet("evidence", _EVIDENCE, made.evidence),
        made.sheet("sdks", _SDKS, made.sdks),
        made.sheet("permissions", _PERMISSIONS, made.permissions),
        made.sheet("declared_observed", _DECLARED, made.declared),
        *([made.sheet("change", _CHANGE, made.changes)] if any(r.diff for r, _ in reports) else []),
        *(
            [made.sheet("timeline", sheets_run.TIMELINE, made.timeline)]
            if any(r.timeline for r, _ in reports)
            else []
        ),
        *(
            [made.sheet("traffic", sheets_run.TRAFFIC, made.traffic)]
            if any(e.run.network for _, e in reports)
            else []
        ),
        *(
            [made.sheet("visit", sheets_run.VISIT, made.visit)]
            if any(e.run.web_page for _, e in reports)
            else []
        ),
    )


def _columns(**widths: int) -> tuple[tuple[str, int], ...]:
    return tuple(widths.items())


_MEASURES = _columns(measure=9, name=34, verdict=18, findings=9, settled=14, all=9, needs=70)
_OUTCOMES = _columns(
    measure=9, requirement=16, clause=50, level=12, obliged=24, rule=36, verdict=18, severity=14, findings=9,
    missing_evidence=36, measured=30, reason=40,
)  # fmt: skip
_FINDINGS = _columns(
    number=7, measure=9, name=16, verdict=12, severity=14, role=10, finding=60, party=22, moment=14,
    information=30, rule=34, requirement=24, threshold=16, source_kind=14, source=36, evidence=9,
    fingerprint=22,
)  # fmt: skip
_EVIDENCE = _columns(
    number=7, finding=44, kind=14, place=60, excerpt=60, words=24, chain=70, weakest=18, gate=40
)
_SDKS = _columns(
    name=24, id=22, vendor=24, version=12, state=20, information=40, in_policy=14, matched=44, confidence=12
)
_PERMISSIONS = _columns(permission=48, protection=12, group=20, used_by=34, purpose=34, requested=44)
_DECLARED = _columns(
    information=22,
    sensitive=12,
    policy_says=20,
    quotation=60,
    place=30,
    code_takes=50,
    outcome=24,
    verdict=18,
)
_CHANGE = _columns(kind=18, change=10, value=80)


_Rows = Callable[[Report, Extras], Iterable[tuple[Cell, ...]]]


class _Book:
    def __init__(self, reports: Sequence[tuple[Report, Extras]], lang: Lang, law: Law) -> None:
        self._reports = reports
        self._lang: Lang = lang
        self._law = law

    def sheet(self, name: str, columns: tuple[tuple[str, int], ...], make: _Rows) -> Sheet:
        """One sheet over all reports."""
        several = len(self._reports) > 1
        head = tuple((_head(key, self._lang), width) for key, width in columns)
        made: list[tuple[Cell, ...]] = []
        for report, beside in self._reports:
            first: tuple[Cell, ...] = (_subject(report),) if several else ()
            made += [(*first, *row) for row in make(report, beside)]
        kept, left = paper.few(made, MOST_ROWS)
        if left is not None:
            kept = [*kept, (left.of(self._lang), *("" for _ in range(len(head) - 1 + several)))]
        if several:
            head = ((label("subject", self._lang), 30), *head)
        return Sheet(name=label(name, self._lang), columns=head, rows=kept)

    def summary(self) -> Sheet:
        lang = self._lang
        made: list[tuple[Cell, ...]] = []
        for report, beside in self._reports:
            kind = words.KIND.get(report.subject.kind) or Both(report.subject.kind, report.subject.kind)
            missing = reading.joined(reading.need_names(reading.evidence_missing(report)))
            made += [
                (label("subject", lang), _subject(report)),
                (label("kind", lang), kind.of(lang)),
                *((row.name, row.value) for row in paper.identity(report, beside, lang)),
                (label("summary", lang), reading.summary(report).of(lang)),
                (_head("used", lang), reading.joined(reading.evidence_used(report)).of(lang)),
                (_head("missing_are", lang), missing.of(lang)),
                *(
                    (words.VERDICT[code].of(lang), count)
                    for code, count in reading.verdict_counts(report).items()
                ),
                (label("ruleset", lang), report.tool.ruleset_sha256),
                (label("knowledge", lang), report.tool.knowledge_sha256),
                *((label("blind", lang), reading.both(spot).of(lang)) for spot in report.subject.blind_spots),
                (label("basis_name", lang), label("basis", lang)),
                ("", ""),
            ]
        return Sheet(
            name=label("summary", lang),
            columns=((label("item", lang), 26), (label("value", lang), 100)),
            rows=made[:-1],
        )

    def measures(self, report: Report, _: Extras) -> Iterator[tuple[Cell, ...]]:
        for row in report.measures:
            title = row.title_zh if self._lang == "zh" else row.title_en
            counts = row.requirements
            yield (
                row.id,
                title,
                self._verdict(row.verdict),
                row.findings,
                counts.settled,
                counts.total,
                self._needs(row),
            )

    def _verdict(self, verdict: str) -> str:
        return words.VERDICT[verdict].of(self._lang)

    def _severity(self, outcome: Outcome) -> str:
        """The grade alone: the column's head says of what."""
        return words.SEVERITY[outcome.severity].of(self._lang).rpartition(" ")[2]

    def _needs(self, row: MeasureVerdict) -> str:
        needs = [words.need(code) for code in row.missing]
        return "\n".join(f"{need.name.of(self._lang)} ({need.supplier.of(self._lang)})" for need in needs)

    def outcomes(self, report: Report, _: Extras) -> Iterator[tuple[Cell, ...]]:
        lang = self._lang
        for outcome in report.outcomes:
            after: tuple[Cell, ...] = (
                label("encouraged_level" if outcome.level == "encouraged" else "must", lang),
                self._list(self._party(code) for code in outcome.obliged),
                outcome.rule,
                self._verdict(outcome.verdict),
                self._severity(outcome),
                len(outcome.findings),
                self._list(reading.need_names(outcome.missing)),
                self._measured(outcome),
                reading.both(outcome.reason or "").of(lang),
            )
            for code in outcome.requirements or ("",):
                yield (outcome.measure, code, self._requirement(code), *after)

    def _party(self, code: str) -> Both:
        try:
            party = self._law.party(code)
        except (LookupError, UsageError):
            return Both(code, code)
        return Both(party.name_zh, party.name_en)

    def _requirement(self, code: str) -> str:
        try:
            found = self._law.requirement(code)
        except (LookupError, UsageError):
            return ""
        return found.clause_zh if self._lang == "zh" else found.requirement_en

    def _measured(self, outcome: Outcome) -> str:
        measured = outcome.measured
        if measured is None:
            return ""
        unit = reading.both(measured.unit).of(self._lang)
        met = label("met" if measured.met else "advised", self._lang)
        return f"{measured.value} / {measured.target} {unit} · {met}"

    def findings(self, report: Report, beside: Extras) -> Iterator[tuple[Cell, ...]]:
        lang = self._lang
        names = {row.id: reading.measure_names(row, self._law).short for row in report.measures}
        for place in reading.placed(report):
            finding, outcome, limit = place.finding, place.outcome, place.finding.threshold
            yield (
                place.number,
                outcome.measure,
                names.get(outcome.measure, Both("", "")).of(lang),
                self._verdict(finding.verdict),
                self._severity(outcome),
                label(finding.role, lang),
                rows.message(finding).of(lang),
                reading.party_name(finding.party).of(lang),
                words.CONSENT[finding.consent].of(lang) if finding.consent else "",
                self._list(rows.named(code, beside) for code in finding.personal_info),
                outcome.rule,
                "\n".join(outcome.requirements),
                f"{limit.value} {limit.unit}".strip() if limit else "",
                words.THRESHOLD_KIND[limit.kind].of(lang) if limit else "",
                f"{limit.source} ({limit.id})" if limit else "",
                len(finding.evidence),
                finding.fingerprint,
            )

    def evidence(self, report: Report, _: Extras) -> Iterator[tuple[Cell, ...]]:
        for place in reading.placed(report):
            for item in place.finding.evidence:
                yield self._piece(place, item)

    def _piece(self, place: Placed, item: Evidence) -> tuple[Cell, ...]:
        lang = self._lang
        chain = [
            f"{number}. {reading.method_name(step.caller).short} → {reading.method_name(step.callee).short} "
            f"({reading.edge_name(step.edge).of(lang)})"
            for number, step in enumerate(item.chain, 1)
        ]
        weakest = reading.weakest_edge(step.edge for step in item.chain)
        gate = item.consent_index
        at_gate = item.chain[gate].caller if gate is not None and 0 <= gate < len(item.chain) else ""
        return (
            place.number,
            rows.message(place.finding).of(lang),
            words.EVIDENCE[item.kind].of(lang),
            item.location,
            item.excerpt,
            item.words,
            "\n".join(chain),
            reading.edge_name(weakest).of(lang) if weakest else "",
            reading.method_name(at_gate).short if at_gate else "",
        )

    def sdks(self, report: Report, beside: Extras) -> Iterator[tuple[Cell, ...]]:
        lang = self._lang
        for sdk in report.sdks:
            row = rows.sdk_row(sdk, beside)
            yield (
                row.name.of(lang), sdk.id, row.vendor.of(lang), sdk.version or "", row.state.of(lang),
                self._list(row.information), row.declared.of(lang), "\n".join(sdk.matched_by), row.confidence,
            )  # fmt: skip

    def permissions(self, report: Report, _: Extras) -> Iterator[tuple[Cell, ...]]:
        lang = self._lang
        for permission in report.permissions:
            row = rows.permission_row(permission)
            yield (
                permission.name, row.protection.of(lang), row.group,
                self._list(row.used_by) or LABELS["no_use"].of(lang), row.purpose, "\n".join(row.requested),
            )  # fmt: skip

    def declared(self, report: Report, beside: Extras) -> Iterator[tuple[Cell, ...]]:
        lang = self._lang
        for row in rows.declared_rows(report, beside):
            taken = "\n".join(
                f"{seen.party.of(lang)} · {seen.moment.of(lang)} · {seen.strength.of(lang)}"
                for seen in row.observed
            )
            yield (
                row.name.of(lang), label("sensitive", lang) if row.sensitive else "", row.declared.of(lang),
                "".join(row.quotation), row.place, taken or label("not_observed", lang), row.outcome.of(lang),
                self._verdict(row.verdict),
            )  # fmt: skip

    def changes(self, report: Report, beside: Extras) -> Iterator[tuple[Cell, ...]]:
        lang = self._lang
        for row in rows.change_rows(report, beside):
            yield (row.kind.of(lang), label("new" if row.added else "gone", lang), row.said.of(lang))

    def timeline(self, report: Report, beside: Extras) -> Iterator[tuple[Cell, ...]]:
        return sheets_run.timeline(report, beside, self._lang)

    def traffic(self, report: Report, beside: Extras) -> Iterator[tuple[Cell, ...]]:
        return sheets_run.traffic(report, beside, self._lang)

    def visit(self, report: Report, beside: Extras) -> Iterator[tuple[Cell, ...]]:
        return sheets_run.visit(report, beside, self._lang)

    def _list(self, items: Iterable[Both]) -> str:
        return reading.joined(items).of(self._lang)


def _subject(report: Report) -> str:
    subject = report.subject
    return " ".join(
        part for part in (subject.label or subject.package or subject.path, subject.version_name) if part
    )


def _head(key: str, lang: Lang) -> str:
    """A label without the colon it has in a sentence, with a capital."""
    said = label(key, lang).strip().rstrip(":：")
    return said[:1].upper() + said[1:]


def shown(text: str) -> str:
    """Text of a cell: seen, and no longer than a cell holds."""
    seen = visible(text[: MOST_LETTERS + 1])
    return seen if len(seen) <= MOST_LETTERS else f"{seen[:MOST_LETTERS]}…"
