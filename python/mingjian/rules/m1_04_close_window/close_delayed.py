"""The close control of an opening screen or pop-up comes only after a while.

Clause: 26号-1.4.1, 26号-1.4.2 开屏和弹窗信息窗口提供清晰有效的关闭按钮; 26号-1.4.3 保证用户可以便捷关闭
Needs: layout, calls.
Violates: never from code alone; a control that closes or skips, hidden or switched off in the layout, and
    shown or switched on by code only after a constant delay of more than half a second (Handler, View,
    Timer, CountDownTimer), is suspected: 互联网广告管理办法 §10 forbids a countdown before closing. A control
    that is there from the first frame and counts down to going on by itself is lawful.
Limits: delays fetched from a server or computed, coroutines and RxJava timers, and windows drawn by code
    alone are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import ScreenAct
from mingjian.facts.layout import Layout, View
from mingjian.facts.parties import owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._screens import acts_on, way_to
from mingjian.rules._windows import is_close, windows

RULE = Rule(
    requirements=("26号-1.4.1", "26号-1.4.2", "26号-1.4.3"),
    severity="medium",
    needs=("layout", "calls"),
    proves=False,
)
THRESHOLD = "TH-11"
LEAST_MS = 500
"""A shorter delay is an entrance animation (project choice)."""


def check(facts: Facts) -> Iterator[Finding]:
    for layout in windows(facts):
        controls = [(i, v) for i, v in enumerate(layout.views) if is_close(v)]
        if any(
            v.visibility == "visible" and v.enabled is not False
            for _, v in controls
            if not _late(facts, layout, v)
        ):
            continue
        for index, view in controls:
            late = _late(facts, layout, view)
            if late is not None:
                yield _finding(facts, layout, index, late)


def _late(facts: Facts, layout: Layout, view: View) -> ScreenAct | None:
    """The earliest way the control is shown or switched on, where all ways are late."""
    if view.visibility != "visible":
        acts = [a for a in acts_on(facts, layout, view, "setVisibility") if a.value == 0 and a.by_itself]
    elif view.enabled is False:
        acts = [a for a in acts_on(facts, layout, view, "setEnabled") if a.value == 1 and a.by_itself]
    else:
        return None
    first = min(acts, key=lambda a: a.delay_ms or 0, default=None)
    return first if first is not None and (first.delay_ms or 0) > LEAST_MS else None


def _finding(facts: Facts, layout: Layout, index: int, act: ScreenAct) -> Finding:
    seconds = (act.delay_ms or 0) / 1000
    return finding(
        f"关闭控件 {seconds:g} 秒后才出现：{layout.name}",
        f"The close control comes only after {seconds:g} s: {layout.name}",
        key=("late", layout.name, layout.views[index].id or str(index)),
        party=owner(facts, [act.caller]),
        verdict="suspected",
        threshold=THRESHOLD,
        evidence=[layout_view(layout, index), *way_to(facts, act)],
    )
