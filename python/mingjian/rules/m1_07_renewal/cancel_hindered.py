"""Whoever cancels automatic renewal is asked again and again to stay.

Clause: 26号-1.7.7 自动续订、自动续费取消途径
Needs: screen.
Violates: never; after cancelling the renewal was touched, more than one window in a row asks not to go:
    suspected. One is this project's allowance.
Limits: whether no further charge follows is for the operator's records. Without a touch on cancelling in the
    run, silence settles nothing.
"""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.facts.words import CANCEL
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import first, screens_of, seen, shown, tapped_on, uncovered

RULE = Rule(requirements=("26号-1.7.7",), severity="medium", needs=("screen",))
MOST_WINDOWS = 1
STAY = late(
    r"(真的|确定|确认|忍心).{0,8}(取消|放弃|离开|关闭|退订)|再想想|继续(享受|使用|保留|开通)|(失去|损失).{0,8}(权益|特权|优惠)"
    r"|(专属|限时|挽留)(优惠|折扣)|are you sure|don.t (go|leave)|keep (my )?(plan|subscription)",
    re.IGNORECASE,
)
"""Asks to stay."""


def check(facts: Facts) -> Judgement:
    screens = screens_of(facts)
    started = [
        at
        for at, _ in shown(facts)
        if (node := tapped_on(facts, at)) is not None and CANCEL.search(words(node))
    ]
    if not started:
        return uncovered(facts, "membership")
    for start in started:
        stays: list[tuple[Screen, int]] = []
        for one in screens[start + 1 :]:
            index = first(one, STAY)
            if "app" not in one.kinds or index is None:
                break
            stays.append((one, index))
        if len(stays) > MOST_WINDOWS:
            return [
                finding(
                    f"取消自动续费时连续挽留 {len(stays)} 次",
                    f"Cancelling the renewal meets {len(stays)} requests in a row to stay",
                    key=("stay",),
                    party=app(facts),
                    verdict="suspected",
                    evidence=[seen(one, [index]) for one, index in stays[:3]],
                )
            ]
    return ()
