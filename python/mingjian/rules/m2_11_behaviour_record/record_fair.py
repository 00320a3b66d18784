"""The terminal records one app's uses and not the same uses of another.

Clause: 26号-2.11.1 增强对权限调用行为的记录能力
Needs: terminal.
Violates: probe and twin made the same call within the same minutes, and only one of them is in the record
    (T/TAF 081.2-2021 4.1).
Limits: whether apps that came with the terminal are treated alike needs one that anybody can order about.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.terminal import Act
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import NAMES, acts, answer, did, found, kept, recorded, terminal_of

RULE = Rule(requirements=("26号-2.11.1",), severity="medium", needs=("terminal",))
STEP = "fairness"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: () if list(_pairs(facts)) else ("terminal_fairness",))


def _pairs(facts: Facts) -> Iterator[tuple[Act, Act]]:
    terminal = terminal_of(facts)
    done = [one for one in acts(facts, STEP) if one.state == "done" and one.act in NAMES]
    for one in done:
        if one.package == terminal.probe:
            other = next((two for two in done if two.act == one.act and two.package != one.package), None)
            if other is not None and (terminal.records or terminal.pulls):
                yield one, other


def _found(facts: Facts) -> Iterator[Finding]:
    for one, other in _pairs(facts):
        there = [recorded(facts, act) for act in (one, other)]
        if bool(there[0]) == bool(there[1]):
            continue
        zh, en = NAMES[one.act]
        lost, held = (other, there[0]) if there[0] else (one, there[1])
        yield found(
            facts,
            f"两个应用同样使用{zh}，只记录了其中一个",
            f"Two apps used {en} alike; only one of them was recorded",
            f"fair_{one.act}",
            [did(facts, lost), kept(facts, held[0])],
        )
