"""The report as a PDF to print, file or seal: A4, three faces, evidence whole, a digest at each page's foot.

Set by typst from templates of our own (`templates/*.typ`). Words reach them as JSON strings, never as
markup, so that nothing from a package is ever read as a command. Same input, same bytes: the document
carries no time, and neither does it say how long the scan took.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources

from msgspec import Struct

from mingjian.model import Report
from mingjian.report import paper, paper_svg, pdf_run
from mingjian.report.bitmap import bitmap
from mingjian.report.extras import Extras, Law, project_law
from mingjian.report.finding_view import FindingView
from mingjian.report.fonts import faces
from mingjian.report.frame_types import Frame
from mingjian.report.labels import LABELS, ON_PAPER
from mingjian.report.paper_words import Json, fit, inked, spoken, struct
from mingjian.report.reading import both
from mingjian.report.text import display_width
from mingjian.report.view import Page, page
from mingjian.report.words import VERDICT, Both, Lang

_MOST_PIXELS = 4_000_000
_TALL = 600
"""Points of a frame that may break; a page has 717."""
_TRIAL = b'#image(bytes(sys.inputs.svg), format: "svg", width: 9pt)'


class Seal(Struct, frozen=True, kw_only=True):
    """What the last page says of a sealed report; the statement is about its JSON form."""

    verify_url: str
    statement_sha256: str
    sealed_by: str = ""
    sealed_at: str = ""
    """A time as it is to be shown; it comes from the statement, not from a clock here."""
    log_index: int | None = None


def to_pdf(
    reports: Sequence[tuple[Report, Extras]],
    *,
    lang: Lang = "zh",
    law: Law | None = None,
    seal: Seal | None = None,
) -> bytes:
    """All reports in one file, each beginning a page; `seal` adds a page with a QR code to the verifier.

    Raises:
        UsageError: no Chinese fonts are installed.
        ValueError: no report at all.
    """
    if not reports:
        raise ValueError("no report to print")
    law = law or project_law()
    subjects = [
        _subject(page(report, beside, law, number=number, share=len(reports)), beside, number, lang)
        for number, (report, beside) in enumerate(reports, 1)
    ]
    data = {
        "lang": lang,
        "title": subjects[0]["title"] if len(subjects) == 1 else "",
        "say": {key: said.of(lang) for key, said in (LABELS | ON_PAPER).items()},
        "verdicts": {code: said.of(lang) for code, said in VERDICT.items()},
        "drawn": paper_svg.symbols(),
        "subjects": subjects,
        "seal": _seal(seal) if seal else None,
    }
    return _set(json.dumps(data, ensure_ascii=False))


def _set(data: str) -> bytes:
    from typst import Compiler  # noqa: PLC0415 - only who prints loads it

    with resources.as_file(resources.files("mingjian.report").joinpath("templates")) as folder:
        # one for each document: a compiler serves one thread, and the fonts are what is dear
        compiler = Compiler(root=str(folder), font_paths=faces().fonts, ignore_system_fonts=True)
        made = compiler.compile(
            str(folder / "report.typ"), format="pdf", timestamp=0, sys_inputs={"data": data}
        )
    if not isinstance(made, bytes):
        raise TypeError("typst made no single document")
    return made


def _subject(view: Page, extras: Extras, number: int, lang: Lang) -> dict[str, Json]:
    report = view.report
    findings, left = paper.bounded(view)
    drawing = _Drawing(view, lang)
    sdks, sdks_left = paper.few(view.sdks)
    permissions, permissions_left = paper.few(view.permissions)
    declared, declared_left = paper.few([row for row in view.declared if row.observed])
    spots, spots_left = paper.few(report.subject.blind_spots)
    views: dict[str, object] = {
        "number": number,
        "title": view.title,
        "kind": view.kind,
        "identity": paper.identity(report, extras, lang),
        "digest": report.subject.sha256,
        "ruleset": report.tool.ruleset_sha256[:12],
        "summary": view.summary,
        "used": view.used,
        "missing": view.missing,
        "counts": [{"verdict": row[0], "name": row[1], "count": row[3]} for row in view.counts],
        "groups": view.groups,
        "findings_note": paper.findings_note(len(view.findings)),
        "findings_left": paper.more_findings(left) if left else None,
        "open_note": paper.open_note(len(view.open_cells)),
        "open": view.open_cells,
        "advice": view.advice,
        "excused": view.excused,
        "declared_note": paper.declared_note(view.declared),
        "declared": declared,
        "declared_left": declared_left,
        "unseen_note": paper.unseen_note(sum(not row.observed for row in view.declared)),
        "unseen": [row.name for row in view.declared if not row.observed],
        "change": _change(view) if report.diff else None,
        "no_blind": view.no_blind,
        "again": view.again,
        "sdks": [{"row": row, "id": row.sdk.id, "version": row.sdk.version or "–"} for row in sdks],
        "sdks_left": sdks_left,
        "permissions": permissions,
        "permissions_left": permissions_left,
        "blind": [both(spot) for spot in spots],
        "blind_left": spots_left,
        "omitted": paper.omitted_pictures(view.omitted + drawing.omitted)
        if view.omitted + drawing.omitted
        else None,
    }
    made = {key: spoken(value, lang) for key, value in views.items()}
    made["findings"] = [drawing.finding(item) for item in findings]
    made["run"] = pdf_run.run(view.run, drawing.picture, lang)
    made["visit"] = pdf_run.visit(view.visit, drawing.picture, lang) if view.visit else None
    made["icon"] = drawing.bitmap(view.icon[0]) if view.icon else None
    return made


def _change(view: Page) -> dict[str, object]:
    diff = view.report.diff
    if diff is None:
        return {}
    rows, left = paper.few(view.changes)
    return {
        "against": view.against,
        "new": len(diff.new),
        "gone": len(diff.fixed),
        "notes": [both(note) for note in diff.notes],
        "rows": rows,
        "left": left,
        "unchanged": paper.unchanged_note(len(diff.unchanged)),
    }


def _seal(seal: Seal) -> dict[str, str]:
    import segno  # noqa: PLC0415 - only a seal has a code

    code = segno.make(seal.verify_url, error="m", micro=False)
    made = {
        "verify_url": seal.verify_url,
        "statement": seal.statement_sha256,
        "by": seal.sealed_by,
        "at": seal.sealed_at,
        "log": "" if seal.log_index is None else str(seal.log_index),
    }
    return {key: fit(value) for key, value in made.items()} | {"code": code.svg_inline(scale=8, border=4)}


class _Drawing:
    """Findings with their drawings made to stand alone."""

    def __init__(self, view: Page, lang: Lang) -> None:
        self._lang: Lang = lang
        self._pictures = {
            key: data
            for key, data in view.pictures.items()
            if _pixels(data) <= _MOST_PIXELS and _decodes(data)
        }
        self.omitted = len(view.pictures) - len(self._pictures)
        self._bitmaps = {f"p-{key[:16]}": data for key, data in self._pictures.items()}

    def finding(self, item: FindingView) -> dict[str, Json]:
        made = struct(item, self._lang)
        made["frames"] = [self._frame(frame) for frame in item.frames]
        made["more"] = spoken(paper.more_evidence(item.more), self._lang) if item.more else None
        return made

    def bitmap(self, reference: str) -> str | None:
        data = self._bitmaps.get(reference)
        return None if data is None else paper_svg.bitmap(data, _size(data))

    def picture(self, svg: str) -> str:
        """A picture with its boxes as a drawing of its own; empty where its bytes cannot be drawn."""
        if not any(name in svg for name in self._bitmaps):
            return ""
        return inked(paper_svg.picture(svg, self._pictures, self._lang))

    def _frame(self, frame: Frame) -> dict[str, Json]:
        made = struct(frame, self._lang)
        drawn = ""
        if frame.svg and frame.body == "plot":
            drawn = paper_svg.plot(str(frame.svg), self._lang)
        elif frame.svg:
            drawn = paper_svg.layout(str(frame.svg))
        made["svg"] = inked(drawn)
        made["shots"] = [
            {"svg": self.picture(str(shot.svg)), "boxes": spoken(shot.boxes, self._lang)}
            for shot in frame.shots
        ]
        made["tall"] = _points(frame) > _TALL
        made["drawn"] = [self.bitmap(tile.reference) for tile in frame.tiles]
        return made


def _points(frame: Frame) -> int:
    """About how tall a frame's words stand, in points, rather too much than too little."""

    def rows(text: str | Both | None, columns: int) -> int:
        widest = max(text, key=len) if isinstance(text, Both) else text or ""
        return sum(1 + display_width(line[: paper.MOST_TEXT]) // columns for line in widest.split("\n"))

    lines = sum(rows("".join(token.text for token in line.tokens), 100) for line in frame.lines)
    nodes = sum(rows(node.name, 64) + rows(node.detail, 64) for node in frame.nodes)
    said = (
        rows("".join(frame.quoted), 84)
        + rows(frame.note, 90)
        + sum(rows(said, 60) for shot in frame.shots for _, said in shot.boxes)
    )
    facts = sum(rows(fact.value, 60) for fact in frame.facts) + 2 * len(frame.cards)
    pictures = 250 * len(frame.shots)
    return 60 + pictures + 13 * lines + 11 * nodes + 7 * len(frame.nodes) + 15 * (said + facts)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels; `Pictures.add` has looked at the picture's head."""
    seen = bitmap(data)
    return seen.size if seen else (0, 0)


def _pixels(data: bytes) -> int:
    width, height = _size(data)
    return width * height


def _decodes(data: bytes) -> bool:
    """Whether typst can draw the picture: one it cannot would take the whole document with it."""
    from typst import Compiler, TypstError  # noqa: PLC0415 - only who prints loads it

    try:
        drawn = {"svg": paper_svg.bitmap(data, _size(data))}
        Compiler(_TRIAL, font_paths=faces().fonts, ignore_system_fonts=True, sys_inputs=drawn).compile(
            format="pdf"
        )
    except TypstError:
        return False
    return True
