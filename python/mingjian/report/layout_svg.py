"""A layout drawn as a wireframe: its own words and colours, 1 dp = 1 px, with boxes round what is pointed at.

Plain shapes with classes (`ls-…`) and presentation attributes; colours of the page come by its CSS
variables. No script, no inline style, nothing unescaped from the package. The drawing is not themed: where
the layout names no colour, the page's own are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from mingjian.facts.layout import Layout, View
from mingjian.report.layout_anchor import Rect
from mingjian.report.layout_place import (
    DEFAULT_TEXT_SP,
    LINE,
    Placer,
    is_button,
    is_choice,
    is_image,
    tail,
    text_width,
    wrap_lines,
)
from mingjian.report.reading import visible

_MAX_BYTES = 60_000
_ROOM_FOR_BOXES = 6_000
_SCREEN_DP = 640.0
_TALLEST_DP = 2_000.0
_MAX_BOXES = 12


def layout_svg(layout: Layout, highlight: Sequence[tuple[int, str] | int] = (), width_dp: int = 360) -> str:
    """Draws `layout`; `highlight` names views by index, each with a label such as `A` (or bare, without).

    A view that is `gone` is drawn when it is pointed at. At most 60 kB of SVG text.
    """
    marks = [(item, "") if isinstance(item, int) else item for item in highlight][:_MAX_BOXES]
    marks = [(index, label) for index, label in marks if 0 <= index < len(layout.views)]
    placer = Placer(layout, _with_parents(layout, [index for index, _ in marks]))
    used = placer.place_all(float(width_dp), _SCREEN_DP)
    lowest = max(
        (placer.boxes[i].y + placer.boxes[i].h for i, _ in marks if i in placer.boxes),
        default=0.0,
    )
    height = min(max(used, lowest + 8.0, 48.0), _TALLEST_DP)
    sheet = _Sheet(width=float(width_dp), height=height)
    pointed = frozenset(index for index, _ in marks)
    for index in sorted(placer.boxes):
        if _is_hidden(layout, index, pointed):
            continue
        sheet.view(layout.views[index], placer.boxes[index], bool(placer.children.get(index)))
    for index, label in marks:
        if index in placer.boxes:
            sheet.mark(placer.boxes[index], label)
    return sheet.svg(layout.name)


def _line(layout: Layout, index: int) -> Iterator[int]:
    """A view and those it lies in, innermost first; ends at a parent that does not come before its child."""
    while 0 <= index < len(layout.views):
        yield index
        parent = layout.views[index].parent
        index = parent if parent < index else -1


def _with_parents(layout: Layout, indices: Sequence[int]) -> frozenset[int]:
    return frozenset(each for index in indices for each in _line(layout, index))


def _is_hidden(layout: Layout, index: int, pointed: frozenset[int]) -> bool:
    """Invisible itself or within something invisible, unless pointed at."""
    return index not in pointed and any(
        layout.views[each].visibility == "invisible" for each in _line(layout, index)
    )


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def _colour(argb: str | None) -> tuple[str, float] | None:
    """`#aarrggbb` as an SVG colour and its opacity."""
    if argb is None or len(argb) != 9 or not argb.startswith("#"):
        return None
    try:
        return f"#{int(argb[3:], 16):06x}", int(argb[1:3], 16) / 255
    except ValueError:
        return None


@dataclass(slots=True)
class _Sheet:
    """The drawing as it grows, up to its size."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        if self.size + len(text.encode()) <= _MAX_BYTES - _ROOM_FOR_BOXES:
            self.parts.append(text)
            self.size += len(text.encode())

    def rect(self, box: Rect, kind: str, attributes: str) -> None:
        self.add(
            f'<rect class="{kind}" x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.w)}" '
            f'height="{_number(box.h)}" {attributes}/>'
        )

    def view(self, view: View, box: Rect, has_children: bool) -> None:
        """Draws one view; containers only by their background."""
        if box.w < 0.5 or box.h < 0.5 or box.y > self.height or box.x > self.width:
            return
        fade = "" if view.alpha >= 1 else f' opacity="{view.alpha:.2f}"'
        self._background(view, box, has_children, fade)
        if has_children:
            return
        left, top, right, bottom = view.padding_dp
        inner = Rect(
            box.x + left,
            box.y + top,
            max(box.w - left - right, 0.0),
            max(box.h - top - bottom, 0.0),
        )
        if is_choice(view):
            self._choice(view, inner, fade)
        elif is_image(view):
            self._image(box, fade)
        elif tail(view).endswith("EditText"):
            base = _number(box.y + box.h - 4)
            self.add(
                f'<line class="ls-field" x1="{_number(box.x)}" y1="{base}" x2="{_number(box.x + box.w)}" '
                f'y2="{base}" stroke="var(--line-2)"{fade}/>'
            )
            self._words(
                view,
                view.text or view.hint or "",
                inner,
                "start",
                fade,
                faint=not view.text,
            )
        elif is_button(view):
            self._words(view, view.text or "", inner, "middle", fade)
        elif view.text:
            gravity = (view.gravity or "").split("|")
            anchor = "middle" if "center" in gravity or "center_horizontal" in gravity else "start"
            self._words(view, view.text, inner, anchor, fade)
        elif view.background is None and not tail(view).endswith(("TextView", "View", "Space")):
            self._custom(view, box, fade)

    def _background(self, view: View, box: Rect, has_children: bool, fade: str) -> None:
        colour = _colour(view.background)
        if colour is not None and colour[1] > 0:
            self.rect(
                box,
                "ls-fill",
                f'fill="{colour[0]}" fill-opacity="{colour[1]:.2f}"{fade}',
            )
        elif is_button(view):
            self.rect(
                box,
                "ls-button",
                f'rx="4" fill="var(--sunken)" stroke="var(--line-2)"{fade}',
            )
        elif view.background is not None and colour is None and not has_children and not is_choice(view):
            self.rect(box, "ls-shape", f'rx="4" fill="none" stroke="var(--line)"{fade}')

    def _choice(self, view: View, inner: Rect, fade: str) -> None:
        name = tail(view)
        side = min(18.0, max(inner.h, 4.0), max(inner.w, 4.0))
        x, y = inner.x + 3.0, inner.y + (inner.h - side) / 2
        frame = f'fill="var(--surface)" stroke="var(--ink-2)" stroke-width="1.5"{fade}'
        middle_x, middle_y = _number(x + side / 2), _number(y + side / 2)
        tick = (
            f'<path class="ls-tick" d="M{_number(x + side * 0.22)} '
            f"{_number(y + side * 0.52)}l{_number(side * 0.2)} "
            f'{_number(side * 0.2)} {_number(side * 0.36)} {_number(-side * 0.4)}" fill="none" '
            f'stroke="var(--ink)" '
            f'stroke-width="2"{fade}/>'
        )
        if name.endswith("RadioButton"):
            self.add(
                f'<circle class="ls-choice" cx="{middle_x}" cy="{middle_y}" r="{_number(side / 2)}" {frame}/>'
            )
            tick = (
                f'<circle class="ls-tick" cx="{middle_x}" cy="{middle_y}" r="{_number(side / 4)}" '
                f'fill="var(--ink)"{fade}/>'
            )
        elif "Switch" in name or name.endswith("ToggleButton"):
            self.rect(
                Rect(x, y, side * 1.5, side),
                "ls-choice",
                f'rx="{_number(side / 2)}" {frame}',
            )
            at = _number(x + side * (1.0 if view.checked else 0.5))
            tick = (
                f'<circle class="ls-tick" cx="{at}" cy="{middle_y}" r="{_number(side / 3)}" '
                f'fill="var(--ink)"{fade}/>'
            )
        else:
            self.rect(Rect(x, y, side, side), "ls-choice", f'rx="2" {frame}')
        if view.checked:
            self.add(tick)
        words = Rect(inner.x + side + 10.0, inner.y, max(inner.w - side - 10.0, 0.0), inner.h)
        self._words(view, view.text or "", words, "start", fade)

    def _image(self, box: Rect, fade: str) -> None:
        self.rect(box, "ls-image", f'fill="var(--sunken)" stroke="var(--line-2)"{fade}')
        x1, y1, x2, y2 = (_number(v) for v in (box.x, box.y, box.x + box.w, box.y + box.h))
        self.add(
            f'<path class="ls-cross" d="M{x1} {y1}L{x2} {y2}M{x2} {y1}L{x1} {y2}" '
            f'stroke="var(--line-2)"{fade}/>'
        )

    def _custom(self, view: View, box: Rect, fade: str) -> None:
        """A view whose looks are in code: dashed, by its class."""
        self.rect(
            box,
            "ls-other",
            f'fill="none" stroke="var(--line-2)" stroke-dasharray="4 3"{fade}',
        )
        name = visible(tail(view))[:40]
        if box.h >= 16 and text_width(name, 11) <= box.w:
            self.add(
                f'<text class="ls-name" x="{_number(box.x + box.w / 2)}" '
                f'y="{_number(box.y + box.h / 2 + 4)}" '
                f'font-size="11" text-anchor="middle" fill="var(--ink-3)">{escape(name)}</text>'
            )

    def _words(
        self,
        view: View,
        text: str,
        box: Rect,
        anchor: str,
        fade: str,
        *,
        faint: bool = False,
    ) -> None:
        if not text or box.y > self.height:
            return
        size = min(max(view.text_size_sp or DEFAULT_TEXT_SP, 1.0), 200.0)
        lines = wrap_lines(visible(text), size, max(box.w, size), 8)
        colour = _colour(view.text_color)
        fill = f'fill="{colour[0]}"' if colour else f'fill="var({"--ink-3" if faint else "--ink"})"'
        if colour and colour[1] < 1:
            fill += f' fill-opacity="{colour[1]:.2f}"'
        x = box.x + (box.w / 2 if anchor == "middle" else 0.0)
        y = box.y + max((box.h - len(lines) * size * LINE) / 2, 0.0) + size * 1.05
        for row, line in enumerate(lines):
            if line.strip():
                self.add(
                    f'<text class="ls-text" x="{_number(x)}" y="{_number(y + row * size * LINE)}" '
                    f'font-size="{_number(size)}" text-anchor="{anchor}" {fill}{fade}>{escape(line)}</text>'
                )

    def mark(self, box: Rect, label: str) -> None:
        """A box round what is pointed at, its label at the upper left."""
        x, y = max(box.x - 2, 1.0), max(box.y - 2, 1.0)
        w, h = min(box.w + 4, self.width - x - 1), box.h + 4
        self.marks.append(
            f'<rect class="ls-box" x="{_number(x)}" y="{_number(y)}" width="{_number(max(w, 4))}" '
            f'height="{_number(max(h, 4))}" fill="none" stroke="var(--sus)" stroke-width="2"/>'
        )
        label = visible(label)[:16]
        if label:
            wide = text_width(label, 12) + 10
            above = y - 18 if y >= 19 else y + h
            self.marks.append(
                f'<g class="ls-label"><rect x="{_number(x - 1)}" y="{_number(above)}" '
                f'width="{_number(wide)}" height="18" '
                f'rx="2" fill="var(--sus)"/><text x="{_number(x - 1 + wide / 2)}" '
                f'y="{_number(above + 13.5)}" '
                f'font-size="12" font-weight="700" text-anchor="middle" fill="var(--surface)">'
                f"{escape(label)}</text></g>"
            )

    def svg(self, name: str) -> str:
        """The whole drawing."""
        w, h = _number(self.width), _number(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="ls" viewBox="0 0 {w} {h}" width="{w}" '
            f'height="{h}" '
            f'role="img" font-family="var(--sans, sans-serif)"><title>{escape(visible(name)[:80])}</title>'
            f'<rect class="ls-screen" x=".5" y=".5" width="{_number(self.width - 1)}" '
            f'height="{_number(self.height - 1)}" rx="8" fill="var(--surface)" stroke="var(--line-2)"/>'
            # An inner viewport clips without an id that a second drawing on the page would share.
            f'<svg width="{w}" height="{h}">{"".join(self.parts)}</svg>{"".join(self.marks)}</svg>'
        )
