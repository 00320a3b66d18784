"""The report as a Word document a clerk can edit: real styles, table heads that repeat, captions, a foot.

The faces are those that come with Word and WPS on Windows; elsewhere the system's own Chinese faces stand
in. Text is only ever the text of a run. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from mingjian.model import Report
from mingjian.report import docx_styles as styles
from mingjian.report import paper, words
from mingjian.report.docx_evidence import add_frame
from mingjian.report.docx_run import add_run, add_visit
from mingjian.report.extras import Extras, Law, project_law
from mingjian.report.finding_view import ClauseView, FindingView
from mingjian.report.labels import label
from mingjian.report.reading import both, joined, visible
from mingjian.report.rows import DeclaredRow, SdkRow
from mingjian.report.view import Cell, Page, page
from mingjian.report.words import Both, Lang

_EPOCH = datetime(2023, 2, 6, tzinfo=UTC).replace(tzinfo=None)
"""The notice's date: a file of a report has no time of its own."""


def to_docx(reports: Sequence[tuple[Report, Extras]], *, lang: Lang = "zh", law: Law | None = None) -> bytes:
    """All reports in one document, each beginning a page.

    Raises:
        ValueError: no report at all.
    """
    if not reports:
        raise ValueError("no report to write")
    law = law or project_law()
    body = styles.Body()
    document = body.document
    document.core_properties.title = label("report", lang)
    document.core_properties.author = "Mingjian 明鉴"
    document.core_properties.created = document.core_properties.modified = _EPOCH
    for number, (report, beside) in enumerate(reports):
        view = page(report, beside, law, number=number + 1, share=len(reports))
        _Writer(body, view, beside, lang).write(first=number == 0)
    out = io.BytesIO()
    document.save(out)
    return _steady(out.getvalue())


