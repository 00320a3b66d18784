"""A shake or turn leads away, and no text of the app offers to switch that off.

Clause: 26号-1.4.10 保证用户可以便捷关闭
Needs: calls, resources, layout.
Violates: never from code alone; the app's own motion-sensor listener leads outside the app,
    and no text names a switch for it (关闭摇一摇, 摇一摇开关, 摇一摇设置 …): suspected. The source is a
    practice guide of TC260, known from the press.
Limits: settings pages on the web and words from a server are not seen; listeners of SDKs are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._motion import jumping, leading_away
from mingjian.rules._says import SHAKE, SHAKE_SWITCH, says

RULE = Rule(
    requirements=("26号-1.4.10",), severity="low", needs=("calls", "resources", "layout"), proves=False
)
THRESHOLD = "TH-09"


def check(facts: Facts) -> Iterator[Finding]:
    if not jumping(facts):
        return
    told = says(facts, SHAKE)
    if any(SHAKE_SWITCH.search(text.text) for text in told):
        return
    for away in leading_away(facts):
        yield finding(
            f"有动作触发跳转，但界面文字中没有关闭它的开关（{away.name}）",
            f"A movement leads away, and no text offers to switch that off ({away.name})",
            key=("no_switch", away.listener.owner),
            party=away.party,
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[*away.evidence, *(text.evidence for text in told[:2])],
        )
