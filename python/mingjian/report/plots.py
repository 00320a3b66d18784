"""Small SVG drawings of the page: the verdict bar, sensor replays, boxes over pictures.

Only presentation attributes and classes: the page's security policy forbids inline styles. Whatever comes
from a package is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from mingjian.model import Box, Series
from mingjian.report import reading
from mingjian.report.reading import visible
from mingjian.report.words import CSS, Both

_MAX_POINTS = 600
MOST_BOXES = 26
"""One a letter."""


def verdict_bar(counts: Mapping[str, int]) -> Markup:
    """One segment a verdict, gravest first, widths as shares of all."""
    total = sum(counts.values()) or 1
    parts: list[Markup] = []
    at = 0.0
    for verdict, count in counts.items():
        if count:
            share = 100 * count / total
            parts.append(
                Markup(
                    '<rect class="bar-{}" x="{:.2f}%" width="{:.2f}%" y=".75" height="6.5" rx="1"/>'
                ).format(CSS[verdict], at, max(share - 0.6, 0.5))
            )
            at += share
    return Markup('<svg aria-hidden="true" height="8">{}</svg>').format(Markup("").join(parts))


def ticks(top: float) -> list[float]:
    """Four or five round steps from 0 to `top`."""
    if not math.isfinite(top) or top <= 0:
        return [0.0]
    step = 10 ** math.floor(math.log10(top / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if top / (step * factor) <= 5)
    return [step * n for n in range(int(top / step + 1e-9) + 1)]


def bilingual(said: Both, css: str, attributes: str) -> Markup:
    """`attributes` is ours; the words are escaped."""
    place = Markup(attributes)  # noqa: S704 - written in this file
    text = '<text class="z {0}" lang="zh-CN" {1}>{2}</text><text class="e {0}" lang="en" {1}>{3}</text>'
    return Markup(text).format(css, place, said.zh, said.en)  # noqa: S704 - a constant


def replay(series: Series, limit: tuple[float, Both] | None) -> Markup:
    """Sensor replay: the signal, the threshold as a dashed line with its words, marks as vertical strokes."""
    points = [(x, y) for x, y in series.points if math.isfinite(x) and math.isfinite(y)]
    step = max(1, math.ceil(len(points) / _MAX_POINTS))
    points = points[::step]
    marks = [(x, label) for x, label in series.marks if math.isfinite(x)][:12]
    end = max([x for x, _ in (*points, *marks)] + [1e-9])
    top = max([y for _, y in points] + [limit[0] if limit else 0.0, 1e-9]) * 1.15
    height = 150
    body: list[Markup] = []
    axis: list[Markup] = []
    for y in ticks(top):
        at = height - height * y / top
        body.append(Markup('<line class="lane" x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>').format(at))
        axis.append(
            Markup('<text class="faint" x="28" y="{:.1f}" text-anchor="end">{:g}</text>').format(at + 22, y)
        )
    path = " ".join(f"{100 * x / end:.2f},{100 - 100 * max(y, 0) / top:.2f}" for x, y in points)
    body.append(
        Markup(
            '<svg width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none">'
            '<polyline class="signal" points="{}"/></svg>'
        ).format(height, path)
    )
    if limit is not None:
        at = height - height * limit[0] / top
        body.append(Markup('<line class="reference" x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>').format(at))
        body.append(bilingual(limit[1], "", f'x="100%" y="{at - 5:.1f}" text-anchor="end"'))
    for x, label in marks:
        place = 100 * max(x, 0) / end
        body.append(
            Markup('<line class="jump" x1="{0:.2f}%" x2="{0:.2f}%" y1="0" y2="{1}"/>').format(place, height)
        )
        side = 'dx="-6" text-anchor="end"' if place > 50 else 'dx="6"'
        said = reading.both(label)
        words = Both(f"{said.zh} {x:g} s", f"{said.en} {x:g} s")
        body.append(bilingual(words, "warn", f'x="{place:.2f}%" y="10" {side}'))
    for x in ticks(end):
        body.append(
            Markup('<text class="faint" x="{:.2f}%" y="{}" text-anchor="middle">{:g} s</text>').format(
                100 * x / end, height + 16, x
            )
        )
    return Markup(
        '<div class="strip"><svg class="plot axis" width="36" height="{0}" aria-hidden="true">'
        '<text class="faint" x="0" y="10">{1}</text>{2}</svg>'
        '<svg class="plot" height="{0}" aria-hidden="true"><g transform="translate(0 18)">{3}</g></svg></div>'
    ).format(height + 40, visible(series.unit)[:6], Markup("").join(axis), Markup("").join(body))


def boxed(reference: str, size: tuple[int, int], boxes: Sequence[Box], first: int = 0) -> Markup:
    """A picture defined elsewhere on the page (`<use href>`), lettered boxes drawn over it.

    `size` is what the boxes are measured on; letters begin at the one numbered `first`.
    """
    width, height = size
    scale = max(width / 360, 0.1)
    stroke, tag = 3 * scale, 24 * scale
    marks: list[Markup] = []
    for n, box in enumerate(boxes[:MOST_BOXES], first):
        x, y = min(max(box.x, 0), width), min(max(box.y, 0), height)
        w, h = min(max(box.x + box.w, 0), width) - x, min(max(box.y + box.h, 0), height) - y
        above = y - tag if y >= tag else min(y + max(h, 0), height - tag)
        frame = Markup(
            '<rect class="box" x="{}" y="{}" width="{}" height="{}" stroke-width="{:.2f}"/>'
        ).format(x, y, max(w, 0), max(h, 0), stroke)
        tag_at = min(x, width - 26 * scale), max(above, 0)
        marks.append(
            frame
            + Markup(
                '<g transform="translate({:.1f} {:.1f}) scale({:.3f})">'
                '<rect class="box-tag" width="26" height="24" rx="3"/>'
                '<text class="box-letter" x="13" y="18" text-anchor="middle">{}</text></g>'
            ).format(*tag_at, scale, letter(n))
        )
    return Markup(
        '<svg viewBox="0 0 {0} {1}" aria-hidden="true"><use href="#{2}" width="{0}" height="{1}"/>{3}</svg>'
    ).format(width, height, reference, Markup("").join(marks))


def letter(index: int) -> str:
    """A, B, C …"""
    return chr(ord("A") + index % 26)
