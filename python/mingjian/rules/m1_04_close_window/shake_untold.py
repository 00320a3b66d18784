"""A shake or turn leads away, and the app tells neither the movement nor where it leads.

Clause: 26号-1.4.9 诱导用户操作
Needs: calls, resources, layout.
Violates: never from code alone; the app's own motion-sensor listener leads outside the app,
    and no text of the app names the movement (摇一摇 …), or those that do name no result (跳转, 打开 …):
    suspected. T/TAF 078.7-2022 asks for both.
Limits: words in pictures, web pages and from a server, and the words of advertisement SDKs, are not seen; a
    listener that belongs to an SDK is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._motion import jumping, leading_away
from mingjian.rules._says import SHAKE, SHAKE_RESULT, says

RULE = Rule(
    requirements=("26号-1.4.9",), severity="medium", needs=("calls", "resources", "layout"), proves=False
)
THRESHOLD = "TH-33"


def check(facts: Facts) -> Iterator[Finding]:
    if not jumping(facts):
        return
    told = says(facts, SHAKE)
    if any(SHAKE_RESULT.search(text.text) for text in told):
        return
    for away in leading_away(facts):
        yield finding(
            f"动作触发跳转只说明了动作，未说明结果（{away.name}）"
            if told
            else f"动作触发跳转，界面文字未说明动作和结果（{away.name}）",
            f"A movement leads away; the words tell it but not where it leads ({away.name})"
            if told
            else f"A movement leads away; no words tell it or where it leads ({away.name})",
            key=("untold", away.listener.owner),
            party=away.party,
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=[*away.evidence, *(text.evidence for text in told[:2])],
        )
