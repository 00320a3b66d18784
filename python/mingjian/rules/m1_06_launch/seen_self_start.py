"""Starts by itself: seen in a run.

Clause: 26号-1.6.1 不得自启动
Needs: behaviour.
Violates: a process of the app begins while none of it was alive, by a broadcast of the system (boot,
    network, unlocking …), a job, an alarm, an account's sync or a restart, and neither the user nor
    another app opened it. It violates where that happens before the user agreed or after a refusal
    (T/TAF 078.10-2020 3 a, b: neither told nor agreed), and where the package stands beside the run and
    gives no lawful reason. Else suspected: a run alone does not tell an alarm clock from another app.
    Not a start by itself: a launcher, a notification or the list of recent apps; a widget that the user
    placed; the system's own binding of an input method, an accessibility service, a VPN, a wallpaper; a
    phone maker's push channel; the system after an update.
Limits: how the event log names the cause is taken as it is. Silence counts only where the run goes 30
    minutes past a restart (TH-P06, a project choice).
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Start
from mingjian.facts.parties import app, sdk_of
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._run import REBOOT, STARTS, behaviour_of, limit, shown_start, watched_s
from mingjian.rules._run_starts import component_of, how, lawful, self_starts

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("behaviour",))
WATCH = "TH-P06"


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    if found:
        return found
    if not behaviour_of(facts).coverage.starts:
        return NotCovered((STARTS,))
    if watched_s(facts, "after_boot") < limit(WATCH) * 60:
        return NotCovered((REBOOT,))
    return ()


def _found(facts: Facts) -> Iterator[Finding]:
    grouped: dict[tuple[str, bool], list[Start]] = {}
    for start in self_starts(facts):
        if lawful(facts, start) is None:
            early = start.timeline in ("before", "refused")
            grouped.setdefault((component_of(start), early), []).append(start)
    for (component, early), starts in grouped.items():
        zh, en = how(starts[0])
        when = {"before": ("用户同意前", "before consent"), "refused": ("用户拒绝后", "after refusal")}
        early_zh, early_en = when.get(starts[0].timeline, ("", "")) if early else ("", "")
        name = component.rpartition(".")[2] or starts[0].event.package
        yield finding(
            f"{early_zh}自启动 {len(starts)} 次（{zh}）：{name}",
            f"Started by itself {times_en(len(starts))} ({en}){' ' + early_en if early_en else ''}: {name}",
            key=("self_start", component, starts[0].event.what),
            party=sdk_of(facts, component) or app(facts),
            verdict="violates" if early or facts.manifest is not None else "suspected",
            consent=starts[0].timeline,
            evidence=[shown_start(start) for start in starts[:3]],
        )
