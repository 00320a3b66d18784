"""The terminal's record does not say when, to the minute, or how much, to the byte.

Clause: 26号-2.11.1 增强对权限调用行为的记录能力
Needs: terminal.
Violates: a line about the probe has no time or one coarser than a minute (TH-73), or gives traffic in
    steps coarser than a byte (TH-75).
Limits: traffic is judged where the terminal's own record gives it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.terminal import Record
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import MINUTE_NS, answer, found, kept, terminal_of

RULE = Rule(requirements=("26号-2.11.1",), severity="medium", needs=("terminal",))


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: () if _lines(facts) else ("terminal_record",))


def _lines(facts: Facts) -> list[Record]:
    terminal = terminal_of(facts)
    return [one for one in terminal.records if one.package.startswith(terminal.probe)]


def _found(facts: Facts) -> Iterator[Finding]:
    coarse = [
        one
        for one in _lines(facts)
        if one.bytes is None and (one.at_ns is None or one.precision_ns > MINUTE_NS)
    ]
    if coarse:
        yield found(
            facts,
            f"{len(coarse)} 条记录的开始时间不到分钟",
            f"{len(coarse)} records do not give the time to the minute",
            "fields_time",
            (kept(facts, one) for one in coarse[:3]),
            threshold="TH-73",
        )
    rough = [one for one in _lines(facts) if one.bytes is not None and (one.unit_bytes or 1) > 1]
    if rough:
        yield found(
            facts,
            f"流量记录的最小单位是 {rough[0].unit_bytes} 字节",
            f"Traffic is recorded in steps of {rough[0].unit_bytes} bytes",
            "fields_traffic",
            (kept(facts, one) for one in rough[:3]),
            threshold="TH-75",
        )
