"""The whole opening screen is one button.

Clause: 26号-1.4.6 “全屏热力图”
Needs: layout.
Violates: the root of an opening-screen or advertisement layout fills the window, reacts to touches
    (android:onClick) and its handler leads to another screen, app or page: violates. Only clickable in the
    layout, with the action set in code or unseen: suspected.
Limits: a listener set in code on a view that the layout does not mark clickable is not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, way
from mingjian.rules._evidence import code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._windows import fills, windows

RULE = Rule(requirements=("26号-1.4.6",), severity="medium", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in windows(facts):
        index = _hot(layout)
        if index is None:
            continue
        jump = _jump(facts, layout.views[index].on_click)
        yield finding(
            f"开屏或弹窗整屏可点击跳转：{layout.name}",
            f"The whole screen is a click area that leads away: {layout.name}",
            key=("hot", layout.name),
            party=app(facts),
            verdict="violates" if jump else "suspected",
            evidence=[layout_view(layout, index), *([code(jump)] if jump else [])],
        )


def _hot(layout: Layout) -> int | None:
    """The outermost view that fills the window and reacts to touches."""
    for index, view in enumerate(layout.views):
        if not fills(view):
            continue
        covers = view.parent == -1 or (
            layout.views[view.parent].parent == -1 and fills(layout.views[view.parent])
        )
        if covers and (view.clickable or view.on_click):
            return index
    return None


def _jump(facts: Facts, handler: str | None) -> Hit | None:
    """A reachable jump made in, or called from, the handler named in the layout."""
    if handler is None:
        return None
    mark = f";->{handler}("
    for hit in hits(facts, "cross_app_jump"):
        if any(mark in signature for signature in way(facts, hit)):
            return hit
    return None
