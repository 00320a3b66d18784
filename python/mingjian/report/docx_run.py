"""A run or a visit in the Word report: rows a clerk can read and edit, and the pictures.

Word takes no SVG from us: a timeline is its rows, a sensor trace what was measured of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mingjian.report import docx_styles as styles
from mingjian.report import paper
from mingjian.report.docx_evidence import add_shot
from mingjian.report.frame_types import Shot
from mingjian.report.labels import label
from mingjian.report.reading import joined
from mingjian.report.run_view import RunView, TrafficView
from mingjian.report.timeline_view import TimelineRow, TimelineView
from mingjian.report.visit_view import PartRow, VisitView
from mingjian.report.words import Both, Lang

_LANES = 60
_MOST_PICTURES = 8


def add_run(body: styles.Body, view: RunView, pictures: Mapping[str, bytes], lang: Lang) -> None:
    """Timeline, traffic, screens and sensor traces, as far as they were recorded; `pictures` by digest."""
    if view.timeline:
        _timeline(body, view, view.timeline, lang)
    if view.traffic:
        _traffic(body, view.traffic, lang)
    if view.screens and view.screens.screens:
        body.add(label("screens", lang), styles.SECTION)
        references = {f"p-{key[:16]}": data for key, data in pictures.items()}
        for one in view.screens.screens[:_MOST_PICTURES]:
            body.add(f"{one.caption.of(lang)} · {one.moment.of(lang)}", styles.CAPTION)
            add_shot(body, Shot(svg=one.svg), references, lang)
    if view.traces:
        body.add(label("sensors", lang), styles.SECTION)
        for trace in view.traces:
            daily = f" · {trace.daily.of(lang)}" if trace.daily else ""
            body.add(f"{trace.scene.of(lang)}{daily}  {trace.source}", styles.CAPTION)
            body.add(trace.said.of(lang))
            for motion in trace.motions:
                body.add(" · ".join(part for part in motion if part), styles.LIST)
    if view.absent.zh:
        body.add(f"{label('not_recorded', lang)}{view.absent.of(lang)}", styles.META)


def add_visit(body: styles.Body, view: VisitView, pictures: Mapping[str, bytes], lang: Lang) -> None:
    """What a page did and showed, and its pictures."""
    body.add(label("visit", lang), styles.SECTION)
    body.add(" → ".join(part for part in (view.url, view.final_url) if part), styles.CODE)
    if view.unsettled.zh:
        body.add(f"{label('unsettled', lang)}{view.unsettled.of(lang)}")
    _told(body, view.facts, lang)
    body.add(label("acts", lang), styles.PART)
    for act in view.acts:
        notes = joined(act.notes).of(lang)
        said = " · ".join(
            part for part in (act.kind.of(lang), act.cause.of(lang), act.control, act.target, notes) if part
        )
        body.add(f"{act.at}  {said}", styles.LIST)
    if not view.acts:
        body.add(label("no_acts", lang), styles.META)
    _parts(body, "elements", (*view.elements, *view.overlays), lang)
    _parts(body, "delivered", view.delivered, lang)
    references = {f"p-{key[:16]}": data for key, data in pictures.items()}
    for one in view.pictures[:_MOST_PICTURES]:
        body.add(one.moment.of(lang), styles.CAPTION)
        add_shot(body, one.shot, references, lang)


def _parts(body: styles.Body, key: str, rows: tuple[PartRow, ...], lang: Lang) -> None:
    if rows:
        body.add(label(key, lang), styles.PART)
    for row in rows:
        detail = f" · {row.detail}" if row.detail else ""
        body.add(f"{row.name.of(lang)}: {row.said.of(lang)}{detail}", styles.LIST)


def _told(body: styles.Body, rows: Iterable[tuple[Both, str | Both]], lang: Lang) -> None:
    said = [f"{name.of(lang)} {value if isinstance(value, str) else value.of(lang)}" for name, value in rows]
    if said:
        body.add(" · ".join(said), styles.META)


def _timeline(body: styles.Body, view: RunView, timeline: TimelineView, lang: Lang) -> None:
    body.add(label("timeline", lang), styles.SECTION)
    body.add(timeline.said.of(lang))
    _told(body, view.facts, lang)
    for moment in timeline.moments:
        body.add(f"{moment.name.of(lang)}  {moment.total}", styles.PART)
        for row in moment.rows[:_LANES]:
            body.add(_event(row, lang), styles.LIST)
        left = moment.left + max(len(moment.rows) - _LANES, 0)
        if not moment.rows:
            body.add(label("nothing", lang), styles.META)
        if left:
            body.add(paper.more_rows(left).of(lang), styles.META)


def _event(row: TimelineRow, lang: Lang) -> str:
    times = f" × {row.times}" if row.times > 1 else ""
    behind = label("background", lang) if row.background else ""
    parts = (row.party.of(lang), row.kind.of(lang), behind, row.clock, row.source)
    return f"{row.offset or '–'}  {row.what.of(lang)}{times}  {' · '.join(part for part in parts if part)}"


def _traffic(body: styles.Body, view: TrafficView, lang: Lang) -> None:
    body.add(label("traffic", lang), styles.SECTION)
    body.add(view.said.of(lang))
    if not view.attributed:
        body.add(label("unattributed", lang))
    if not view.hosts:
        body.add(label("no_traffic", lang), styles.META)
        return
    keys = ("host", "party", "requests", "cleartext", "seen_types", "moment")
    rows = [
        (
            "\n".join(part for part in (row.host, row.operator) if part),
            f"{row.party.of(lang)}\n{label('third_party', lang)}" if row.third_party else row.party.of(lang),
            f"{row.requests} ({row.sent})",
            str(row.cleartext or "–"),
            joined(row.types).of(lang) or "–",
            joined(name for name, _ in row.moments).of(lang) or "–",
        )
        for row in view.hosts
    ]
    heads = [label(key, lang) for key in keys]
    body.table(label("traffic", lang), heads, rows, (46, 30, 20, 14, 34, 22))
