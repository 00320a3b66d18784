"""Refusing a permission ends the app, or leaves nothing but to grant it.

Clause: 26号-1.8.5 用户拒绝提供非当前服务所必需的个人信息时，不得影响用户使用该服务的基本功能
Needs: screen.
Violates: the system's permission dialog was refused, and the next screen is the launcher, or a window of the
    app that can only be answered by going to the settings or leaving. Suspected: the same after the privacy
    policy was refused as a whole, which a basic mode should follow.
Limits: whether the permission is necessary for what the user was doing is for a person. A run that refuses
    nothing settles nothing.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.words import REFUSES
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import (
    closers,
    controls,
    first,
    following,
    gone_home,
    screens_of,
    seen,
    tapped_on,
    uncovered,
)

RULE = Rule(requirements=("26号-1.8.5",), severity="high", needs=("screen",))
DENIES = late(r"^\s*(拒绝|不允许|禁止|拒绝且不再询问|deny|don.t allow)\s*$", re.IGNORECASE)
GRANTS = late(
    r"^\s*(去|前往|立即|马上)?(设置|开启|授权|打开权限)(权限)?\s*$|^\s*(go to )?settings\s*$", re.IGNORECASE
)
LEAVES = late(r"^\s*(退出|关闭|离开)(应用|app|程序)?\s*$|^\s*(exit|quit)\s*$", re.IGNORECASE)


def check(facts: Facts) -> Judgement:
    refused: list[tuple[int, Screen, bool]] = []
    for at, one in enumerate(screens_of(facts)):
        node = tapped_on(facts, at)
        if node is None:
            continue
        if "permission" in one.kinds and DENIES.match(node.text or node.description):
            refused.append((at, one, True))
        elif "consent" in one.kinds and REFUSES.match(node.text or node.description):
            refused.append((at, one, False))
    if not refused:
        return uncovered(facts, "refusal")
    found: list[Finding] = []
    for at, one, permission in refused:
        then = following(facts, at)
        if then is None or not (gone_home(then) or _cornered(then)):
            continue
        what_zh, what_en = ("权限", "a permission") if permission else ("隐私政策", "the privacy policy")
        how_zh, how_en = (
            ("退出应用", "ends the app") if gone_home(then) else ("不授权就无法继续", "leaves no way on")
        )
        found.append(
            finding(
                f"拒绝{what_zh}后{how_zh}",
                f"Refusing {what_en} {how_en}",
                key=("refused", what_en, how_en),
                party=app(facts),
                verdict="violates" if permission else "suspected",
                consent="refused",
                evidence=[seen(one), seen(then)],
            )
        )
    return found


def _cornered(then: Screen) -> bool:
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
