"""An opening screen or pop-up leads away at the mere touch or a slight slide of the finger.

Clause: 26号-1.4.8 等易造成误触发的方式诱导用户操作
Needs: layout, calls.
Violates: never from code alone; a touch listener on a view that fills an opening screen or advertisement,
    which leads outside the app and compares the finger's way with no distance of 48 px or more, is
    suspected: 48 px are 16 dp on a usual screen, twice the platform's touch slop (project choice, no
    standard names a distance).
Limits: gesture detectors of the platform and distances in dp that code converts are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import ScreenAct
from mingjian.facts.parties import owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._screens import acts_on, leads, set_going
from mingjian.rules._windows import fills, is_close, windows

RULE = Rule(requirements=("26号-1.4.8",), severity="medium", needs=("layout", "calls"), proves=False)
THRESHOLD = "TH-32"
LEAST_PX = 48.0


def check(facts: Facts) -> Iterator[Finding]:
    for layout in windows(facts):
        for index, view in enumerate(layout.views):
            if not fills(view) or is_close(view):
                continue
            for act in acts_on(facts, layout, view, "setOnTouchListener"):
                jumps = list(leads(facts, act).values())
                if not jumps or act.opens or any(abs(value) >= LEAST_PX for value in act.compares):
                    continue
                px = _slide(act)
                yield finding(
                    f"手指滑动 {px:g} 像素即跳转：{layout.name}" if px else f"手指一触即跳转：{layout.name}",
                    f"Leads away at a slide of {px:g} px: {layout.name}"
                    if px
                    else f"Leads away at the mere touch: {layout.name}",
                    key=("touch", layout.name, view.id or str(index)),
                    party=owner(facts, [act.caller, *(hit.caller for hit in jumps)]),
                    verdict="suspected",
                    threshold=THRESHOLD,
                    evidence=[layout_view(layout, index), set_going(act), code(jumps[0])],
                )


def _slide(act: ScreenAct) -> float:
    """The largest distance compared with; 0 when only the finger's action is asked."""
    return max((abs(value) for value in act.compares if abs(value) > 3), default=0.0)
