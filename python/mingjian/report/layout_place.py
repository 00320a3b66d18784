"""Where the views of a layout come to lie: a small measure-and-place pass over inflated views, in dp.

It follows the platform's rules for the common containers (linear with weights, frame, relative, constraint
edges, scrolling) and measures text by character widths. What needs a theme, a picture's size or code is
guessed plainly; a drawing made from it shows proportions, not pixels.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field

from mingjian.facts.layout import Layout, View
from mingjian.report.layout_anchor import Rect, anchored

DEFAULT_TEXT_SP = 14.0
LINE = 1.35
"""Height of a line of text over its size."""
_MAX_MEASURES = 20_000
_MAX_DEPTH = 60
_MAX_SIDE = 4000.0
_CHOICE_DP = 32.0
_BIG = 1.0e6
_CHOICES = (
    "CheckBox",
    "RadioButton",
    "Switch",
    "SwitchCompat",
    "SwitchMaterial",
    "CheckedTextView",
    "ToggleButton",
)
_BARE = (
    "View",
    "Space",
    "SurfaceView",
    "TextureView",
    "WebView",
    "RecyclerView",
    "ListView",
    "ViewPager",
)


def tail(view: View) -> str:
    """Class name without its package."""
    return view.tag.rpartition(".")[2]


def is_choice(view: View) -> bool:
    return tail(view).endswith(_CHOICES)


def is_button(view: View) -> bool:
    return tail(view).endswith("Button") and not is_choice(view) and not is_image(view)


def is_image(view: View) -> bool:
    return tail(view).endswith(("ImageView", "ImageButton")) or (view.src is not None and view.text is None)


def text_width(text: str, size: float) -> float:
    """Width of one line in dp: East Asian wide characters one em, capitals .66, others .53."""
    ems = 0.0
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            ems += 1.0
        else:
            ems += 0.66 if char.isupper() else 0.53
    return ems * size


def wrap_lines(text: str, size: float, width: float, most: int = 12) -> list[str]:
    """Breaks text into lines of at most `width` dp: at spaces, and between wide characters."""
    lines: list[str] = []
    for paragraph in text[:400].split("\n"):
        line = ""
        for char in paragraph:
            if line and text_width(line + char, size) > width:
                head, space, rest = line.rpartition(" ")
                if space and not char.isspace() and unicodedata.east_asian_width(char) not in "WF":
                    lines.append(head)
                    line = f"{rest}{char}"
                else:
                    lines.append(line)
                    line = char.lstrip()
            else:
                line = f"{line}{char}"
            if len(lines) >= most:
                return lines
        lines.append(line)
    return lines[:most]


@dataclass(slots=True)
class Placer:
    """Measures and places the views of one layout; `boxes` then holds what is on the screen."""

    layout: Layout
    shown: frozenset[int] = frozenset()
    """Views laid out although they are `gone`, because somebody points at them."""
    boxes: dict[int, Rect] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)
    _known: dict[tuple[int, int, int], tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for index, view in enumerate(self.layout.views):
            if view.parent < index and (view.visibility != "gone" or index in self.shown):
                self.children.setdefault(view.parent, []).append(index)

    def place_all(self, width: float, height: float) -> float:
        """Places every root in a screen of `width` by `height` dp; returns the height that was used."""
        used = 0.0
        for root in self.children.get(-1, []):
            view = self.layout.views[root]
            w, h = self.measure(root, width, height, 0)
            if view.width == "match":
                w = width
            if view.height == "match":
                h = max(h, height)
            self.place(root, Rect(0.0, used, w, h), 0)
            used += h
        return used

    def measure(self, index: int, room_w: float, room_h: float, depth: int) -> tuple[float, float]:
        """Size in dp a view takes in the room its parent has, margins not counted."""
        key = (index, round(room_w * 8), round(room_h * 8))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MAX_MEASURES or depth > _MAX_DEPTH:
                return min(room_w, 48.0), 24.0
            known = self._known[key] = self._measure(index, room_w, room_h, depth)
        return known

    def _measure(self, index: int, room_w: float, room_h: float, depth: int) -> tuple[float, float]:
        view = self.layout.views[index]
        w, h = _fixed(view.width, room_w), _fixed(view.height, room_h)
        if w is None or h is None:
            left, top, right, bottom = view.padding_dp
            inner_w = max((room_w if w is None else w) - left - right, 0.0)
            inner_h = max((room_h if h is None else h) - top - bottom, 0.0)
            content_w, content_h = self._content(index, inner_w, inner_h, depth)
            w = min(content_w + left + right, room_w) if w is None else w
            h = min(content_h + top + bottom, room_h) if h is None else h
        return _side(max(w, view.min_width_dp or 0.0)), _side(max(h, view.min_height_dp or 0.0))

    def _content(self, index: int, room_w: float, room_h: float, depth: int) -> tuple[float, float]:
        view = self.layout.views[index]
        if not self.children.get(index):
            return leaf_size(view, room_w, room_h)
        placed = self._arranged(index, Rect(0.0, 0.0, room_w, room_h), depth, measuring=True)
        right = bottom = 0.0
        for child, box in placed.items():
            margin = self.layout.views[child].margin_dp
            right, bottom = (
                max(right, box.x + box.w + margin[2]),
                max(bottom, box.y + box.h + margin[3]),
            )
        return min(right, room_w), min(bottom, room_h)

    def place(self, index: int, box: Rect, depth: int) -> None:
        """Sets a view's bounds and those of all below it."""
        self.boxes[index] = box
        if depth > _MAX_DEPTH or not self.children.get(index):
            return
        left, top, right, bottom = self.layout.views[index].padding_dp
        inner = Rect(
            box.x + left,
            box.y + top,
            max(box.w - left - right, 0.0),
            max(box.h - top - bottom, 0.0),
        )
        for child, bounds in self._arranged(index, inner, depth, measuring=False).items():
            self.place(child, bounds, depth + 1)

    def _arranged(self, index: int, area: Rect, depth: int, *, measuring: bool) -> dict[int, Rect]:
        """Bounds of a container's children in `area`; gravity counts for nothing while measuring."""
        view = self.layout.views[index]
        name = tail(view)
        if name.endswith(("RelativeLayout", "ConstraintLayout")):
            return anchored(
                self.layout.views,
                self.children[index],
                area,
                "Constraint" in name,
                lambda kid, w, h: self.measure(kid, w, h, depth + 1),
            )
        if name.endswith("HorizontalScrollView"):
            return self._frame(index, Rect(area.x, area.y, _BIG, area.h), depth)
        if name.endswith("ScrollView"):
            return self._frame(index, Rect(area.x, area.y, area.w, _BIG), depth)
        direction = _direction(view)
        if direction is not None:
            return self._linear(index, area, depth, direction == "vertical", measuring)
        return self._frame(index, area, depth)

    def _linear(self, index: int, area: Rect, depth: int, vertical: bool, measuring: bool) -> dict[int, Rect]:
        views, kids = self.layout.views, self.children[index]
        sizes: dict[int, tuple[float, float]] = {}
        used = weights = 0.0
        for kid in kids:
            view = views[kid]
            left, top, right, bottom = view.margin_dp
            room_w, room_h = (
                max(area.w - left - right, 0.0),
                max(area.h - top - bottom, 0.0),
            )
            if vertical:
                room_h = max(room_h - used, 0.0)
            else:
                room_w = max(room_w - used, 0.0)
            weights += max(view.weight, 0.0)
            side = view.height if vertical else view.width
            if view.weight > 0 and side in ("0", "match"):
                sizes[kid] = (0.0, self.measure(kid, room_w, room_h, depth + 1)[1])
                if vertical:
                    sizes[kid] = (self.measure(kid, room_w, room_h, depth + 1)[0], 0.0)
            else:
                sizes[kid] = self.measure(kid, room_w, room_h, depth + 1)
            used += sizes[kid][1] + top + bottom if vertical else sizes[kid][0] + left + right
        rest = (area.h if vertical else area.w) - used
        if weights > 0 and 0 < rest < _BIG / 2:
            for kid in kids:
                share = rest * max(views[kid].weight, 0.0) / weights
                w, h = sizes[kid]
                sizes[kid] = (w, h + share) if vertical else (w + share, h)
                if share and not vertical and views[kid].height == "wrap":
                    sizes[kid] = (
                        w + share,
                        self.measure(kid, w + share, area.h, depth + 1)[1],
                    )
            rest = 0.0
        gravity = "" if measuring else views[index].gravity or ""
        along = "bottom" if vertical else "right end"
        middle = ("center", "center_vertical") if vertical else ("center", "center_horizontal")
        parts = gravity.split("|")
        at = 0.0
        if 0 < rest < _BIG / 2:
            at = rest if any(part in along.split() for part in parts) else at
            at = rest / 2 if any(part in middle for part in parts) else at
        placed: dict[int, Rect] = {}
        for kid in kids:
            w, h = sizes[kid]
            left, top, right, bottom = views[kid].margin_dp
            own = "" if measuring else views[kid].layout_gravity or gravity
            if vertical:
                x = _along(own, left, w, right, area.w, "center_horizontal", ("right", "end"))
                placed[kid] = Rect(area.x + x, area.y + at + top, w, h)
                at += top + h + bottom
            else:
                y = _along(own, top, h, bottom, area.h, "center_vertical", ("bottom",))
                placed[kid] = Rect(area.x + at + left, area.y + y, w, h)
                at += left + w + right
        return placed

    def _frame(self, index: int, area: Rect, depth: int) -> dict[int, Rect]:
        placed: dict[int, Rect] = {}
        for kid in self.children[index]:
            view = self.layout.views[kid]
            left, top, right, bottom = view.margin_dp
            room_w, room_h = (
                max(area.w - left - right, 0.0),
                max(area.h - top - bottom, 0.0),
            )
            w, h = self.measure(kid, room_w, room_h, depth + 1)
            own = view.layout_gravity or ""
            x = _along(own, left, w, right, area.w, "center_horizontal", ("right", "end"))
            y = _along(own, top, h, bottom, area.h, "center_vertical", ("bottom",))
            placed[kid] = Rect(area.x + x, area.y + y, w, h)
        return placed


