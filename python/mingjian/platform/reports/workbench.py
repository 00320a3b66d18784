"""The page's workbench: rows of the findings asked for, the chosen one whole, who decided what about them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from mingjian import law
from mingjian.model import Report
from mingjian.platform.findings.standing import Standing
from mingjian.platform.reports import kept, narrow
from mingjian.platform.reports.narrow import Narrow
from mingjian.platform.scans.models import Result
from mingjian.report import reading
from mingjian.report.extras import Extras
from mingjian.report.finding_view import Around, FindingView, finding_view
from mingjian.report.reading import Placed
from mingjian.report.view import beside
from mingjian.report.words import Both


class Row(Struct, frozen=True, kw_only=True):
    view: FindingView
    address: str
    current: bool
    standing: Standing | None


class Heading(Struct, frozen=True, kw_only=True):
    words: Both
    rows: tuple[Row, ...]


class Chip(Struct, frozen=True, kw_only=True):
    """A filter above the list: words, how many it leaves, its address."""

    words: Both
    count: int
    address: str
    current: bool


class Pane(Struct, frozen=True, kw_only=True):
    """The chosen finding whole; `pictures` are digests by the id of their symbol."""

    view: FindingView
    standing: Standing | None
    pictures: dict[str, str]
    before: str
    after: str
    """Fingerprints of its neighbours in the list."""


class Bench(Struct, frozen=True, kw_only=True):
    headings: tuple[Heading, ...]
    chips: tuple[Chip, ...]
    shown: int
    """Findings the wish lets through, on all pages."""
    first: int
    last: int
    pages: int
    measures: tuple[tuple[str, Both], ...]
    """Measures with findings, to choose from."""
    parties: tuple[tuple[str, Both], ...]


def bench(
    report: Report, extras: Extras, want: Narrow, standings: Mapping[str, Standing], asked: str
) -> tuple[Bench, Placed | None]:
    """The list as the wish has it, and the finding to open: the one asked for, else the first shown."""
    states = {mark: standing.state for mark, standing in standings.items()}
    found = narrow.chosen(report, want, states)
    pages = max(1, -(-len(found) // narrow.PAGE_SIZE))
    at = (min(want.page, pages) - 1) * narrow.PAGE_SIZE
    shown = found[at : at + narrow.PAGE_SIZE]
    opened = _asked(report, asked) or (shown[0] if shown else None)
    around = beside(report, extras, law)
    shorts = {code: names.short for code, names in around.shorts.items()}
    everything = narrow.chosen(report, Narrow(), states)
    made = Bench(
        headings=tuple(
            Heading(words=words, rows=tuple(_row(place, around, want, standings, opened) for place in places))
            for words, places in narrow.headed(shown, want, shorts)
        ),
        chips=_chips(everything, want),
        shown=len(found),
        first=at + 1 if shown else 0,
        last=at + len(shown),
        pages=pages,
        measures=tuple(
            (row.id, Both(f"{row.id} {shorts[row.id].zh}", f"{row.id} {shorts[row.id].en}"))
            for row in report.measures
            if row.findings
        ),
        parties=_parties(report),
    )
    return made, opened


def pane(
    report: Report, result: Result, place: Placed, want: Narrow, standings: Mapping[str, Standing]
) -> Pane:
    """The chosen finding with everything that is shown of it."""
    around = beside(report, kept.extras_of(result, place.finding), law)
    view = finding_view(place, around)
    marks = [it.finding.fingerprint for it in narrow.chosen(report, want, _states(standings))]
    mark = place.finding.fingerprint
    at = marks.index(mark) if mark in marks else -1
    return Pane(
        view=view,
        standing=standings.get(mark),
        pictures={f"p-{digest[:16]}": digest for digest in around.pictures.used},
        before=marks[at - 1] if at > 0 else "",
        after=marks[at + 1] if 0 <= at < len(marks) - 1 else "",
    )


def _states(standings: Mapping[str, Standing]) -> dict[str, str]:
    return {mark: standing.state for mark, standing in standings.items()}


def _asked(report: Report, mark: str) -> Placed | None:
    if not mark:
        return None
    return next((place for place in reading.placed(report) if place.finding.fingerprint == mark), None)


def _row(
    place: Placed, around: Around, want: Narrow, standings: Mapping[str, Standing], opened: Placed | None
) -> Row:
    mark = place.finding.fingerprint
    return Row(
        view=finding_view(place, around, whole=False),
        address=want.query(mark, page=want.page),
        current=opened is not None and opened.finding.fingerprint == mark,
        standing=standings.get(mark),
    )


def _chips(found: list[Placed], want: Narrow) -> tuple[Chip, ...]:
    """The filters of the picture; each one alone, the grouping kept."""
    base = Narrow(group=want.group)
    rows: tuple[tuple[Both, dict[str, str], int], ...] = (
        (Both("全部", "All"), {}, len(found)),
        (Both("违规", "Violates"), {"verdict": "violates"}, _count(found, "violates")),
        (Both("疑似", "Suspected"), {"verdict": "suspected"}, _count(found, "suspected")),
        (Both("同意前", "Before consent"), {"consent": "before"},
         sum(it.finding.consent == "before" for it in found)),
        (Both("SDK", "SDK"), {"party": "sdk"}, sum(it.finding.party.kind == "sdk" for it in found)),
    )  # fmt: skip
    plain = want.query()
    return tuple(
        Chip(words=words, count=count, address=base.query(**changes), current=base.query(**changes) == plain)
        for words, changes, count in rows
        if count
    )


def _count(found: list[Placed], verdict: str) -> int:
    return sum(place.finding.verdict == verdict for place in found)


def _parties(report: Report) -> tuple[tuple[str, Both], ...]:
    seen = {place.finding.party.id if place.finding.party.kind == "sdk" else "app": place.finding.party
            for place in reading.placed(report)}  # fmt: skip
    return tuple((code, reading.party_name(party)) for code, party in sorted(seen.items()))
