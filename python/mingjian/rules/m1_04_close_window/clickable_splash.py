"""The whole opening screen is one button.

Clause: 26号-1.4.6 “全屏热力图”
Needs: layout.
Violates: the root of an opening-screen or advertisement layout fills the window, reacts to touches
    (android:onClick) and its handler leads to another screen, app or page: violates. Only clickable in the
    layout, or made so by a listener in code that leads outside the app: suspected.
Limits: one listener for several views that asks which was touched is not told apart; touches that a view
    class of its own handles are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, ScreenAct
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, way
from mingjian.rules._evidence import code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._screens import acts_on, leads, set_going
from mingjian.rules._windows import fills, windows

RULE = Rule(requirements=("26号-1.4.6",), severity="medium", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in windows(facts):
        index = _hot(layout)
        jump, heard = None, None
        if index is not None:
            jump = _jump(facts, layout.views[index].on_click)
        else:
            index, heard = _heard(facts, layout)
        if index is None:
            continue
        yield finding(
            f"开屏或弹窗整屏可点击跳转：{layout.name}",
            f"The whole screen is a click area that leads away: {layout.name}",
            key=("hot", layout.name),
            party=app(facts),
            verdict="violates" if jump else "suspected",
            evidence=[
                layout_view(layout, index),
                *([code(jump)] if jump else []),
                *([set_going(heard), *map(code, list(leads(facts, heard).values())[:1])] if heard else []),
            ],
        )


def _hot(layout: Layout) -> int | None:
    """The outermost view that fills the window and reacts to touches."""
    return next((i for i in _covering(layout) if layout.views[i].clickable or layout.views[i].on_click), None)


def _heard(facts: Facts, layout: Layout) -> tuple[int | None, ScreenAct | None]:
    """The outermost view that fills the window and has a listener that leads outside the app."""
    for index in _covering(layout):
        for act in acts_on(facts, layout, layout.views[index], "setOnClickListener"):
            if not act.opens and leads(facts, act):
                return index, act
    return None, None


def _covering(layout: Layout) -> Iterator[int]:
    """Views that fill the window: the root and its own children."""
    for index, view in enumerate(layout.views):
        over = layout.views[view.parent] if view.parent >= 0 else None
        if fills(view) and (over is None or (over.parent == -1 and fills(over))):
            yield index


def _jump(facts: Facts, handler: str | None) -> Hit | None:
    """A reachable jump made in, or called from, the handler named in the layout."""
    if handler is None:
        return None
    mark = f";->{handler}("
    for hit in hits(facts, "cross_app_jump"):
        if any(mark in signature for signature in way(facts, hit)):
            return hit
    return None
