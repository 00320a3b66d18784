"""How words of a layout look: size in sp and contrast against what is painted behind them."""

from __future__ import annotations

from mingjian.contrast import ratio
from mingjian.facts.layout import Layout, View
from mingjian.rules._windows import fills

DEFAULT_SP = 14.0
"""Text size of a TextView or Button that names none. Source: AOSP themes, textAppearanceSmall and button."""
OPAQUE = 255


def size_sp(view: View) -> float:
    return DEFAULT_SP if view.text_size_sp is None else view.text_size_sp


def contrast(layout: Layout, index: int) -> float | None:
    """Contrast ratio of a view's words, 1 to 21; None where a colour is not known.

    Alpha is laid over the ground first.
    """
    view = layout.views[index]
    ground = _ground(layout, index)
    words = _channels(view.text_color)
    if ground is None or words is None:
        return None
    alpha = words[0] / OPAQUE * _alpha(layout, index)
    mixed = tuple(alpha * w + (1 - alpha) * g for w, g in zip(words[1:], ground[1:], strict=True))
    return ratio(mixed, ground[1:])


def _alpha(layout: Layout, index: int) -> float:
    """Of the view and what it lies in."""
    alpha = 1.0
    while index >= 0:
        view = layout.views[index]
        alpha *= view.alpha
        index = view.parent
    return alpha


def _ground(layout: Layout, index: int) -> tuple[int, ...] | None:
    """What is painted behind a view; None when something unknown lies between."""
    at = index
    while at >= 0:
        view = layout.views[at]
        painted = _channels(view.fill) or _channels(view.background)
        if painted is not None and painted[0] == OPAQUE:
            return painted
        if painted is not None and painted[0] > 0:
            return None
        if painted is None and (view.background is not None or (at == index and view.tag.endswith("Button"))):
            return None
        below = _under(layout, at)
        if below is not None:
            painted = _channels(below.fill) if below.src is None else None
            return painted if painted is not None and painted[0] == OPAQUE else None
        at = view.parent
    return None


def _under(layout: Layout, index: int) -> View | None:
    """The last earlier sibling that covers the parent and paints, where children lie over one another."""
    view = layout.views[index]
    if view.parent < 0 or layout.views[view.parent].orientation is not None:
        return None
    before = (layout.views[i] for i in range(index) if layout.views[i].parent == view.parent)
    covering = [v for v in before if fills(v) and v.visibility == "visible" and (v.src or v.background)]
    return covering[-1] if covering else None


def _channels(colour: str | None) -> tuple[int, ...] | None:
    """`#aarrggbb` → four numbers 0 to 255."""
    if colour is None or len(colour) != 9 or colour[0] != "#":
        return None
    return tuple(bytes.fromhex(colour[1:]))
