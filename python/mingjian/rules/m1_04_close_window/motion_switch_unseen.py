"""The app reacts to shaking, and its settings have no switch for that.

Clause: 26号-1.4.10 保证用户可以便捷关闭
Needs: screen.
Violates: never; an information window names a movement, settings pages were gone through, and no words on
    them switch it off, or it takes more than four touches to get there: suspected. The source is a practice
    guide of TC260 known from the press, the number of touches is this project's choice.
Limits: settings pages that the run did not open are not seen; without any the answer is undetermined.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._says import SHAKE, SHAKE_SWITCH
from mingjian.rules._shown import depth, first, seen, shown, uncovered

RULE = Rule(requirements=("26号-1.4.10",), severity="low", needs=("screen",))
THRESHOLD = "TH-09"
MOST_TOUCHES = 4


def check(facts: Facts) -> Judgement:
    pages = [(at, one) for at, one in shown(facts) if not {"splash", "popup"}.intersection(one.kinds)]
    switches = [(at, one, i) for at, one in pages if (i := first(one, SHAKE_SWITCH)) is not None]
    if switches:
        at, one, index = min(switches, key=lambda found: depth(facts, found[0]))
        touches = depth(facts, at)
        if touches <= MOST_TOUCHES:
            return ()
        return [
            finding(
                f"关闭摇动触发的开关要点击 {touches} 次才能到达",
                f"The switch for shaking lies {touches} touches deep",
                key=("deep",),
                party=app(facts),
                verdict="suspected",
                threshold=THRESHOLD,
                evidence=[seen(one, [index])],
            )
        ]
    named = [(one, i) for _, one in shown(facts, "splash", "popup") if (i := first(one, SHAKE)) is not None]
    settings = [one for _, one in pages if "settings" in one.kinds]
    if not named or not settings:
        wanted = ("motion",) if not named else ()
        return uncovered(facts, *wanted, *(() if settings else ("settings",)))
    return [
        finding(
            "信息窗口响应摇动，设置页面没有关闭它的开关",
            "Windows react to shaking, and the settings have no switch for it",
            key=("no_switch",),
            party=app(facts),
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[seen(named[0][0], [named[0][1]]), *(seen(one) for one in settings[:2])],
        )
    ]
