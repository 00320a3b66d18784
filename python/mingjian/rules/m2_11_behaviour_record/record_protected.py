"""The terminal's record can be read past the terminal's own screens.

Clause: 26号-2.11.1 增强对权限调用行为的记录能力
Needs: terminal.
Violates: the shell's user listed or the probe opened the place where the record is kept (T/TAF 081.1-2021
    6.4).
Limits: the places that are tried are those of the platform (/data/system/appops and the like); where a
    vendor keeps its own record is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, found, said, trial

RULE = Rule(requirements=("26号-2.11.1",), severity="medium", needs=("terminal",))
STEP = "record_store"


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    tried = trial(facts, STEP)
    opened = [one for one in acts(facts, STEP, "read_record_store") if one.state == "done"]
    if tried is not None and "exit 0:" in tried.said:
        yield found(
            facts,
            "普通用户可以直接打开行为记录的存放处",
            "The shell's user can open the place where the record is kept",
            "store_shell",
            [said(tried)],
        )
    if opened:
        yield found(
            facts,
            "应用可以直接打开行为记录的存放处",
            "An app can open the place where the record is kept",
            "store_app",
            [did(facts, opened[0])],
        )


def _missing(facts: Facts) -> Iterator[str]:
    tried = trial(facts, STEP)
    if tried is None or "exit " not in tried.said or not acts(facts, STEP, "read_record_store"):
        yield "terminal_record_store"
