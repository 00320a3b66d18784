"""The workbook's sheets on what ran: its timeline, the hosts it spoke to, what a page did."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.model import Report
from mingjian.report import reading, words
from mingjian.report.extras import Extras
from mingjian.report.frame_types import Pictures
from mingjian.report.labels import MOMENTS
from mingjian.report.reading import visible
from mingjian.report.rows import named
from mingjian.report.run_view import traffic_view
from mingjian.report.run_words import EVENT
from mingjian.report.run_words import named as word
from mingjian.report.visit_view import visit_view
from mingjian.report.words import Lang

TIMELINE = (
    ("moment", 16), ("time", 30), ("act", 20), ("value", 60), ("information", 30), ("party", 22),
    ("times", 9), ("background", 9), ("source", 40),
)  # fmt: skip
TRAFFIC = (
    ("host", 44), ("operator_name", 24), ("party", 22), ("third_party", 12), ("requests", 10),
    ("cleartext", 10), ("seen_types", 40), ("moment", 24),
)  # fmt: skip
VISIT = (("offset", 12), ("act", 22), ("cause", 22), ("control", 30), ("target", 70), ("value", 40))
Row = tuple[str | int, ...]


def timeline(report: Report, beside: Extras, lang: Lang) -> Iterator[Row]:
    """One row an event, as the report has it."""
    moments = dict(MOMENTS)
    for event in report.timeline:
        moment = moments.get(event.consent or "", words.CONSENT["unknown"])
        yield (
            "" if event.kind == "mark" else moment.of(lang),
            event.at,
            word(EVENT, visible(event.kind)).of(lang) if event.kind else "",
            event.what,
            reading.joined(named(code, beside) for code in event.personal_info).of(lang),
            reading.party_name(event.party).of(lang),
            event.times,
            "✓" if event.foreground is False else "",
            event.source,
        )


def traffic(_: Report, beside: Extras, lang: Lang) -> Iterator[Row]:
    """One row a host."""
    view = traffic_view(beside.run, beside)
    for row in view.hosts if view else ():
        yield (
            row.host, row.operator, row.party.of(lang), "✓" if row.third_party else "", row.requests,
            row.cleartext, reading.joined(row.types).of(lang),
            reading.joined(name for name, _ in row.moments).of(lang),
        )  # fmt: skip


def visit(_: Report, beside: Extras, lang: Lang) -> Iterator[Row]:
    """What a page did, in order, then what it showed."""
    view = visit_view(beside, Pictures({}, 0))
    if view is None:
        return
    for act in view.acts:
        notes = reading.joined(act.notes).of(lang)
        yield (act.at, act.kind.of(lang), act.cause.of(lang), act.control, act.target, notes)
    for row in (*view.elements, *view.overlays, *view.delivered):
        yield ("", row.name.of(lang), "", "", row.detail, row.said.of(lang))
