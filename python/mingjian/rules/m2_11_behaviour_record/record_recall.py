"""The terminal's record of permission use leaves uses out.

Clause: 26号-2.11.1 增强对权限调用行为的记录能力
Needs: terminal.
Violates: of one of the 11 behaviours every terminal must record (T/TAF 081.2-2021 表A.1, TH-77) the probe
    made calls at known times and the record has none of them; or, of a behaviour whose every call must be
    recorded, has fewer than were made. A record counts for a call when its minute is within one of the
    call's.
Limits: uses the terminal did not let the probe make need no record. What only the vendor's own record
    holds (network use, call recording) is open until that record is given beside the platform's.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.terminal import Act
from mingjian.facts.terminal.signs import OPS
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import LAST_ONLY, MANDATORY, NAMES, answer, did, found, recorded, terminal_of

RULE = Rule(requirements=("26号-2.11.1",), severity="high", needs=("terminal",))
BY_SYSTEM = frozenset(OPS.values())


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _made(facts: Facts, kind: str) -> list[Act]:
    """Calls of a kind that a look at the record came after."""
    terminal = terminal_of(facts)
    last = max(terminal.pulls, default=None)
    return [
        one
        for one in terminal.acts
        if one.act == kind
        and one.state == "done"
        and one.package == terminal.probe
        and (terminal.exported or (last is not None and one.until_ns < last))
    ]


def _judged(facts: Facts, kind: str) -> bool:
    """The record that would hold it was looked at."""
    terminal = terminal_of(facts)
    return terminal.exported or (bool(terminal.pulls) and kind in BY_SYSTEM)


def _found(facts: Facts) -> Iterator[Finding]:
    for kind in MANDATORY:
        made = _made(facts, kind) if _judged(facts, kind) else []
        lost = [one for one in made if not recorded(facts, one)]
        zh, en = NAMES[kind]
        if made and len(lost) == len(made):
            yield found(
                facts,
                f"{zh}的 {len(made)} 次调用全无记录",
                f"None of {len(made)} uses of {en} was recorded",
                f"recall_{kind}",
                (did(facts, one) for one in lost[:3]),
                threshold="TH-77",
            )
        elif lost and (kind not in LAST_ONLY or made[-1] in lost):
            yield found(
                facts,
                f"{zh}的 {len(made)} 次调用只记录了 {len(made) - len(lost)} 次",
                f"Of {len(made)} uses of {en} only {len(made) - len(lost)} were recorded",
                f"recall_{kind}",
                (did(facts, one) for one in lost[:3]),
                threshold="TH-77",
            )


def _missing(facts: Facts) -> Iterator[str]:
    terminal = terminal_of(facts)
    for kind in MANDATORY:
        tried = [one for one in terminal.acts if one.act == kind and one.state != "failed"]
        if not tried:
            yield "terminal_calls"
        elif not _judged(facts, kind) and any(one.state == "done" for one in tried):
            yield "terminal_record"
