"""What paper shows of a run or a visit: the same views as the page, drawings made to stand alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from msgspec.structs import replace

from mingjian.report import paper, paper_svg
from mingjian.report.paper_words import Json, inked, spoken, struct
from mingjian.report.run_view import RunView, TraceView
from mingjian.report.timeline_view import TimelineView
from mingjian.report.visit_view import VisitView
from mingjian.report.words import Both, Lang

MOST_PICTURES = 8
_ROWS = 30
Drawn = Callable[[str], str]
"""A picture with boxes as a drawing of its own; empty where it cannot be drawn."""


def run(view: RunView, drawn: Drawn, lang: Lang) -> dict[str, Json]:
    """The run's parts in one language; null where nothing of the kind was recorded."""
    screens = view.screens
    made: dict[str, Json] = {
        "facts": spoken(view.facts, lang),
        "timeline": _timeline(view.timeline, lang) if view.timeline else None,
        "traffic": struct(view.traffic, lang) if view.traffic else None,
        "traces": None if view.traces is None else [_trace(trace, lang) for trace in view.traces],
        "screens": None,
        "absent": spoken(view.absent, lang),
    }
    if screens is not None:
        made["screens"] = {
            "total": screens.total,
            "shown": _gallery(
                [(str(one.svg), one.caption, one.moment) for one in screens.screens[:MOST_PICTURES]],
                drawn,
                lang,
            ),
        }
    return made


def visit(view: VisitView, drawn: Drawn, lang: Lang) -> dict[str, Json]:
    """A visit's parts in one language."""
    made = struct(replace(view, pictures=()), lang)
    rows = [(str(one.shot.svg), one.moment, _keyed(one.shot.boxes)) for one in view.pictures[:MOST_PICTURES]]
    made["pictures"] = _gallery(rows, drawn, lang)
    return made


def _keyed(boxes: tuple[tuple[str, Both], ...]) -> Both:
    return Both(
        "；".join(f"{letter} {said.zh}" for letter, said in boxes),
        "; ".join(f"{letter} {said.en}" for letter, said in boxes),
    )


def _timeline(view: TimelineView, lang: Lang) -> dict[str, Json]:
    cut = replace(
        view,
        moments=tuple(
            replace(moment, rows=moment.rows[:_ROWS], left=moment.left + max(len(moment.rows) - _ROWS, 0))
            for moment in view.moments
        ),
    )
    made = struct(cut, lang)
    made["svg"] = inked(paper_svg.plot(str(view.svg), lang, names=190)) if view.svg else ""
    for moment in cast("list[dict[str, Json]]", made["moments"]):
        left = cast("int", moment["left"])
        moment["left"] = spoken(paper.more_rows(left), lang) if left else None
    return made


def _trace(view: TraceView, lang: Lang) -> dict[str, Json]:
    made = struct(view, lang)
    made["svg"] = inked(paper_svg.plot(str(view.svg), lang)) if view.svg else ""
    return made


def _gallery(rows: list[tuple[str, Both, Both]], drawn: Drawn, lang: Lang) -> Json:
    shown: list[Json] = []
    for svg, caption, note in rows:
        picture = drawn(svg)
        if picture:
            shown.append({"svg": picture, "said": spoken(caption, lang), "note": spoken(note, lang)})
    return shown
