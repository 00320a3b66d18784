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

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import following, gone_home, seen, uncovered
from mingjian.rules._shown_refusal import cornered, refusals

RULE = Rule(requirements=("26号-1.8.5",), severity="high", needs=("screen",))


def check(facts: Facts) -> Judgement:
    refused = refusals(facts)
    if not refused:
        return uncovered(facts, "refusal")
    found: list[Finding] = []
    for at, one, permission in refused:
        then = following(facts, at)
        if then is None or not (gone_home(then) or cornered(then)):
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
