"""The terminal lets an app install another without the user's word.

Clause: 26号-2.10.8 下载、安装等行为
Needs: terminal.
Violates: the probe committed an installation session and the package was installed; nobody was asked.
Limits: an installation that the system asks about first is lawful here, however the question is worded.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, found, signs, trial

RULE = Rule(requirements=("26号-2.10.8",), severity="high", needs=("terminal",))
STEP, ACT = "private_install", "install_session"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    done = [one for one in acts(facts, STEP, ACT) if one.state == "done"]
    if done and trial(facts, STEP) is not None and not signs(facts, STEP, "ask_install"):
        yield found(
            facts,
            "应用未经用户确认即安装了另一应用",
            "The app installed another without the user's confirmation",
            "prevent_" + STEP,
            [did(facts, done[0])],
        )


def _missing(facts: Facts) -> Iterator[str]:
    tried = trial(facts, STEP)
    told = [one for one in acts(facts, STEP, ACT) if one.state != "failed"]
    if tried is None or not tried.looked or not told:
        yield "terminal_install"
