"""The close control of an opening screen or pop-up is too small to hit or too pale to see.

Clause: 26号-1.4.1, 26号-1.4.2 开屏和弹窗信息窗口提供清晰有效的关闭按钮
Needs: layout.
Violates: never; a control that closes or skips, with a side fixed under 24 dp, all but invisible, or with
    words of less contrast than 3:1 against what is painted behind them, is suspected: the numbers are this
    project's choice (WCAG 2.2 target size, WCAG 2.1 contrast of large text), the notice names none.
Limits: sizes set at run time, touch areas widened by code, and words over a picture or a theme's colours are
    not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, View
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import cite, finding
from mingjian.rules._looks import contrast
from mingjian.rules._windows import CLOSE_CONTRAST, LARGEST_CONTROL_DP, is_close, size_dp, windows

RULE = Rule(requirements=("26号-1.4.1", "26号-1.4.2"), severity="medium", needs=("layout",), proves=False)
THRESHOLD = "TH-P01"
LEAST_ALPHA = 0.3
"""Fainter than this a control cannot be told from its ground (project choice)."""


def check(facts: Facts) -> Iterator[Finding]:
    least = float(cite(THRESHOLD).value)
    for layout in windows(facts):
        controls = [(i, v) for i, v in enumerate(layout.views) if is_close(v) and v.visibility != "gone"]
        if any(
            not _small(v, least) and v.alpha >= LEAST_ALPHA and _pale(layout, i) is None for i, v in controls
        ):
            continue
        for index, view in controls:
            yield _finding(facts, layout, index, view, least)


def _small(view: View, least: float) -> bool:
    sides = (size_dp(view.width, view.min_width_dp), size_dp(view.height, view.min_height_dp))
    known = [side for side in sides if side is not None]
    return bool(known) and min(known) < least and max(known) < LARGEST_CONTROL_DP


def _pale(layout: Layout, index: int) -> float | None:
    """The contrast of the control's own words where that is too low."""
    ratio = contrast(layout, index) if layout.views[index].text else None
    return ratio if ratio is not None and ratio < CLOSE_CONTRAST else None


def _finding(facts: Facts, layout: Layout, index: int, view: View, least: float) -> Finding:
    small, pale = _small(view, least), _pale(layout, index)
    size = f"{view.width}×{view.height} dp"
    if small:
        zh, en = f"关闭控件过小：{size}", f"The close control is too small: {size}"
    elif view.alpha < LEAST_ALPHA or pale is None:
        zh = f"关闭控件几乎不可见：透明度 {view.alpha:g}"
        en = f"The close control is all but invisible: alpha {view.alpha:g}"
    else:
        zh = f"关闭控件文字与背景对比度仅 {pale:.1f}:1，难以辨认"
        en = f"The words of the close control have a contrast of only {pale:.1f}:1"
    return finding(
        zh,
        en,
        key=("close", layout.name, view.id or str(index)),
        party=app(facts),
        verdict="suspected",
        threshold=THRESHOLD if small else "TH-12" if pale is not None else None,
        evidence=[layout_view(layout, index)],
    )
