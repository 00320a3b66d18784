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
from mingjian.facts.parties import owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import code
from mingjian.rules._finding import finding
from mingjian.rules._motion import jumping, outside
from mingjian.rules._says import SHAKE, SHAKE_RESULT, says

RULE = Rule(
    requirements=("26号-1.4.9",), severity="medium", needs=("calls", "resources", "layout"), proves=False
)
THRESHOLD = "TH-33"


def check(facts: Facts) -> Iterator[Finding]:
    if not jumping(facts):
        return
    told = says(facts, SHAKE)
    complete = [text for text in told if SHAKE_RESULT.search(text.text)]
    if complete:
        return
    for listener, jumps in jumping(facts):
        party = owner(facts, [listener.method, *(hit.caller for hit in jumps)])
        if owner(facts, [listener.method]).kind != "app" or not outside(facts, jumps):
            continue
        place = f"{jumps[0].dex}!{listener.method}+0x0"
        evidence = [Evidence(kind="code", location=place, excerpt=f"sensors {listener.sensor_types}")]
        evidence += [code(jumps[0]), *(text.evidence for text in told[:2])]
        name = listener.owner.rpartition(".")[2]
        yield finding(
            f"动作触发跳转只说明了动作，未说明结果（{name}）"
            if told
            else f"动作触发跳转，界面文字未说明动作和结果（{name}）",
            f"A movement leads away; the words tell it but not where it leads ({name})"
            if told
            else f"A movement leads away; no words tell it or where it leads ({name})",
            key=("untold", listener.owner),
            party=party,
            verdict="suspected",
            threshold=THRESHOLD,
            evidence=evidence,
        )
