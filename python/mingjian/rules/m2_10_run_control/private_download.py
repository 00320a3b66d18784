"""The terminal lets an app download files the user did not ask for.

Clause: 26号-2.10.7 私自启动、下载
Needs: terminal.
Violates: the probe fetched a package without a gesture; nothing stopped it and nobody was asked.
Limits: what a terminal stops only for apps it does not know, or above a size, is not found by one small
    file.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, found, signs, trial

RULE = Rule(requirements=("26号-2.10.7",), severity="high", needs=("terminal",))
STEP, ACT = "silent_download", "silent_download"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    done = [one for one in acts(facts, STEP, ACT) if one.state == "done"]
    if done and trial(facts, STEP) is not None and not signs(facts, STEP, "ask_download"):
        yield found(
            facts,
            "应用未经用户同意下载文件，终端既未拦截也未询问",
            "The app downloaded a file unasked; the terminal neither stopped it nor asked",
            "prevent_" + STEP,
            [did(facts, done[0])],
        )


def _missing(facts: Facts) -> Iterator[str]:
    tried = trial(facts, STEP)
    told = [one for one in acts(facts, STEP, ACT) if one.state != "failed"]
    if tried is None or not tried.looked or not told:
        yield "terminal_download"
