"""The terminal's record comes late, gives a wrong time or holds uses that never were.

Clause: 26号-2.11.8 保障用户及时准确了解个人信息收集状态
Needs: terminal.
Violates: a minute and more after the probe's use began (TH-74) a look at the record does not show it, or
    shows it only then for the first time although there was a look within that minute's end; or the
    record has a use of the probe that no act in its journal comes within a minute of.
Limits: how soon signs on the screen appear is below what view trees can time.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.terminal import Act, Record
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import (
    MINUTE_NS,
    NAMES,
    acts,
    answer,
    did,
    found,
    kept,
    matching,
    recorded,
    terminal_of,
)

RULE = Rule(requirements=("26号-2.11.8",), severity="high", needs=("terminal",))
STEP = "timely"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for act in _polled(facts):
        seen = min((one.seen_ns for one in recorded(facts, act) if one.seen_ns is not None), default=None)
        if seen is not None and seen <= act.at_ns + MINUTE_NS:
            continue
        zh, en = NAMES[act.act]
        late = "一直没有" if seen is None else f"{(seen - act.at_ns) / 10**9:.0f} 秒后才有"
        late_en = "never" if seen is None else f"only {(seen - act.at_ns) / 10**9:.0f} s later"
        yield found(
            facts,
            f"使用{zh}的记录{late}",
            f"The use of {en} was recorded {late_en}",
            f"late_{act.act}",
            [did(facts, act), *(kept(facts, one) for one in recorded(facts, act)[:1])],
            threshold="TH-74",
        )
    wrong = list(_wrong(facts))
    if wrong:
        yield found(
            facts,
            f"记录中有 {len(wrong)} 条探针并未发生的使用，或时间相差超过 1 分钟",
            f"{len(wrong)} records are of uses the probe never made, or off by more than a minute",
            "wrong_records",
            (kept(facts, one) for one in wrong[:3]),
            threshold="TH-74",
        )


def _polled(facts: Facts) -> list[Act]:
    """Acts with a look at the record in the second half of their first minute, and one after it."""
    pulls = terminal_of(facts).pulls
    return [
        act
        for act in acts(facts, STEP)
        if act.state == "done"
        and act.act in NAMES
        and (
            any(act.at_ns < at <= act.at_ns + MINUTE_NS for at in pulls)
            or any(one.channel == "vendor" and one.seen_ns is not None for one in recorded(facts, act))
        )
        and (any(at >= act.at_ns + MINUTE_NS for at in pulls) or recorded(facts, act))
    ]


def _wrong(facts: Facts) -> Iterator[Record]:
    """Records of probe and twin between their first act and their last that are near no act of theirs."""
    terminal = terminal_of(facts)
    for package in (terminal.probe, f"{terminal.probe}.twin"):
        made = [one for one in terminal.acts if one.package == package]
        if not made:
            continue
        first, last = made[0].at_ns, max(one.until_ns for one in made)
        for one in terminal.records:
            if one.package != package or one.kind not in NAMES or one.at_ns is None or one.bytes is not None:
                continue
            inside = first <= one.at_ns <= last + MINUTE_NS
            if inside and not any(matching(one, act) for act in made):
                yield one


def _missing(facts: Facts) -> Iterator[str]:
    if not _polled(facts):
        yield "terminal_poll"
