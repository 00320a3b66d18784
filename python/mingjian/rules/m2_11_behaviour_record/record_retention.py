"""The terminal forgets uses before seven days are over.

Clause: 26号-2.11.1 增强对权限调用行为的记录能力
Needs: terminal.
Violates: a use that the record held is gone at a later look that came no more than seven days after the
    use (TH-71). Of location and media files only the last use must be kept.
Limits: a limit by count may shorten the time lawfully (T/TAF 081.2-2021 4.2); the probe makes too few
    calls to reach one. Totals of a month (TH-72) are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import law
from mingjian.facts import Facts
from mingjian.facts.terminal import Record
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import DAY_NS, LAST_ONLY, answer, clock, found, kept, terminal_of

RULE = Rule(requirements=("26号-2.11.1",), severity="medium", needs=("terminal",))


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: () if _waited(facts) else ("terminal_day7",))


def _days() -> float:
    value = law.threshold("TH-71").value
    assert isinstance(value, int | float)  # noqa: S101
    return float(value)


def _lines(facts: Facts) -> list[Record]:
    terminal = terminal_of(facts)
    return [
        one
        for one in terminal.records
        if one.channel == "system" and one.package.startswith(terminal.probe) and one.kind not in LAST_ONLY
    ]


def _found(facts: Facts) -> Iterator[Finding]:
    pulls = sorted(terminal_of(facts).pulls)
    for one in _lines(facts):
        later = next((at for at in pulls if one.last_ns is not None and at > one.last_ns), None)
        if later is None or one.at_ns is None or later - one.at_ns > _days() * DAY_NS:
            continue
        age = (later - one.at_ns) / DAY_NS
        yield found(
            facts,
            f"{clock(facts, one.at_ns)} 的调用记录在 {age:.1f} 天内已被删除",
            f"The record of a use at {clock(facts, one.at_ns)} was gone within {age:.1f} days",
            f"retention_{one.kind}",
            [kept(facts, one)],
            threshold="TH-71",
        )
        return


def _waited(facts: Facts) -> bool:
    """Some use was still there at a look seven days or more after it."""
    return any(
        one.at_ns is not None and one.last_ns is not None and one.last_ns - one.at_ns >= _days() * DAY_NS
        for one in _lines(facts)
    )
