"""Cancelling automatic renewal is not to be found where a user manages it, or lies deep.

Clause: 26号-1.7.6 服务期间提供便捷的随时退订方式
Needs: screen.
Violates: never; the run went through the pages of membership or settings of an app that sells renewal, and no
    words name cancelling or managing it, or it takes more than four touches to get there: suspected. Four is
    this project's choice.
Limits: pages the run did not open are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Node
from mingjian.facts.words import CANCEL
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import depth, first, seen, shown, uncovered
from mingjian.rules._shown_paying import renewing

RULE = Rule(requirements=("26号-1.7.6",), severity="medium", needs=("screen",))
MOST_TOUCHES = 4
MANAGED = late(
    r"(会员|订阅|续费)(中心|管理|服务|设置)|我的(会员|订阅)|membership|subscriptions?", re.IGNORECASE
)


def check(facts: Facts) -> Judgement:
    pages = [(at, one) for at, one in shown(facts) if "payment" not in one.kinds]
    ways = [(depth(facts, at), one, i) for at, one in pages if (i := first(one, CANCEL)) is not None]
    if ways:
        touches, one, index = min(ways, key=lambda way: way[0])
        if touches <= MOST_TOUCHES:
            return ()
        return [
            finding(
                f"取消自动续费要点击 {touches} 次才能到达",
                f"Cancelling the renewal lies {touches} touches deep",
                key=("deep",),
                party=app(facts),
                verdict="suspected",
                evidence=[seen(one, [index])],
            )
        ]
    sold = renewing(facts)
    managed = [one for _, one in pages if "settings" in one.kinds or _titled(one.nodes)]
    if not sold or not managed:
        return uncovered(facts, *(() if sold else ("renewal",)), *(() if managed else ("membership",)))
    return [
        finding(
            "会员和设置页面没有取消自动续费的途径",
            "Neither the membership pages nor the settings name a way to cancel the renewal",
            key=("no_way",),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(sold[0][1]), *(seen(one) for one in managed[:2])],
        )
    ]


def _titled(nodes: Iterable[Node]) -> bool:
    return any(
        MANAGED.search(node.text) for node in nodes if node.text and node.shown and len(node.text) <= 16
    )
