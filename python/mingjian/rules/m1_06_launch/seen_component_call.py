"""Calls a component of another running app with no touch of the user: seen in a run.

Clause: 26号-1.6.4 调用
Needs: behaviour.
Violates: a service, receiver, provider or screen of another app that did not come with the phone begins,
    the record names this app as the one that asked for it, the other app was running already, and
    nothing was touched in the three seconds before. Suspected where this app is before the user and the
    run records no touches.
Limits: as 1.6/seen-linked-start, which tells of those that were not running. Queries of a provider that
    runs leave no record of this kind.
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
from mingjian.rules._run_starts import outward

RULE = Rule(requirements=("26号-1.6.4",), severity="medium", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    if not found and not behaviour_of(facts).coverage.callers:
        return NotCovered((CALLERS,))
    return found


def _found(facts: Facts) -> Iterator[Finding]:
    grouped: dict[str, list[Start]] = {}
    for start in outward(facts):
        if start.event.kind == "component_start":
            grouped.setdefault(start.event.what, []).append(start)
    touches = behaviour_of(facts).coverage.inputs
    for component, starts in grouped.items():
        sure = touches or any(start.foreground is False for start in starts)
        yield finding(
            f"未经用户操作调用其他应用的组件 {len(starts)} 次：{component}",
            f"Called another app's component {times_en(len(starts))} with no touch of the user: {component}",
            key=("call", component),
            party=app(facts),
            verdict="violates" if sure else "suspected",
            consent=starts[0].timeline,
            evidence=[shown_start(start) for start in starts[:3]],
        )
