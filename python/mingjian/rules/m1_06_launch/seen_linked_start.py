"""Starts or wakes another app with no touch of the user, or is started by one: seen in a run.

Clause: 26号-1.6.2 关联启动其它APP; 26号-1.6.3 唤醒
Needs: behaviour.
Violates: a process of another app, which did not come with the phone, begins and the record names this
    app as the one that asked for it, while nothing was touched in the three seconds before. Suspected
    where this app is before the user and the run records no touches (the user may have shared or paid),
    and where this app itself is begun by another one through a service, a broadcast or a provider: whose
    duty that is, the other's code tells.
Limits: most event logs name who asked only for screens; who bound a service, makers' logs and dumps of
    the activity manager tell. Silence counts only where callers were recorded.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Start
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._run import CALLERS, behaviour_of, shown_start
from mingjian.rules._run_starts import how, outward

RULE = Rule(requirements=("26号-1.6.2", "26号-1.6.3"), severity="high", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    found = [*_woken(facts), *_started_by(facts)]
    if not found and not behaviour_of(facts).coverage.callers:
        return NotCovered((CALLERS,))
    return found


def _woken(facts: Facts) -> Iterator[Finding]:
    grouped: dict[str, list[Start]] = {}
    for start in outward(facts):
        if start.event.kind == "process_start":
            grouped.setdefault(start.other, []).append(start)
    touches = behaviour_of(facts).coverage.inputs
    for other, starts in grouped.items():
        zh, en = how(starts[0])
        sure = touches or any(start.foreground is False for start in starts)
        yield finding(
            f"未经用户操作启动其他应用 {other} {len(starts)} 次（{zh}）",
            f"Started another app, {other}, {times_en(len(starts))} with no touch of the user ({en})",
            key=("linked", other),
            party=app(facts),
            verdict="violates" if sure else "suspected",
            consent=starts[0].timeline,
            evidence=[shown_start(start) for start in starts[:3]],
        )


def _started_by(facts: Facts) -> Iterator[Finding]:
    grouped: dict[str, list[Start]] = {}
    for start in behaviour_of(facts).starts:
        screen = start.event.what.startswith(("activity", "next", "top")) or start.event.cause.startswith(
            "activity"
        )
        if start.by == "other_app" and not start.outward and not screen:
            grouped.setdefault(start.other, []).append(start)
    for other, starts in grouped.items():
        zh, en = how(starts[0])
        yield finding(
            f"被其他应用 {other} 启动 {len(starts)} 次（{zh}）",
            f"Started by another app, {other}, {times_en(len(starts))} ({en})",
            key=("linked_by", other),
            party=app(facts),
            verdict="suspected",
            consent=starts[0].timeline,
            evidence=[shown_start(start) for start in starts[:3]],
        )
