"""The terminal has no switch that keeps other apps from starting an app, or the switch does nothing.

Clause: 26号-2.10.2 关联启动的关闭功能
Needs: terminal.
Violates: the person with the terminal found no such switch; or it was off for the twin, the probe reached
    for the twin's activity, service, receiver and provider from the background, and the twin's journal
    has a start.
Limits: links the probe does not try (accounts, jobs on another's behalf) are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, during, found, said, taps, terminal_of, trial

RULE = Rule(requirements=("26号-2.10.2",), severity="high", needs=("terminal",))


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    switch, off = trial(facts, "linked_start_switch"), trial(facts, "linked_start_off")
    if switch is not None and taps(switch) == 0:
        yield found(
            facts,
            "终端没有按应用关闭关联启动的开关",
            "The terminal has no switch to close linked start of an app",
            "linked_start_switch",
            [said(switch)],
        )
    elif switch is not None and off is not None:
        tried = acts(facts, "linked_start_off", "link")
        starts = during(facts, off, "started", f"{terminal_of(facts).probe}.twin")
        if tried and starts:
            ways = "、".join(dict.fromkeys(one.detail for one in starts))
            yield found(
                facts,
                f"已关闭关联启动，探针仍拉起另一应用（{ways}）",
                f"Linked start was closed; the probe started the other app all the same ({ways})",
                "linked_start_effect",
                [did(facts, tried[0]), *(did(facts, one) for one in starts[:3])],
            )


def _missing(facts: Facts) -> Iterator[str]:
    switch = trial(facts, "linked_start_switch")
    tried = acts(facts, "linked_start_off", "link")
    if switch is None or taps(switch) is None or trial(facts, "linked_start_off") is None or not tried:
        yield "terminal_linked_start"
