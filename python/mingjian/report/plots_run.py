"""Drawings of a run: lanes over time, ticks where something was used, the line of consent.

Only presentation attributes and classes, as in `plots`. Horizontal places are shares of the width, so that a
drawing stretches with its page and its letters do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup
from msgspec import Struct

from mingjian.model import Series
from mingjian.report import reading
from mingjian.report.plots import ticks
from mingjian.report.reading import visible
from mingjian.report.words import Both

CONSENT, REFUSAL = "consent", "refusal"
TOP = 22
"""Pixels above the first lane for one row of words of marks."""
_MOST_LEVELS = 3
ROW = 24
_STEPS = 250
"""Places of a lane at which ticks can be told apart."""
_MOST_MARKS = 24
_DIVIDES = {CONSENT: Both("用户同意", "consent"), REFUSAL: Both("用户拒绝", "refusal")}


class Lane(Struct, frozen=True, kw_only=True):
    """One row: uses of one thing by one party, or (`heading`) the name of the party its rows belong to."""

    name: Both
    at_s: tuple[float, ...] = ()
    """Seconds since the run began."""
    heading: bool = False


class Scale(Struct, frozen=True):
    """How long the drawing is, and the unit its axis counts in."""

    end_s: float
    unit_s: float
    unit: str

    def place(self, at_s: float) -> float:
        """Share of the width in percent."""
        return min(max(100 * at_s / self.end_s, 0.0), 100.0)


def scale(moments: Iterable[float]) -> Scale:
    """A scale that holds all moments, in seconds, minutes, hours or days."""
    end = max([at for at in moments if math.isfinite(at)] + [1e-9]) * 1.06
    for most, unit_s, unit in ((180, 1, "s"), (3 * 3600, 60, "min"), (3 * 86400, 3600, "h")):
        if end <= most:
            return Scale(end, unit_s, unit)
    return Scale(end, 86400, "d")


def lanes(
    rows: Sequence[Lane], marks: Sequence[tuple[float, str]], key: str, *, scaled: Scale | None = None
) -> Markup:
    """The lanes with their names; `marks` are (seconds, what), `key` tells drawings of one page apart."""
    shown = [(at, what) for at, what in marks if math.isfinite(at)][:_MOST_MARKS]
    over = scaled or scale([*(at for row in rows for at in row.at_s), *(at for at, _ in shown)])
    tagged = [pair for pair in sorted(shown) if pair[1] in _DIVIDES]
    levels = min(max(len(tagged), 1), _MOST_LEVELS)
    top = TOP * levels
    height = top + ROW * len(rows) + 6
    zones = divided(shown, over.end_s)
    body: list[Markup] = [_zone(zone, over, key, top, height) for zone in zones]
    names: list[Markup] = []
    for number, row in enumerate(rows):
        names.append(
            Markup(
                '<li{}><bdi><span class="z" lang="zh-CN">{}</span>'
                '<span class="e" lang="en">{}</span></bdi></li>'
            ).format(Markup(' class="whose"') if row.heading else "", row.name.zh, row.name.en)
        )
        if not row.heading:
            body.append(_lane(row, top + ROW * number + ROW // 2, zones, over))
    body += [
        Markup('<text class="faint" x="{:.2f}%" y="{}">{:g} {}</text>').format(
            over.place(at * over.unit_s), height + 14, at, over.unit
        )
        for at in ticks(over.end_s / over.unit_s)
    ]
    body += [
        Markup('<line class="moment" x1="{0:.2f}%" x2="{0:.2f}%" y1="{1}" y2="{2}"/>').format(
            over.place(at), top, height - 6
        )
        for at, what in shown
        if what not in _DIVIDES
    ]
    body += [_mark(*pair, over, number % levels, height) for number, pair in enumerate(tagged)]
    return Markup(
        '<div class="strip"><ul class="lane-names tags-{3}">{1}</ul>'
        '<svg class="plot" height="{0}" aria-hidden="true">{2}</svg></div>'
    ).format(height + 22, Markup("").join(names), Markup("").join(body), levels)


def divided(marks: Sequence[tuple[float, str]], end: float) -> tuple[tuple[float, float, str], ...]:
    """(from, to, `before` | `refused` | `after`) as consent and refusal divide the run; none: no zones."""
    cuts = sorted((at, what) for at, what in marks if what in _DIVIDES)
    if not cuts:
        return ()
    zones: list[tuple[float, float, str]] = []
    start, moment = 0.0, "before"
    for at, what in cuts:
        zones.append((start, at, moment))
        start, moment = at, "after" if what == CONSENT else "refused"
    zones.append((start, end, moment))
    return tuple(zone for zone in zones if zone[1] > zone[0])


def strip(series: Series, number: int) -> Markup:
    """A run-time strip from evidence: a point is (time in s, lane); a mark (lane, name) names a lane, those
    called `consent` and `refusal` stand at their times."""
    marks = [(at, label) for at, label in series.marks if label in _DIVIDES]
    names = {int(at): label for at, label in series.marks if label not in _DIVIDES and at == int(at)}
    known = sorted({int(y) for _, y in series.points if math.isfinite(y)} | set(names))[:12]
    rows = [
        Lane(
            name=reading.both(names.get(lane, str(lane))),
            at_s=tuple(
                x for x, y in series.points if math.isfinite(y) and int(y) == lane and math.isfinite(x)
            ),
        )
        for lane in known
    ]
    return lanes(rows, marks, str(number))


def strip_words(series: Series) -> Both:
    """The strip as a sentence."""
    marks = [(at, label) for at, label in series.marks if label in _DIVIDES]
    total = len(series.points)
    zones = divided(marks, math.inf)
    more = Both(f"，另有 {series.left} 次未画出", f", {series.left} more not drawn")
    more = more if series.left else Both("", "")
    if not zones:
        return Both(f"共 {total} 次{more.zh}", f"{total} in all{more.en}")
    counts = {
        moment: sum(any(a <= x < b for a, b, kind in zones if kind == moment) for x, _ in series.points)
        for moment in ("before", "refused", "after")
    }
    said = [("before", "同意前", "before consent"), ("refused", "拒绝后", "after refusal"),
            ("after", "同意后", "after consent")]  # fmt: skip
    there = [row for row in said if row[0] != "refused" or any(label == REFUSAL for _, label in marks)]
    there = [row for row in there if row[0] != "after" or any(label == CONSENT for _, label in marks)]
    return Both(
        "，".join(f"{zh} {counts[moment]} 次" for moment, zh, _ in there) + more.zh,
        ", ".join(f"{counts[moment]} {en}" for moment, _, en in there) + more.en,
    )


def _lane(row: Lane, y: int, zones: Sequence[tuple[float, float, str]], over: Scale) -> Markup:
    parts = [Markup('<line class="lane" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(y)]
    drawn: set[tuple[int, str]] = set()
    for at in sorted(row.at_s):
        early = any(start <= at < stop and moment != "after" for start, stop, moment in zones)
        spot = (round(over.place(at) / 100 * _STEPS), "warn" if early else "later")
        if spot not in drawn:
            drawn.add(spot)
            parts.append(
                Markup('<rect class="{}" x="{:.2f}%" y="{}" width="6" height="14" rx="1"/>').format(
                    spot[1], over.place(at), y - 7
                )
            )
    return Markup("").join(parts)


def _zone(zone: tuple[float, float, str], over: Scale, key: str, top: int, height: int) -> Markup:
    start, stop, moment = over.place(zone[0]), over.place(zone[1]), zone[2]
    if moment == "after":
        return Markup("")
    if moment == "refused":
        return Markup('<rect class="refused" x="{:.2f}%" y="{}" width="{:.2f}%" height="{}"/>').format(
            start, top, stop - start, height - top - 6
        )
    return Markup(
        '<defs><pattern id="hatch-{0}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0 0v6"/></pattern></defs>'
        '<rect x="{1:.2f}%" y="{2}" width="{3:.2f}%" height="{4}" fill="url(#hatch-{0})"/>'
    ).format(key, start, top, stop - start, height - top - 6)


def _mark(at: float, what: str, over: Scale, level: int, height: int) -> Markup:
    """The line of consent or refusal with its tag, on one of the rows above the lanes."""
    place, said = over.place(at), _DIVIDES[what]
    css = "consent" if what == CONSENT else "refusal"
    time = f"{at / over.unit_s:.2f}".rstrip("0").rstrip(".") + f" {over.unit}"
    line = Markup('<line class="{0}" x1="{1:.2f}%" x2="{1:.2f}%" y1="{2}" y2="{3}"/>').format(
        css, place, TOP * level + 4, height
    )
    tags = [
        _tag(f"{words} {time}", width, css, face, place, TOP * level)
        for words, width, face in ((said.zh, 12.6, "z"), (said.en, 7.2, "e"))
    ]
    return line + Markup("").join(tags)


def _tag(words: str, letter_px: float, css: str, face: str, place: float, y: int) -> Markup:
    """The filled tag of one language over its line, kept inside the drawing."""
    wide = round(sum(letter_px if ord(sign) > 0x2E7F else 7.2 for sign in words) + 14)
    left = -wide / 2 if 12 < place < 88 else 0 if place <= 12 else -wide
    return Markup(
        '<svg class="{0}" x="{1:.2f}%" y="{7}" overflow="visible">'
        '<rect class="{2}-tag" x="{3:g}" width="{4}" height="18" rx="3"/>'
        '<text class="tag-word" x="{5:g}" y="13" text-anchor="middle">{6}</text></svg>'
    ).format(face, place, css, left, wide, left + wide / 2, visible(words), y)
