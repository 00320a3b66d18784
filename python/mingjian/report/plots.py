"""Small SVG drawings of the page: the verdict bar, run-time strips, sensor replays, boxes over pictures.

Only presentation attributes and classes: the page's security policy forbids inline styles. Whatever comes
from a package is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from mingjian.model import Box, Series
from mingjian.report.reading import visible
from mingjian.report.words import CSS, Both

_MAX_POINTS = 600
_CONSENT = "consent"


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


def _ticks(top: float) -> list[float]:
    """Four or five round steps from 0 to `top`."""
    if not math.isfinite(top) or top <= 0:
        return [0.0]
    step = 10 ** math.floor(math.log10(top / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if top / (step * factor) <= 5)
    return [step * n for n in range(int(top / step + 1e-9) + 1)]


def strip(series: Series, number: int) -> Markup:
    """Run-time strip: one lane a kind of data, ticks at their times, the consent line with hatch before it.

    A point is (time in s, lane); a mark (lane, name) names a lane, the mark `consent` stands at its time.
    """
    unit = visible(series.unit)
    consent = next((at for at, label in series.marks if label == _CONSENT), None)
    names = {int(at): label for at, label in series.marks if label != _CONSENT and at == int(at)}
    lanes = sorted({int(y) for _, y in series.points} | set(names))[:12]
    end = max([x for x, _ in series.points] + [consent or 0.0, 1e-9]) * 1.06
    height = 28 + 24 * len(lanes)
    body: list[Markup] = []
    if consent is not None:
        body.append(
            Markup(
                '<defs><pattern id="hatch-{0}" width="6" height="6" patternUnits="userSpaceOnUse" '
                'patternTransform="rotate(45)"><path class="hatch" d="M0 0v6"/></pattern></defs>'
                '<rect x="0" y="22" width="{1:.2f}%" height="{2}" fill="url(#hatch-{0})"/>'
            ).format(number, 100 * consent / end, height - 28)
        )
    labels: list[Markup] = []
    for row, lane in enumerate(lanes):
        y = 34 + 24 * row
        name = visible(names.get(lane, str(lane)))[:16]
        labels.append(Markup("<li><bdi>{}</bdi></li>").format(name))
        body.append(Markup('<line class="lane" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(y))
        for x, _ in [point for point in series.points if int(point[1]) == lane][:_MAX_POINTS]:
            early = consent is not None and x < consent
            body.append(
                Markup('<rect class="{}" x="{:.2f}%" y="{}" width="6" height="14" rx="1"/>').format(
                    "warn" if early else "later", 100 * x / end, y - 7
                )
            )
    for x in _ticks(end):
        body.append(
            Markup('<text class="faint" x="{:.2f}%" y="{}">{:g} {}</text>').format(
                100 * x / end, height + 14, x, unit
            )
        )
    if consent is not None:
        place = 100 * consent / end
        body.append(
            Markup('<line class="consent" x1="{0:.2f}%" x2="{0:.2f}%" y1="4" y2="{1}"/>').format(
                place, height
            )
        )
        side = 'dx="-6" text-anchor="end"' if place > 60 else 'dx="6"'
        said = Both(f"用户同意 {consent:g} {unit}", f"consent {consent:g} {unit}")
        body.append(_bilingual(said, "consent-word", f'x="{place:.2f}%" y="14" {side}'))
    return Markup(
        '<div class="strip"><ul class="lane-names">{1}</ul>'
        '<svg class="plot" height="{0}" aria-hidden="true">{2}</svg></div>'
    ).format(height + 22, Markup("").join(labels), Markup("").join(body))


def _bilingual(said: Both, css: str, attributes: str) -> Markup:
    """`attributes` is ours; the words are escaped."""
    place = Markup(attributes)  # noqa: S704 - written in this file
    text = '<text class="z {0}" lang="zh-CN" {1}>{2}</text><text class="e {0}" lang="en" {1}>{3}</text>'
    return Markup(text).format(css, place, said.zh, said.en)  # noqa: S704 - a constant


def strip_words(series: Series) -> Both:
    """The strip as a sentence."""
    consent = next((at for at, label in series.marks if label == _CONSENT), None)
    total = len(series.points)
    if consent is None:
        return Both(f"共 {total} 次", f"{total} in all")
    early = sum(x < consent for x, _ in series.points)
    return Both(
        f"同意前 {early} 次，同意后 {total - early} 次",
        f"{early} before consent, {total - early} after consent",
    )


def replay(series: Series, reference: float | None) -> Markup:
    """Sensor replay: the signal, the threshold as a dashed line, marks as vertical strokes."""
    points = [(x, y) for x, y in series.points if math.isfinite(x) and math.isfinite(y)]
    step = max(1, math.ceil(len(points) / _MAX_POINTS))
    points = points[::step]
    end = max([x for x, _ in points] + [1e-9])
    top = max([y for _, y in points] + [reference or 0.0, 1e-9]) * 1.15
    height = 150
    body: list[Markup] = []
    axis: list[Markup] = []
    for y in _ticks(top):
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
    if reference is not None:
        at = height - height * reference / top
        body.append(Markup('<line class="reference" x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>').format(at))
        said = Both(f"阈值 {reference:g}", f"threshold {reference:g}")
        body.append(_bilingual(said, "", f'x="100%" y="{at - 5:.1f}" text-anchor="end"'))
    for x, label in series.marks[:12]:
        place = 100 * x / end
        body.append(
            Markup(
                '<line class="jump" x1="{0:.2f}%" x2="{0:.2f}%" y1="0" y2="{1}"/>'
                '<text class="warn" x="{0:.2f}%" y="10" dx="-6" text-anchor="end">{2} {3:g} s</text>'
            ).format(place, height, visible(label), x)
        )
    for x in _ticks(end):
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


def boxed(reference: str, size: tuple[int, int], boxes: Sequence[Box]) -> Markup:
    """A picture defined elsewhere on the page (`<use href>`), lettered boxes drawn over it."""
    width, height = size
    scale = max(width / 360, 0.1)
    marks = [
        Markup(
            '<rect class="box" x="{}" y="{}" width="{}" height="{}"/><g transform="translate({:.0f} {:.0f}) '
            'scale({:.2f})"><rect class="box-tag" width="26" height="24" rx="3"/>'
            '<text class="box-letter" x="13" y="18" text-anchor="middle">{}</text></g>'
        ).format(box.x, box.y, box.w, box.h, box.x, max(box.y - 26 * scale, 0), scale, letter(n))
        for n, box in enumerate(boxes[:26])
    ]
    return Markup(
        '<svg viewBox="0 0 {0} {1}" aria-hidden="true"><use href="#{2}" width="{0}" height="{1}"/>{3}</svg>'
    ).format(width, height, reference, Markup("").join(marks))


def letter(index: int) -> str:
    """A, B, C …"""
    return chr(ord("A") + index % 26)
