"""Touching a blank place of an information window leads away from the app.

Clause: 26号-1.4.6 “全屏热力图”
Needs: screen.
Violates: a place of an opening or pop-up information window with no button and no words was touched, and the
    next screen is another app's. Suspected: no such place was touched, and one touchable view without words
    covers nine tenths of an advertising window.
Limits: a page of the advertisement inside the app is not told from the app's own. Without touches on blank
    places, or such a view, silence settles nothing: `mingjian device record` touches a grid of 5 × 9.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Node, Screen
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import (
    closers,
    controls,
    following,
    left,
    seen,
    shown,
    tapped_on,
    uncovered,
    was_tapped,
)

RULE = Rule(requirements=("26号-1.4.6",), severity="medium", needs=("screen",))
THRESHOLD = "TH-P10"
LARGE = 0.5
"""Of the window: a touchable view so large is no button (project choice)."""
WHOLE = 0.9


def check(facts: Facts) -> Judgement:
    windows = shown(facts, "splash", "popup")
    tried = [(at, one) for at, one in windows if _blank(facts, at, one)]
    found = list(_jumps(facts, tried)) or ([] if tried else list(_covering(facts, windows)))
    if not found and not tried:
        return uncovered(facts, *(() if windows else ("window",)), "blank_tap")
    return found


def _blank(facts: Facts, at: int, one: Screen) -> bool:
    """The last touch met no control of the window's own and no words."""
    then = following(facts, at)
    if then is None or then.tapped is None or was_tapped(facts, at, closers(one)):
        return False
    met = tapped_on(facts, at)
    return met is None or (not met.text and not met.description and _share(one, met) >= LARGE)


def _share(one: Screen, node: Node) -> float:
    _, _, width, height = one.surface
    return node.w * node.h / (width * height) if width and height else 0.0


def _jumps(facts: Facts, tried: list[tuple[int, Screen]]) -> Iterator[Finding]:
    for at, one in tried:
        then = following(facts, at)
        if then is not None and left(then):
            x, y = then.tapped or (0, 0)
            yield finding(
                f"点击信息窗口空白处（{x}，{y}）跳转到其他应用：{then.package}",
                f"A touch on a blank place ({x}, {y}) opens another app: {then.package}",
                key=("blank", one.activity, then.package),
                party=app(facts),
                threshold=THRESHOLD,
                evidence=[seen(one), seen(then)],
            )


def _covering(facts: Facts, windows: list[tuple[int, Screen]]) -> Iterator[Finding]:
    told: set[str] = set()
    for _, one in windows:
        for index, node in controls(one):
            bare = node.clickable and not node.text and not node.description
            if bare and "advert" in one.kinds and _share(one, node) >= WHOLE and one.activity not in told:
                told.add(one.activity)
                yield finding(
                    "整个信息窗口是一个可点击区域",
                    "The whole information window is one touchable area",
                    key=("covering", one.activity),
                    party=app(facts),
                    verdict="suspected",
                    threshold=THRESHOLD,
                    evidence=[seen(one, [index])],
                )
