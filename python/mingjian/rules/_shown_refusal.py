"""What follows on screens when a user refuses: the app goes on, leaves, asks again, or leaves no way."""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.screen import Screen
from mingjian.facts.words import REFUSES
from mingjian.patterns import late
from mingjian.rules._shown import (
    closers,
    controls,
    first,
    following,
    gone_home,
    same_window,
    screens_of,
    tapped_on,
)

DENIES = late(r"^\s*(拒绝|不允许|禁止|拒绝且不再询问|deny|don.t allow)\s*$", re.IGNORECASE)
GRANTS = late(
    r"^\s*(去|前往|立即|马上)?(设置|开启|授权|打开权限)(权限)?\s*$|^\s*(go to )?settings\s*$", re.IGNORECASE
)
LEAVES = late(r"^\s*(退出|关闭|离开)(应用|app|程序)?\s*$|^\s*(exit|quit)\s*$", re.IGNORECASE)
PUTS_OFF = late(
    r"^\s*(暂不|以后|稍后|下次|先不|不了|不用|跳过|取消|关闭|拒绝|不同意|不开启|不允许|残忍|no|not now"
    r"|later|skip|cancel|maybe later)",
    re.IGNORECASE,
)
"""How a control that declines begins."""


def refusals(facts: Facts) -> list[tuple[int, Screen, bool]]:
    """Screens on which the user refused, and whether it was a permission (else an agreement)."""
    found: list[tuple[int, Screen, bool]] = []
    for at, one in enumerate(screens_of(facts)):
        node = tapped_on(facts, at)
        if node is None:
            continue
        said = node.text or node.description
        if "permission" in one.kinds and DENIES.match(said):
            found.append((at, one, True))
        elif "consent" in one.kinds and REFUSES.match(said):
            found.append((at, one, False))
    return found


def declines(screen: Screen) -> bool:
    """Some control on it declines, closes or puts off without leaving the app."""
    if any(not LEAVES.match(screen.nodes[at].text) for at in closers(screen)):
        return True
    return any(
        PUTS_OFF.match(node.text or node.description) and len(node.text or node.description) <= 16
        for _, node in controls(screen)
    )


def blocked(facts: Facts, at: int) -> Screen | None:
    """The screen that shows that a refusal at `at` ends the use: the launcher, or a window without another
    way; None where the app goes on or nothing followed."""
    then = following(facts, at)
    if then is not None and (gone_home(then) or cornered(then) or _again(facts, at, then)):
        return then
    return None


def _again(facts: Facts, at: int, then: Screen) -> bool:
    """The same window twice after it was refused twice."""
    screens = screens_of(facts)
    more = following(facts, at + 1)
    return (
        more is not None
        and "permission" not in screens[at].kinds
        and same_window(screens[at], then)
        and same_window(then, more)
        and tapped_on(facts, at + 1) is not None
    )


def cornered(then: Screen) -> bool:
    """A window of the app that only leads to the settings or out."""
    if "app" not in then.kinds or "window" not in then.kinds or first(then, GRANTS, whole=True) is None:
        return False
    out = [at for at in closers(then) if not LEAVES.match(then.nodes[at].text)]
    others = [
        node
        for _, node in controls(then)
        if node.clickable and node.text and not GRANTS.match(node.text) and not LEAVES.match(node.text)
    ]
    return not out and not others
