"""The terminal has no switch that keeps an app from starting by itself, or the switch does nothing.

Clause: 26号-2.10.1 为用户提供APP自启动
Needs: terminal.
Violates: the person with the terminal found no such switch for the probe; or the switch was off, the
    terminal was restarted, and the probe's journal has a start of its own (boot, unlock, connection,
    package, alarm).
Limits: whether the switch is easy to find is not judged here; a probe that would not have started anyway
    is told apart by the restart with the switch on.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import times_en
from mingjian.rules._terminal import answer, did, during, found, said, taps, terminal_of, trial

RULE = Rule(requirements=("26号-2.10.1",), severity="high", needs=("terminal",))


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    switch, off = trial(facts, "self_start_switch"), trial(facts, "self_start_off")
    if switch is not None and taps(switch) == 0:
        yield found(
            facts,
            "终端没有按应用关闭自启动的开关",
            "The terminal has no switch to close self-start of an app",
            "self_start_switch",
            [said(switch)],
        )
    elif switch is not None and off is not None:
        starts = during(facts, off, "started", terminal_of(facts).probe)
        if starts:
            yield found(
                facts,
                f"已关闭自启动，重启后探针仍自行启动 {len(starts)} 次（{starts[0].detail}）",
                f"Self-start was closed; after a restart the probe began by itself {times_en(len(starts))} "
                f"({starts[0].detail})",
                "self_start_effect",
                [*(did(facts, one) for one in starts[:3]), said(switch)],
            )


def _missing(facts: Facts) -> Iterator[str]:
    switch = trial(facts, "self_start_switch")
    if switch is None or taps(switch) is None or trial(facts, "self_start_off") is None:
        yield "terminal_self_start"
    elif not terminal_of(facts).acts:
        yield "terminal_journal"
