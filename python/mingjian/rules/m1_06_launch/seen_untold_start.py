"""Starts by itself or starts other apps, and its policy does not say so: seen in a run.

Clause: 26号-1.6.6 在非服务所必需或无合理场景下 (T/TAF 078.10-2020 第3章)
Needs: behaviour, policy.
Violates: the run shows a start that neither the user nor the system's own binding made, or a start of
    another app, and the policy, read whole, says nothing of self-start or linked start, or denies it.
    Suspected where the policy names it without the scenario it is for. Starts with a lawful reason (the
    user's alarms, a widget …) are left out.
Limits: silence counts only where the run goes 30 minutes past a restart (TH-P06, a project choice).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mingjian.facts import Facts
from mingjian.facts.behaviour import Start
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._policy import missing, quoted
from mingjian.rules._rights import of_app
from mingjian.rules._run import REBOOT, STARTS, behaviour_of, limit, shown_start, watched_s
from mingjian.rules._run_starts import how, lawful, outward, self_starts

RULE = Rule(requirements=("26号-1.6.6",), severity="medium", needs=("behaviour", "policy"))
WATCH = "TH-P06"
LOOKED_FOR = {
    "self": ("自启动、开机启动", "self-start, start at boot"),
    "linked": ("关联启动、唤醒其他应用", "linked start, waking other apps"),
}


def check(facts: Facts) -> Judgement:
    found = [*_held(facts, "self", own_starts(facts)), *_held(facts, "linked", list(outward(facts)))]
    if found:
        return found
    if of_app(facts) is None:
        return NotCovered(("privacy_policy",))
    if not behaviour_of(facts).coverage.starts:
        return NotCovered((STARTS,))
    if watched_s(facts, "after_boot") < limit(WATCH) * 60:
        return NotCovered((REBOOT,))
    return ()


def own_starts(facts: Facts) -> list[Start]:
    """Starts by itself without a lawful reason."""
    return [start for start in self_starts(facts) if lawful(facts, start) is None]


def _held(facts: Facts, kind: Literal["self", "linked"], starts: list[Start]) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None or not starts:
        return
    told = [one for one in policy.self_starts if one.kind == kind]
    named = [one for one in told if not one.negated]
    if any(one.scenario for one in named):
        return
    denied = [one for one in told if one.negated]
    if named:
        words, zh, en = (
            quoted(facts, named[0].quote),
            "隐私政策提到但未说明场景",
            "named without its scenario",
        )
    elif denied:
        words, zh, en = quoted(facts, denied[0].quote), "隐私政策声明不会如此", "denied by the policy"
    else:
        words, zh, en = missing(facts, *LOOKED_FOR[kind]), "隐私政策未说明", "not told by the policy"
    what = ("自启动", "Starts by itself") if kind == "self" else ("启动其他应用", "Starts other apps")
    by_zh, by_en = how(starts[0])
    yield finding(
        f"运行中{what[0]} {len(starts)} 次（{by_zh}），{zh}",
        f"{what[1]} {times_en(len(starts))} ({by_en}); {en}",
        key=("untold", kind),
        party=app(facts),
        verdict="suspected" if named else "violates",
        consent=starts[0].timeline,
        evidence=[*(shown_start(start) for start in starts[:2]), words],
    )
