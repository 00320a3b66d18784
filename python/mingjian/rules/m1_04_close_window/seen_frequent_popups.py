"""Windows pop up again and again, or from the background: seen in a run.

Clause: 26号-1.4.5 不得频繁弹窗干扰用户正常使用
Needs: behaviour.
Violates: a window of the app (a screen, dialog or overlay) appears while the app is out of sight, and
    nothing was touched: what the user was doing is covered. Suspected where more than three pop-ups (by
    their name: dialog, popup, advert …) come within ten minutes without a touch (TH-P09, a project
    choice).
Limits: names say little of what a window offers; screens tell. Windows of the system (permissions,
    input) and toasts are not counted, nor are calls, alarms and locks, which come by their nature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Act
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import WINDOWS, behaviour_of, limit, record

RULE = Rule(requirements=("26号-1.4.5",), severity="medium", needs=("behaviour",))
OFTEN = "TH-P09"
SPAN_NS = 600_000_000_000
POPUP = late(
    r"dialog|popup|pop_up|popwindow|advert|interstitial|promo|coupon|红包|广告|弹窗|"
    r"(?:^|[^a-z])ad(?:s|view|activity)?(?:$|[^a-z])",
    re.IGNORECASE,
)
LAWFUL = late(
    r"toast|dialer|in_?call|incoming_?call|calling|ringing|alarm|remind|lock_?screen|keyguard|navigation|"
    r"input_?method|keyboard|permission",
    re.IGNORECASE,
)


def check(facts: Facts) -> Judgement:
    behaviour = behaviour_of(facts)
    if not behaviour.coverage.windows:
        return NotCovered((WINDOWS,))
    windows = [
        act
        for act in behaviour.acts
        if act.event.kind == "window" and act.touched is not True and not LAWFUL.search(act.event.what)
    ]
    return [*_background(facts, windows), *_often(facts, windows)]


def _background(facts: Facts, windows: list[Act]) -> Iterator[Finding]:
    found = [act for act in windows if act.foreground is False]
    if found:
        yield finding(
            f"应用不在前台时弹出窗口 {len(found)} 次：{found[0].event.what}",
            f"{len(found)} windows pop up while the app is out of sight: {found[0].event.what}",
            key=("background",),
            party=app(facts),
            verdict="suspected" if found[0].touched is None else "violates",
            evidence=[record(act.event) for act in found[:3]],
        )


def _often(facts: Facts, windows: list[Act]) -> Iterator[Finding]:
    popups = [act for act in windows if act.foreground is not False and POPUP.search(act.event.what)]
    most: list[Act] = []
    for start, first in enumerate(popups):
        span = [act for act in popups[start:] if (act.event.at_ns or 0) - (first.event.at_ns or 0) <= SPAN_NS]
        most = max(most, span, key=len)
    if len(most) > limit(OFTEN):
        yield finding(
            f"10 分钟内弹窗 {len(most)} 次，均非用户触发",
            f"{len(most)} pop-ups within ten minutes, none set off by the user",
            key=("often",),
            party=app(facts),
            verdict="suspected",
            threshold=OFTEN,
            evidence=[record(act.event) for act in most[:5]],
        )
