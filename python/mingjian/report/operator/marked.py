"""The operator's policy with a comment at each problem: the text as it reads, words marked, remarks beside.

The page is drawn from the passages that were read, never from the file's own markup, so nothing hostile in it
can run. A remark without words to stand at (a statement that is missing) comes before the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from mingjian.artifacts.policy import Document, Passage
from mingjian.errors import UsageError
from mingjian.facts import Facts
from mingjian.model import Evidence, Finding, Outcome, Report
from mingjian.report.html import draw
from mingjian.report.reading import visible
from mingjian.report.words import CSS, VERDICT, Both, Lang


class Remark(Struct, frozen=True, kw_only=True):
    number: int
    rule: str
    requirements: tuple[str, ...]
    verdict: Both
    css: str
    said: Both
    excerpt: str


class Piece(Struct, frozen=True):
    """Text that stands under the same remarks."""

    text: str
    remarks: tuple[int, ...]
    css: str


class Block(Struct, frozen=True, kw_only=True):
    """A passage, or a whole table as rows of cells."""

    kind: str
    level: int
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[CellBlock, ...], ...] = ()
    remarks: tuple[Remark, ...] = ()


class CellBlock(Struct, frozen=True):
    pieces: tuple[Piece, ...]
    header: bool
    rows: int
    columns: int


class Marked(Struct, frozen=True, kw_only=True):
    title: str
    source: str
    sha256: str
    tool: str
    general: tuple[Remark, ...]
    blocks: tuple[Block, ...]
    count: int


Span = tuple[int, int, Remark]
"""Characters `start` to `end` of a passage, and the remark at them."""


def to_marked(report: Report, facts: Facts | None, *, lang: Lang) -> bytes:
    """The page in one language, as bytes in UTF-8.

    Raises:
        UsageError: no policy was examined.
    """
    if facts is None or facts.policy is None:
        raise UsageError("--format marked needs a policy: scan-policy FILE, or scan APK --policy FILE")
    return draw(
        "marked.html.j2", "marked.css", made=marked(report, facts.policy.document), lang=lang
    ).encode()


def marked(report: Report, document: Document) -> Marked:
    """The text with every finding that quotes it."""
    quoting = [(list(_places(document, finding)), outcome, finding) for outcome, finding in _quoting(report)]
    quoting.sort(
        key=lambda found: min(found[0], default=())
    )  # those without a place first, then as one reads
    spans: dict[int, list[Span]] = {}
    general: list[Remark] = []
    for number, (places, outcome, finding) in enumerate(quoting, 1):
        remark = _remark(number, outcome, finding, "" if places else _whole(finding))
        for passage, start, end in places:
            spans.setdefault(passage, []).append((start, end, remark))
        if not places:
            general.append(remark)
    return Marked(
        title=visible(document.title or report.subject.label or document.source),
        source=visible(document.source),
        sha256=document.sha256,
        tool=f"{report.tool.name} {report.tool.version}",
        general=tuple(general),
        blocks=tuple(_blocks(document, spans)),
        count=len(quoting),
    )


def _quoting(report: Report) -> Iterator[tuple[Outcome, Finding]]:
    for outcome in report.outcomes:
        for finding in outcome.findings:
            if any(evidence.kind == "policy" for evidence in finding.evidence):
                yield outcome, finding


def _remark(number: int, outcome: Outcome, finding: Finding, excerpt: str) -> Remark:
    return Remark(
        number=number,
        rule=outcome.rule,
        requirements=outcome.requirements,
        verdict=VERDICT[finding.verdict],
        css=CSS[finding.verdict],
        said=Both(visible(finding.message_zh), visible(finding.message_en)),
        excerpt=visible(excerpt),
    )


def _whole(finding: Finding) -> str:
    return next((e.excerpt for e in finding.evidence if e.kind == "policy"), "")


def _places(document: Document, finding: Finding) -> Iterator[tuple[int, int, int]]:
    """Passage, start and end of each quotation; a passage told twice once."""
    told: set[tuple[int, int, int]] = set()
    for evidence in finding.evidence:
        if evidence.kind == "policy" and (place := _place(document, evidence)) and place not in told:
            told.add(place)
            yield place


def _place(document: Document, evidence: Evidence) -> tuple[int, int, int] | None:
    source, mark, place = evidence.location.partition("#")
    if source != document.source or not mark:
        return None
    here = [
        (index, passage.text) for index, passage in enumerate(document.passages) if passage.place == place
    ]
    for words in (evidence.words, evidence.excerpt.strip("…").strip()):
        for index, text in here:
            if words and (at := text.find(words)) >= 0:
                return index, at, at + len(words)
    # an excerpt over several passages stands at the first of them
    return next(((index, 0, len(text)) for index, text in here if text), None)


def _blocks(document: Document, spans: dict[int, list[Span]]) -> Iterator[Block]:
    passages = list(enumerate(document.passages))
    at = 0
    while at < len(passages):
        index, passage = passages[at]
        if passage.kind != "cell":
            found = spans.get(index, [])
            yield Block(
                kind=passage.kind,
                level=passage.level,
                pieces=_pieces(passage.text, found),
                remarks=_remarks(found),
            )
            at += 1
            continue
        end = at
        while (
            end < len(passages)
            and passages[end][1].kind == "cell"
            and passages[end][1].table == passage.table
        ):
            end += 1
        yield _table(passages[at:end], spans)
        at = end


def _table(cells: list[tuple[int, Passage]], spans: dict[int, list[Span]]) -> Block:
    rows: dict[int, list[CellBlock]] = {}
    here: list[Span] = []
    for index, cell in cells:
        found = spans.get(index, [])
        here += found
        rows.setdefault(cell.row, []).append(
            CellBlock(_pieces(cell.text, found), cell.header, cell.rows, cell.columns)
        )
    return Block(
        kind="table",
        level=0,
        rows=tuple(tuple(row) for _, row in sorted(rows.items())),
        remarks=_remarks(here),
    )


def _remarks(found: list[Span]) -> tuple[Remark, ...]:
    return tuple(
        {remark.number: remark for _, _, remark in sorted(found, key=lambda span: span[:2])}.values()
    )


def _pieces(text: str, found: list[Span]) -> tuple[Piece, ...]:
    """The text cut where remarks begin and end."""
    cuts = sorted({0, len(text), *(at for start, end, _ in found for at in (start, end))})
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        over = [remark for first, last, remark in found if first <= start and end <= last]
        css = next((name for name in ("vio", "sus") if any(remark.css == name for remark in over)), "")
        pieces.append(Piece(visible(text[start:end]), tuple(remark.number for remark in over), css))
    return tuple(pieces)
