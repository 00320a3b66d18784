"""Tables of a PDF page, from the lines ruled around their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from mingjian.artifacts.policy.pdf_page import Glyph, Rule

NEAR = 3.0
"""Points within which two ruled lines are one."""
MAX_LINES = 400
"""Rows or columns of one table on one page."""


class Box(Struct):
    """One cell, merged ones as one."""

    row: int
    column: int
    rows: int
    columns: int
    glyphs: list[Glyph]


class Ruled(Struct):
    """A table on a page: where its lines run, and its cells."""

    xs: list[float]
    ys: list[float]
    """From the top down."""
    boxes: list[Box]


def find(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[Ruled], list[Glyph]]:
    """The tables, from the top down, and the characters outside of them."""
    tables = [t for group in _groups(rules) if (t := _grid(group)) is not None]
    tables.sort(key=lambda t: -t.ys[0])
    if not tables:
        return [], list(glyphs)
    outside: list[Glyph] = []
    owners = [_Owner(table) for table in tables]
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        owner = next((o for o in owners if o.holds(x, y)), None)
        (outside if owner is None else owner.box(x, y).glyphs).append(glyph)
    kept = [t for t in tables if sum(bool(b.glyphs) for b in t.boxes) >= 2]
    for table in tables:
        if table not in kept:
            outside += [g for box in table.boxes for g in box.glyphs]
    return kept, outside


class _Owner:
    def __init__(self, table: Ruled) -> None:
        self._xs, self._ys = table.xs, [-y for y in table.ys]
        self._boxes: dict[tuple[int, int], Box] = {}
        for box in table.boxes:
            for row in range(box.row, box.row + box.rows):
                for column in range(box.column, box.column + box.columns):
                    self._boxes[row, column] = box

    def holds(self, x: float, y: float) -> bool:
        return self._xs[0] <= x <= self._xs[-1] and self._ys[0] <= -y <= self._ys[-1]

    def box(self, x: float, y: float) -> Box:
        column = min(max(bisect_right(self._xs, x) - 1, 0), len(self._xs) - 2)
        row = min(max(bisect_right(self._ys, -y) - 1, 0), len(self._ys) - 2)
        return self._boxes[row, column]


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch one another, found by a sweep from the top down over their boxes."""
    groups: list[tuple[list[float], list[Rule]]] = []
    for rule in sorted(rules, key=lambda r: -r.top):
        touching = [g for g in groups if _touches(g[0], rule)]
        if not touching:
            if len(groups) < 512:
                groups.append(([rule.left, rule.bottom, rule.right, rule.top], [rule]))
            continue
        bounds, members = touching[0]
        members.append(rule)
        bounds[:] = _around(bounds, rule)
        for other in touching[1:]:
            members += other[1]
            bounds[:] = [*(min(a, b) for a, b in zip(bounds[:2], other[0][:2], strict=True)),
                         *(max(a, b) for a, b in zip(bounds[2:], other[0][2:], strict=True))]  # fmt: skip
            groups.remove(other)
    return [members for _, members in groups]


def _touches(bounds: list[float], rule: Rule) -> bool:
    return (
        rule.left <= bounds[2] + NEAR
        and rule.right >= bounds[0] - NEAR
        and rule.bottom <= bounds[3] + NEAR
        and rule.top >= bounds[1] - NEAR
    )


def _around(bounds: list[float], rule: Rule) -> list[float]:
    return [
        min(bounds[0], rule.left),
        min(bounds[1], rule.bottom),
        max(bounds[2], rule.right),
        max(bounds[3], rule.top),
    ]


def _levels(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _grid(group: list[Rule]) -> Ruled | None:
    upright = [r for r in group if r.left == r.right]
    level = [r for r in group if r.bottom == r.top and r.left != r.right]
    xs = _levels([r.left for r in upright])
    ys = _levels([r.bottom for r in level])[::-1]
    if (
        not (3 <= len(xs) <= MAX_LINES and 2 <= len(ys) <= MAX_LINES)
        or (len(xs) - 1) * (len(ys) - 1) > 20_000
    ):
        return None
    columns, rows = len(xs) - 1, len(ys) - 1
    left_open = _walls(columns, rows, [(r.left, r.bottom, r.top) for r in upright], xs, ys)
    top_open = _floors(columns, rows, [(r.bottom, r.left, r.right) for r in level], xs, ys)
    taken: set[tuple[int, int]] = set()
    boxes: list[Box] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            wide = 1
            while (
                column + wide < columns
                and (row, column + wide) in left_open
                and (row, column + wide) not in taken
            ):
                wide += 1
            high = 1
            while row + high < rows and all(
                (row + high, c) in top_open for c in range(column, column + wide)
            ):
                high += 1
            taken |= {(r, c) for r in range(row, row + high) for c in range(column, column + wide)}
            boxes.append(Box(row, column, high, wide, []))
    return Ruled(xs, ys, boxes)


def _walls(
    columns: int, rows: int, upright: list[tuple[float, float, float]], xs: list[float], ys: list[float]
) -> set[tuple[int, int]]:
    """Cells without a line on their left."""
    closed: set[tuple[int, int]] = set()
    for x, bottom, top in upright:
        column = min(range(len(xs)), key=lambda i: abs(xs[i] - x))
        closed |= {(row, column) for row in range(rows) if bottom <= (ys[row] + ys[row + 1]) / 2 <= top}
    return {(row, c) for row in range(rows) for c in range(1, columns) if (row, c) not in closed}


def _floors(
    columns: int, rows: int, level: list[tuple[float, float, float]], xs: list[float], ys: list[float]
) -> set[tuple[int, int]]:
    """Cells without a line above them."""
    closed: set[tuple[int, int]] = set()
    for y, left, right in level:
        row = min(range(len(ys)), key=lambda i: abs(ys[i] - y))
        closed |= {(row, c) for c in range(columns) if left <= (xs[c] + xs[c + 1]) / 2 <= right}
    return {(r, c) for r in range(1, rows) for c in range(columns) if (r, c) not in closed}
