"""Children placed by edges: RelativeLayout's rules and ConstraintLayout's constraints, approximated.

Each child has at most one anchor a side, taken from its parent or a sibling; several passes settle chains
of siblings. Barriers, ratios and chain styles are not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mingjian.facts.layout import View

_PASSES = 4
_START, _END = "start", "end"

_Edge = tuple[str, str]
"""Which edge of the target (`start` or `end`) and the target (`parent` or an id)."""

_RELATIVE: Mapping[str, tuple[int, str, str]] = {
    "layout_alignLeft": (0, _START, _START),
    "layout_alignStart": (0, _START, _START),
    "layout_toRightOf": (0, _START, _END),
    "layout_toEndOf": (0, _START, _END),
    "layout_alignRight": (0, _END, _END),
    "layout_alignEnd": (0, _END, _END),
    "layout_toLeftOf": (0, _END, _START),
    "layout_toStartOf": (0, _END, _START),
    "layout_alignTop": (1, _START, _START),
    "layout_below": (1, _START, _END),
    "layout_alignBottom": (1, _END, _END),
    "layout_above": (1, _END, _START),
}
_PARENT: Mapping[str, tuple[int, str]] = {
    "layout_alignParentLeft": (0, _START),
    "layout_alignParentStart": (0, _START),
    "layout_alignParentRight": (0, _END),
    "layout_alignParentEnd": (0, _END),
    "layout_alignParentTop": (1, _START),
    "layout_alignParentBottom": (1, _END),
}
_SIDES: Mapping[str, tuple[int, str]] = {
    "Left": (0, _START),
    "Start": (0, _START),
    "Right": (0, _END),
    "End": (0, _END),
    "Top": (1, _START),
    "Bottom": (1, _END),
}


@dataclass(slots=True)
class Rect:
    """A view's bounds in dp, from the top left of the screen."""

    x: float
    y: float
    w: float
    h: float


@dataclass(slots=True)
class _Anchors:
    """What holds a child on one axis."""

    start: _Edge | None = None
    end: _Edge | None = None
    centred: bool = False
    bias: float = 0.5


def anchored(
    views: Sequence[View],
    kids: list[int],
    area: Rect,
    constraint: bool,
    measure: Callable[[int, float, float], tuple[float, float]],
) -> dict[int, Rect]:
    """Bounds of `kids` in `area`, in dp; `measure` gives a child's size in the room it is offered."""
    by_id = {views[kid].id: kid for kid in kids if views[kid].id}
    rules = {kid: (_constraints if constraint else _relative)(views[kid].rules) for kid in kids}
    placed: dict[int, Rect] = {}
    for _ in range(_PASSES):
        before = {kid: (box.x, box.y, box.w, box.h) for kid, box in placed.items()}
        for kid in kids:
            view = views[kid]
            left, top, right, bottom = view.margin_dp
            w, h = measure(
                kid,
                max(area.w - left - right, 0.0),
                max(area.h - top - bottom, 0.0),
            )
            spans: list[tuple[float, float]] = []
            for axis, (size, side, near, far) in enumerate(
                ((w, view.width, left, right), (h, view.height, top, bottom))
            ):
                origin, room = (area.x, area.w) if axis == 0 else (area.y, area.h)
                spans.append(
                    _span(
                        rules[kid][axis],
                        placed,
                        by_id,
                        axis,
                        origin,
                        room,
                        size,
                        side,
                        near,
                        far,
                        constraint,
                    )
                )
            placed[kid] = Rect(spans[0][0], spans[1][0], spans[0][1], spans[1][1])
        if before == {kid: (box.x, box.y, box.w, box.h) for kid, box in placed.items()}:
            break
    return placed


def _span(
    anchors: _Anchors,
    placed: Mapping[int, Rect],
    by_id: Mapping[str | None, int],
    axis: int,
    origin: float,
    room: float,
    size: float,
    side: str,
    near: float,
    far: float,
    constraint: bool,
) -> tuple[float, float]:
    """Offset and length on one axis."""

    def edge(anchor: _Edge | None) -> float | None:
        if anchor is None:
            return None
        which, target = anchor
        if target == "parent":
            return origin if which == _START else origin + room
        box = placed.get(by_id.get(target, -1))
        if box is None:
            return None
        at, length = (box.x, box.w) if axis == 0 else (box.y, box.h)
        return at if which == _START else at + length

    low, high = edge(anchors.start), edge(anchors.end)
    endless = room >= 5.0e5
    if endless and anchors.end is not None and anchors.end[1] == "parent":
        high = None
    if low is not None and high is not None:
        between = max(high - far - low - near, 0.0)
        if side == "0" or not constraint or side == "match":
            return low + near, between
        return low + near + (between - size) * anchors.bias, size
    if high is not None:
        return high - far - size, size
    if low is not None:
        if side == "match" and not endless:
            return low + near, max(origin + room - far - low - near, 0.0)
        return low + near, size
    if anchors.centred and not endless:
        return origin + (room - size) / 2, size
    return origin + near, size


def _relative(rules: Mapping[str, str]) -> tuple[_Anchors, _Anchors]:
    both = (_Anchors(), _Anchors())
    for name, target in rules.items():
        if name in _RELATIVE:
            axis, mine, theirs = _RELATIVE[name]
            setattr(both[axis], mine, (theirs, target))
        elif target == "true" and name in _PARENT:
            axis, mine = _PARENT[name]
            setattr(both[axis], mine, (mine, "parent"))
        elif target == "true" and name in (
            "layout_centerInParent",
            "layout_centerHorizontal",
        ):
            both[0].centred = True
    if rules.get("layout_centerInParent") == "true" or rules.get("layout_centerVertical") == "true":
        both[1].centred = True
    return both


def _constraints(rules: Mapping[str, str]) -> tuple[_Anchors, _Anchors]:
    both = (_Anchors(), _Anchors())
    for name, target in rules.items():
        mine, to, theirs = name.removeprefix("layout_constraint").partition("_to")
        theirs = theirs.removesuffix("Of")
        if to and mine in _SIDES and theirs in _SIDES:
            axis, side = _SIDES[mine]
            setattr(both[axis], side, (_SIDES[theirs][1], target))
    for axis, name in enumerate(("layout_constraintHorizontal_bias", "layout_constraintVertical_bias")):
        try:
            both[axis].bias = min(max(float(rules.get(name, "0.5")), 0.0), 1.0)
        except ValueError:
            both[axis].bias = 0.5
    return both