def _fixed(side: str, room: float) -> float | None:
    """A size in dp, `match` as the room there is; None for `wrap`, and for `match` in endless room."""
    if side == "match":
        return room if room < _BIG / 2 else None
    try:
        return min(max(float(side), 0.0), _MAX_SIDE)
    except ValueError:
        return None


def _side(length: float) -> float:
    return min(max(length, 0.0), _MAX_SIDE) if math.isfinite(length) else 0.0


def _along(
    gravity: str,
    before: float,
    size: float,
    after: float,
    room: float,
    middle: str,
    end: tuple[str, ...],
) -> float:
    """Offset of a child along one axis of its parent."""
    parts = gravity.split("|")
    if room < _BIG / 2:
        if "center" in parts or middle in parts:
            return before + (room - before - after - size) / 2
        if any(part in end for part in parts):
            return room - after - size
    return before


def _direction(view: View) -> str | None:
    name = tail(view)
    if name.endswith(("TableLayout", "AppBarLayout")):
        return "vertical"
    if name.endswith("RadioGroup"):
        return view.orientation or "vertical"
    if name.endswith(("LinearLayout", "LinearLayoutCompat", "TableRow")):
        return view.orientation or "horizontal"
    return view.orientation


def leaf_size(view: View, room_w: float, room_h: float) -> tuple[float, float]:
    """Size in dp of what a view without children shows."""
    size = min(max(view.text_size_sp or DEFAULT_TEXT_SP, 1.0), 200.0)
    name = tail(view)
    words = view.text or (view.hint if name.endswith("EditText") else None)
    extra = _CHOICE_DP if is_choice(view) else 0.0
    w = h = 0.0
    if words:
        lines = wrap_lines(words, size, max(room_w - extra, size))
        w, h = max(text_width(line, size) for line in lines), len(lines) * size * LINE
    if is_choice(view):
        return w + extra, max(h, _CHOICE_DP)
    if is_button(view):
        return max(w + 32.0, 64.0), max(h + 12.0, 40.0)
    if name.endswith("EditText"):
        return max(w, 120.0), max(h + 16.0, 40.0)
    if words or name.endswith("TextView"):
        return w, max(h, size * LINE)
    if is_image(view) or name.endswith(("ProgressBar", "ImageButton")):
        return 48.0, 48.0
    if name.endswith("SeekBar"):
        return min(room_w, 200.0), 32.0
    if name.endswith(_BARE):
        return (room_w if room_w < _BIG / 2 else 0.0), (room_h if room_h < _BIG / 2 else 0.0)
    return min(room_w, 96.0), 48.0
