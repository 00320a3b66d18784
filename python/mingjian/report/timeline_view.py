"""The timeline of a run: one drawing, lanes by party and kind of information, and the same rows in words.

What has no moment is never placed by guessing: it stands in the words alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup
from msgspec import Struct

from mingjian.model import Report, TimelineEvent
from mingjian.report import plots_run, reading, words
from mingjian.report.extras import Extras
from mingjian.report.labels import MOMENTS
from mingjian.report.reading import visible
from mingjian.report.rows import named, type_names
from mingjian.report.run_words import EVENT, MARK
from mingjian.report.run_words import named as word
from mingjian.report.words import Both

MOST_LANES = 24
MOST_ROWS = 60
"""Rows of one moment in words; the JSON report has all."""
_MOST_MARKS = 24
_TOLD = ("", "process_start", "component_start", "permission_request")
"""Kinds whose events are told in words of ours, not by a machine's name."""
_DIVIDES = ("consent", "refusal")


class TimelineRow(Struct, frozen=True, kw_only=True):
    offset: str
    """`+0.410 s` after the run began; empty where no time is known."""
    clock: str
    kind: Both
    what: Both
    machine: bool
    """`what` is a machine's name."""
    party: Both
    times: int
    background: bool
    source: str


class MomentRows(Struct, frozen=True, kw_only=True):
    """Before consent, after refusal, after consent, or where the run marks neither."""

    code: str
    name: Both
    rows: tuple[TimelineRow, ...]
    left: int
    total: int
    """Records, those left out counted."""


class TimelineView(Struct, frozen=True, kw_only=True):
    said: Both
    """The drawing in one sentence."""
    svg: Markup
    lanes_left: int
    marks: tuple[tuple[Both, str], ...]
    """What divides the run, and when."""
    moments: tuple[MomentRows, ...]


def _moment(at: str) -> float | None:
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return None


def begins(report: Report) -> float | None:
    """When the first thing that has a time happened, seconds since 1970."""
    return min((at for row in report.timeline if (at := _moment(row.at)) is not None), default=None)


def timeline_view(report: Report, extras: Extras, key: str) -> TimelineView:
    """The drawing of the report's timeline and its rows; `key` tells drawings of several subjects apart."""
    began = begins(report)
    at = [_moment(row.at) for row in report.timeline]
    placed = [
        (when - began, row)
        for when, row in zip(at, report.timeline, strict=True)
        if when is not None and began is not None
    ]
    marks = [(when, row.what) for when, row in placed if row.kind == "mark"]
    rows, left = _lanes([pair for pair in placed if pair[1].kind != "mark"], extras)
    scaled = plots_run.scale(when for when, _ in placed)
    drawn = any(not row.heading for row in rows) or marks
    return TimelineView(
        said=sentence(report.timeline),
        svg=plots_run.lanes(rows, marks, f"run-{key}", scaled=scaled) if drawn else Markup(""),
        lanes_left=left,
        marks=tuple((word(MARK, visible(what)[:40]), f"{when:.2f} s") for when, what in marks[:_MOST_MARKS]),
        moments=_moments(report.timeline, began, extras),
    )


def sentence(rows: Sequence[TimelineEvent]) -> Both:
    """How much came when, and who was seen."""
    acts = [row for row in rows if row.kind != "mark"]
    if not acts:
        return Both("这次运行没有留下本应用的记录", "the run left no record of this app")
    divided = {row.what for row in rows if row.kind == "mark"} & set(_DIVIDES)
    counts = {code: sum(row.times for row in acts if row.consent == code) for code, _ in MOMENTS}
    parties = len({row.party.id for row in acts})
    if not divided and not any(counts.values()):
        return Both(
            f"共 {sum(row.times for row in acts)} 次，{parties} 方；没有标出同意的时刻",
            f"{sum(row.times for row in acts)} in all by {words.plural(parties, 'party', 'parties')}; "
            "nobody marked when the user agreed",
        )
    said = [(name, counts[code]) for code, name in MOMENTS if counts[code] or code == "before"]
    return Both(
        "，".join(f"{name.zh} {count} 次" for name, count in said) + f"，{parties} 方",
        ", ".join(f"{count} {name.en[0].lower()}{name.en[1:]}" for name, count in said)
        + f", by {words.plural(parties, 'party', 'parties')}",
    )


class Tally(Struct, frozen=True, kw_only=True):
    """Uses of one thing by one party at one moment, added up."""

    moment: Both
    early: bool
    party: Both
    what: Both
    times: int


