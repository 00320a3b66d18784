"""The close control of an opening screen or pop-up is too small to hit.

Clause: 26号-1.4.1, 26号-1.4.2 开屏和弹窗信息窗口提供清晰有效的关闭按钮
Needs: layout.
Violates: never; a control that closes or skips, with a side fixed under 24 dp or all but invisible, is
    suspected: the size is this project's choice (WCAG 2.2 target size), the notice names none.
Limits: sizes set at run time and touch areas widened by code are not seen.
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
from mingjian.rules._windows import LARGEST_CONTROL_DP, is_close, size_dp, windows

RULE = Rule(requirements=("26号-1.4.1", "26号-1.4.2"), severity="medium", needs=("layout",), proves=False)
THRESHOLD = "TH-P01"
LEAST_ALPHA = 0.3
"""Fainter than this a control cannot be told from its ground (project choice)."""


def check(facts: Facts) -> Iterator[Finding]:
    least = float(cite(THRESHOLD).value)
    for layout in windows(facts):
        controls = [(i, v) for i, v in enumerate(layout.views) if is_close(v) and v.visibility != "gone"]
        good = [v for _, v in controls if not _small(v, least) and v.alpha >= LEAST_ALPHA]
        if good:
            continue
        for index, view in controls:
            yield _finding(facts, layout, index, view, least)


def _small(view: View, least: float) -> bool:
    sides = (size_dp(view.width, view.min_width_dp), size_dp(view.height, view.min_height_dp))
    known = [side for side in sides if side is not None]
    return bool(known) and min(known) < least and max(known) < LARGEST_CONTROL_DP


def _finding(facts: Facts, layout: Layout, index: int, view: View, least: float) -> Finding:
    small = _small(view, least)
    size = f"{view.width}×{view.height} dp"
    return finding(
        f"关闭控件过小：{size}" if small else f"关闭控件几乎不可见：透明度 {view.alpha:g}",
        f"The close control is too small: {size}"
        if small
        else f"The close control is all but invisible: alpha {view.alpha:g}",
        key=("close", layout.name, view.id or str(index)),
        party=app(facts),
        verdict="suspected",
        threshold=THRESHOLD if small else None,
        evidence=[layout_view(layout, index)],
    )
