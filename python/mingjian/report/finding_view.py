"""One finding made ready to be drawn: its row, and its argument with clause, threshold and frames."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from mingjian.errors import UsageError
from mingjian.model import Threshold, Verdict
from mingjian.report import reading, words
from mingjian.report.extras import Extras, Law
from mingjian.report.frame_types import Frame, Pictures
from mingjian.report.frames import frame
from mingjian.report.reading import Placed, visible
from mingjian.report.rows import message, named
from mingjian.report.words import Both

_FRAMES_A_FINDING = 8


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


class Around(NamedTuple):
    """What the view of a finding needs beside the finding."""

    number: int
    first: dict[str, Placed]
    shorts: dict[str, reading.MeasureNames]
    extras: Extras
    pictures: Pictures
    law: Law


def finding_view(place: Placed, around: Around, *, whole: bool = True) -> FindingView:
    """What is shown of a finding; where not `whole`, only what its row needs: no clauses, no frames."""
    finding, outcome = place.finding, place.outcome
    extras, pictures = around.extras, around.pictures
    css = words.CSS[finding.verdict]
    party = reading.party_name(finding.party)
    classes = [f"is-{css}", *(["is-before"] if finding.consent == "before" else [])]
    if finding.party.kind == "sdk":
        classes.append("is-sdk")
    shown = finding.evidence[:_FRAMES_A_FINDING] if whole else ()
    names = around.shorts.get(outcome.measure)
    return FindingView(
        number=place.number,
        anchor=f"f-{place.number}",
        first_of_measure=around.first[outcome.measure].number == place.number,
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
            for code in (outcome.requirements[:3] if whole else ())
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