def tally(report: Report) -> tuple[Tally, ...]:
    """The timeline added up, before consent and after refusal first, the most frequent first."""
    extras = Extras(names=type_names())
    counts: dict[tuple[str, Both, Both], int] = {}
    for row in report.timeline:
        if row.kind != "mark":
            key = (row.consent or "unknown", reading.party_name(row.party), _lane_name(row, extras))
            counts[key] = counts.get(key, 0) + row.times
    order = {code: rank for rank, (code, _) in enumerate(MOMENTS)}
    ranked = sorted(counts.items(), key=lambda pair: (order.get(pair[0][0], 9), -pair[1], pair[0][1:]))
    return tuple(
        Tally(
            moment=words.CONSENT[code],
            early=code in ("before", "refused"),
            party=party,
            what=what,
            times=times,
        )
        for (code, party, what), times in ranked
    )


def _lanes(placed: Sequence[tuple[float, TimelineEvent]], extras: Extras) -> tuple[list[plots_run.Lane], int]:
    """Lanes by party and kind of information (else permission, call or kind of act), first seen first."""
    parties: dict[str, dict[Both, list[tuple[float, int]]]] = {}
    names: dict[str, Both] = {}
    for at, row in placed:
        names.setdefault(row.party.id, reading.party_name(row.party))
        lane = parties.setdefault(row.party.id, {}).setdefault(_lane_name(row, extras), [])
        lane.append((at, row.times))
    made: list[plots_run.Lane] = []
    left = drawn = 0
    for party, own in parties.items():
        if drawn >= MOST_LANES:
            left += len(own)
            continue
        made.append(plots_run.Lane(name=names[party], heading=True))
        for name, uses in own.items():
            if drawn >= MOST_LANES:
                left += 1
                continue
            total = sum(times for _, times in uses)
            counted = Both(f"{name.zh} · {total}", f"{name.en} · {total}")
            made.append(plots_run.Lane(name=counted, at_s=tuple(at for at, _ in uses)))
            drawn += 1
    return made, left


def _lane_name(row: TimelineEvent, extras: Extras) -> Both:
    if row.personal_info:
        return named(row.personal_info[0], extras)
    if row.kind in ("permission_use", "permission_denied", "api_call", ""):
        return _what(row)[0]
    return word(EVENT, row.kind)


def _what(row: TimelineEvent) -> tuple[Both, bool]:
    """What was used or done, and whether that is a machine's name."""
    if row.kind == "mark":
        return word(MARK, visible(row.what)[:40]), False
    if row.kind in _TOLD:
        return reading.both(row.what), False
    text = visible(row.what)[:160]
    if row.kind == "api_call":
        text = ".".join(text.partition("(")[0].split(".")[-2:])
    return Both(text, text), True


def _moments(rows: Sequence[TimelineEvent], began: float | None, extras: Extras) -> tuple[MomentRows, ...]:
    """The rows by moment: all three where the run is divided, else those that hold something."""
    divided = any(row.kind == "mark" and row.what in _DIVIDES for row in rows)
    known: dict[str, list[TimelineEvent]] = {code: [] for code, _ in MOMENTS}
    unknown: list[TimelineEvent] = []
    for row in rows:
        if row.kind != "mark":
            known.get(row.consent or "", unknown).append(row)
    names = [*MOMENTS, ("unknown", words.CONSENT["unknown"])]
    lists: Mapping[str, list[TimelineEvent]] = {**known, "unknown": unknown}
    return tuple(
        MomentRows(
            code=code,
            name=name,
            rows=tuple(_row(row, began, extras) for row in lists[code][:MOST_ROWS]),
            left=max(len(lists[code]) - MOST_ROWS, 0),
            total=sum(row.times for row in lists[code]),
        )
        for code, name in names
        if (unknown if code == "unknown" else divided or lists[code] or not unknown)
    )


def _row(row: TimelineEvent, began: float | None, extras: Extras) -> TimelineRow:
    at = _moment(row.at)
    what, machine = _what(row)
    if row.personal_info:
        types = reading.joined(named(code, extras) for code in row.personal_info[:3])
        what = Both(f"{types.zh}（{what.zh}）", f"{types.en} ({what.en})")
        machine = False
    return TimelineRow(
        offset=f"+{at - began:.3f} s" if at is not None and began is not None else "",
        clock=visible(row.at[11:23]) if at is not None else "",
        kind=word(EVENT, visible(row.kind)) if row.kind else Both("", ""),
        what=what,
        machine=machine,
        party=reading.party_name(row.party),
        times=row.times,
        background=row.foreground is False,
        source=visible(row.source),
    )