def _steady(made: bytes) -> bytes:
    """The same parts without the time each was packed at."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    """One subject, from its name to its blind spots."""

    def __init__(self, body: styles.Body, view: Page, extras: Extras, lang: Lang) -> None:
        self._body = body
        self._extras = extras
        self._view = view
        self._lang: Lang = lang

    def _say(self, key: str) -> str:
        return label(key, self._lang)

    def _heading(self, text: str, note: str = "") -> None:
        self._body.add(text, styles.SECTION)
        if note:
            self._meta(note)

    def _meta(self, text: str) -> None:
        self._body.add(text, styles.META)

    def _rest(self, said: Both | None) -> None:
        if said is not None:
            self._meta(said.of(self._lang))

    def _table(
        self, caption: str, heads: Iterable[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        self._body.table(caption, tuple(heads), rows, widths)

    def write(self, *, first: bool) -> None:
        """Everything, in the page's order."""
        view, lang = self._view, self._lang
        self._body.section(view.report, lang, first=first)
        self._body.add(view.title, styles.TITLE)
        self._meta(f"{view.kind.of(lang)} · {self._say('basis')}")
        self._body.pairs(paper.identity(view.report, self._extras, lang))
        self._body.add(view.summary.of(lang), styles.STATEMENT)
        used = f"{self._say('used')}{view.used.of(lang)}{self._say('stop')}"
        missing = (
            f"{self._say('missing_are')}{view.missing.of(lang)}{self._say('stop')}" if view.missing.zh else ""
        )
        self._body.add(f"{used}{missing}".strip())
        counts = "   ".join(f"{words.GLYPH[row[0]]} {row[1].of(lang)} {row[3]}" for row in view.counts)
        self._body.add(counts)
        self._meta(self._say("counted"))
        self._items()
        self._findings()
        self._open()
        if view.visit:
            add_visit(self._body, view.visit, view.pictures, lang)
        add_run(self._body, view.run, view.pictures, lang)
        self._declared()
        self._change()
        self._sdks()
        self._permissions()
        self._excused()
        self._blind()

    def _items(self) -> None:
        lang = self._lang
        rows = [self._item(cell) for group in self._view.groups for cell in group.cells]
        heads = [self._say(key) for key in ("measure", "verdict", "settled", "needs")]
        self._heading(self._say("matrix"))
        self._table(self._say("items"), heads, rows, (62, 34, 22, 48))
        if self._view.advice:
            self._body.add(self._say("encouraged"), styles.PART)
            for row in self._view.advice:
                met = self._say("met" if row.met else "advised")
                self._body.add(f"{row.measure} {row.short.of(lang)}: {row.said.of(lang)} · {met}")

    def _item(self, cell: Cell) -> tuple[str, ...]:
        lang = self._lang
        needs = joined(
            Both(f"{n.name.zh} ({n.supplier.zh})", f"{n.name.en} ({n.supplier.en})") for n in cell.missing
        )
        return (
            f"{cell.id} {cell.names.title.of(lang)}",
            f"{words.GLYPH[cell.verdict]} {cell.why.of(lang)}",
            f"{cell.settled}/{cell.total}",
            needs.of(lang) or "–",
        )

    def _findings(self) -> None:
        shown, left = paper.bounded(self._view)
        self._heading(self._say("findings"), paper.findings_note(len(self._view.findings)).of(self._lang))
        if not shown:
            self._body.add(self._say("no_findings"))
        for item in shown:
            self._finding(item)
        self._rest(paper.more_findings(left) if left else None)

    def _finding(self, item: FindingView) -> None:
        lang = self._lang
        self._body.add(f"{item.number}. {words.GLYPH[item.verdict]} {item.message.of(lang)}", styles.PART)
        meta = [
            words.VERDICT[item.verdict].of(lang),
            item.consent.of(lang) if item.consent else "",
            words.LEAD.of(lang) if item.lead else "",
            f"{item.measure} {item.short.of(lang)}",
            item.party.of(lang),
            *(name.of(lang) for name in item.information),
            item.severity.of(lang),
            f"{self._say('rule')} {item.rule}",
            f"{self._say('fingerprint')} {item.fingerprint}",
        ]
        self._meta(" · ".join(part for part in meta if part))
        for clause in item.clauses:
            self._clause(clause)
        if item.threshold:
            limit = item.threshold
            value = f"{self._say('threshold')} {limit.value} [{limit.kind.of(lang)}]"
            self._body.add(f"{value} {limit.source} · {limit.code}")
        for frame in item.frames:
            add_frame(self._body, frame, self._view.pictures, lang)
        self._rest(paper.more_evidence(item.more) if item.more else None)

    def _clause(self, clause: ClauseView) -> None:
        self._body.quote((clause.before, clause.marked, clause.after))
        parts = [
            clause.citation.of(self._lang),
            f"{self._say('requirement')} {clause.requirement}",
            f"{self._say('see_also')} {clause.related}" if clause.related else "",
        ]
        gloss = f"{clause.gloss} " if self._lang == "en" else ""
        self._meta(gloss + " · ".join(part for part in parts if part))

    def _open(self) -> None:
        lang, cells = self._lang, self._view.open_cells
        if not cells:
            return
        self._heading(paper.open_note(len(cells)).of(lang), self._say("rescan"))
        for cell in cells:
            needs = joined(need.name for need in cell.missing).of(lang)
            said = f"{self._say('missing')}{needs}" if needs else self._say("lacks")
            self._body.add(f"{cell.id} {cell.names.short.of(lang)}  {said}", styles.LIST)

    def _declared(self) -> None:
        view, lang = self._view, self._lang
        if not view.declared:
            return
        seen, left = paper.few([row for row in view.declared if row.observed])
        heads = [self._say(key) for key in ("information", "policy_says", "code_takes", "outcome")]
        self._heading(self._say("declared_observed"), paper.declared_note(view.declared).of(lang))
        if seen:
            self._table(
                self._say("declared_observed"), heads, [self._compared(row) for row in seen], (28, 62, 46, 30)
            )
        self._rest(left)
        unseen = [row.name for row in view.declared if not row.observed]
        if unseen:
            self._meta(f"{paper.unseen_note(len(unseen)).of(lang)}: {joined(unseen).of(lang)}")

    def _compared(self, row: DeclaredRow) -> tuple[str, ...]:
        lang = self._lang
        name = f"{row.name.of(lang)} ({self._say('sensitive')})" if row.sensitive else row.name.of(lang)
        taken = [f"{s.party.of(lang)} · {s.moment.of(lang)} · {s.strength.of(lang)}" for s in row.observed]
        said = "\n".join(part for part in (row.declared.of(lang), "".join(row.quotation), row.place) if part)
        return (name, said, "\n".join(taken), f"{words.GLYPH[row.verdict]} {row.outcome.of(lang)}")

    def _change(self) -> None:
        view, lang = self._view, self._lang
        diff = view.report.diff
        if diff is None:
            return
        counts = f"+{len(diff.new)} {self._say('new')} −{len(diff.fixed)} {self._say('gone')}"
        self._heading(self._say("change"), f"{self._say('against')} {visible(view.against)}  {counts}")
        for note in diff.notes:
            self._body.add(both(note).of(lang))
        rows, left = paper.few(view.changes)
        for row in rows:
            sign = "+" if row.added else "−"
            self._body.add(f"{sign} {row.said.of(lang)} · {row.kind.of(lang)}", styles.LIST)
        self._rest(left)
        self._rest(paper.unchanged_note(len(diff.unchanged)))

    def _sdks(self) -> None:
        rows, left = paper.few(self._view.sdks)
        if not rows:
            return
        keys = ("name", "version", "state", "information", "in_policy", "matched")
        self._heading("SDK", str(len(self._view.sdks)))
        self._table("SDK", map(self._say, keys), [self._sdk(row) for row in rows], (36, 18, 24, 36, 18, 34))
        self._rest(left)

    def _sdk(self, row: SdkRow) -> tuple[str, ...]:
        lang = self._lang
        return (
            f"{row.name.of(lang)}\n{row.vendor.of(lang)} · {row.sdk.id}",
            row.sdk.version or "–",
            row.state.of(lang),
            joined(row.information).of(lang) or "–",
            row.declared.of(lang),
            "\n".join((*row.matched, row.confidence)),
        )

    def _permissions(self) -> None:
        rows, left = paper.few(self._view.permissions)
        lang = self._lang
        if not rows:
            return
        keys = ("permission", "protection", "used_by", "purpose", "requested")
        self._heading(self._say("permissions"), str(len(self._view.permissions)))
        cells = [
            (
                f"{row.prefix}{row.name}",
                f"{row.protection.of(lang)} {row.group}".strip(),
                joined(row.used_by).of(lang) or self._say("no_use"),
                row.purpose or "–",
                "\n".join(row.requested) or "–",
            )
            for row in rows
        ]
        self._table(self._say("permissions"), map(self._say, keys), cells, (54, 26, 30, 26, 30))
        self._rest(left)

    def _excused(self) -> None:
        if not self._view.excused:
            return
        self._heading(self._say("excused"))
        for row in self._view.excused:
            said = f"{row.measure} {row.short.of(self._lang)}: {row.reason.of(self._lang)} ({row.rule})"
            self._body.add(said, styles.LIST)

    def _blind(self) -> None:
        spots, left = paper.few(self._view.report.subject.blind_spots)
        self._heading(self._say("blind"), self._say("blind_note"))
        for spot in spots:
            self._body.add(both(spot).of(self._lang), styles.LIST)
        if not spots:
            self._body.add(self._view.no_blind.of(self._lang))
        self._rest(left)
        if self._view.omitted:
            self._rest(paper.omitted_pictures(self._view.omitted))
        self._meta(self._view.again.of(self._lang))
