"""The terminal does not notice that an app loads code it fetched.

Clause: 26号-2.10.5 热更新的监测
Needs: terminal.
Violates: the probe loaded a dex file that was not in its package, and neither the terminal's record nor
    screen nor notifications speak of it.
Limits: a record the terminal keeps for itself and shows nobody is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Evidence, Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, found, signs, terminal_of, trial

RULE = Rule(requirements=("26号-2.10.5",), severity="medium", needs=("terminal",))
STEP = "hot_update"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    tried = trial(facts, STEP)
    done = [one for one in acts(facts, STEP, "load_code") if one.state == "done"]
    if tried is None or not tried.looked or not done:
        return
    noted = [
        one
        for one in terminal_of(facts).records
        if one.kind == "hot_update" and one.package == done[0].package
    ]
    if not noted and not signs(facts, STEP, "hot_update"):
        yield found(
            facts,
            "探针加载包外代码后，终端既无记录也无提示",
            "The probe loaded code from outside its package; the terminal neither recorded nor showed it",
            STEP,
            [did(facts, done[0]), *(Evidence(kind="screen", location=name) for name in tried.looked[:3])],
        )


def _missing(facts: Facts) -> Iterator[str]:
    tried = trial(facts, STEP)
    done = [one for one in acts(facts, STEP, "load_code") if one.state in ("done", "denied", "asked")]
    if tried is None or not tried.looked or not done:
        yield "terminal_hot_update"
