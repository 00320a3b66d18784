"""Charts as SVG made on the server, in the look of the design language: fills follow certainty.

Solid for shown, tint with outline for suspected, hatch for unknown. Classes only, no inline style; a chart
without links is hidden from readers, who get the sentence above it and the table below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

_FILL = {"violates": "vio", "suspected": "sus", "undetermined": "und", "none": "pas"}


def trend(values: Sequence[float], verdict: str = "") -> Markup:
    """A line over time with its last point marked; nothing where there are fewer than two values."""
    if len(values) < 2:
        return Markup("")
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = 88 / (len(values) - 1)
    points = [(2 + step * n, 28 - 24 * (value - low) / span) for n, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    return Markup(
        '<svg class="trend {}" viewBox="0 0 92 32" aria-hidden="true"><polyline points="{}"/>'
        '<circle cx="{:.1f}" cy="{:.1f}" r="2.5"/></svg>'
    ).format(_FILL.get(verdict, ""), line, x, y)


def months(columns: Sequence[tuple[str, Mapping[str, int]]], order: Sequence[str]) -> Markup:
    """Stacked columns as shares of each month, `order` from the foot up; the rest of a column stays empty."""
    if not columns:
        return Markup("")
    width, height, left, foot = 360, 190, 34, 22
    room = height - foot - 8
    slot = (width - left) / len(columns)
    bar = min(slot * 0.72, 30)
    parts: list[Markup] = []
    for share in (0, 25, 50, 75, 100):
        y = 8 + room * (1 - share / 100)
        parts.append(Markup('<path class="rule" d="M{} {:.1f}H{}"/>').format(left, y, width))
        parts.append(Markup('<text x="{}" y="{:.1f}" class="end">{}%</text>').format(left - 6, y + 4, share))
    for n, (label, counts) in enumerate(columns):
        total = sum(counts.values()) or 1
        x, y = left + slot * n + (slot - bar) / 2, 8.0 + room
        for verdict in order:
            tall = room * counts.get(verdict, 0) / total
            if tall <= 0:
                continue
            y -= tall
            parts.append(_block(_FILL[verdict], x, y, bar, tall))
        middle = x + bar / 2
        parts.append(
            Markup('<text x="{:.1f}" y="{}" class="mid">{}</text>').format(middle, height - 5, label)
        )
    return _svg(width, height, parts)


def bars(rows: Sequence[tuple[str, int, int, str]]) -> Markup:
    """Horizontal bars: (words, shown, suspected, address of its list); the sum stands at the right.

    Not hidden from readers: each row is a link that says its words and its sum.
    """
    if not rows:
        return Markup("")
    width, left, right, line = 360, 118, 34, 34
    most = max(shown + suspected for _, shown, suspected, _ in rows) or 1
    room = width - left - right
    parts: list[Markup] = []
    for n, (words, shown, suspected, address) in enumerate(rows):
        y = 6 + line * n
        solid, tint = room * shown / most, room * suspected / most
        row = [Markup('<text x="0" y="{}">{}</text>').format(y + 14, _short(words))]
        if shown:
            row.append(_block("vio", left, y, max(solid, 2), 18))
        if suspected:
            row.append(_block("sus", left + solid + (1 if shown else 0), y, max(tint, 2), 18))
        total = Markup('<text x="{}" y="{}" class="end strong">{}</text>')
        row.append(total.format(width, y + 14, shown + suspected))
        parts.append(Markup('<a href="{}">{}</a>').format(address, Markup("").join(row)))
    return _svg(width, line * len(rows), parts, hidden=False)


def _block(fill: str, x: float, y: float, width: float, height: float) -> Markup:
    return Markup(
        '<rect class="fill-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="1"/>'
    ).format(fill, x + 0.5, y + 0.5, max(width - 1, 0.5), max(height - 1, 0.5))


def _short(words: str) -> str:
    wide = 0
    for n, letter in enumerate(words):
        wide += 2 if ord(letter) > 0x2E80 else 1
        if wide > 16:
            return words[:n] + "…"
    return words


def _svg(width: int, height: int, parts: list[Markup], *, hidden: bool = True) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}"{}>{}</svg>').format(
        width, height, Markup(' aria-hidden="true"') if hidden else "", Markup("").join(parts)
    )
