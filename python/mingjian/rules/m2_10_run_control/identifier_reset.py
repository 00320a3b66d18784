"""The terminal's user cannot reset the device's advertising identifier, or the reset changes nothing.

Clause: 26号-2.10.3 便捷的相关设备识别码重置选项
Needs: terminal.
Violates: the person with the terminal found no way to reset it; or the probe read the same value before
    and after the reset. Suspected: it took more than 4 taps (project choice).
Limits: the probe reads identifiers an app can read without a vendor's library; where it reads none, the
    comparison is left open.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.terminal import Act
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._terminal import acts, answer, did, found, said, taps, trial

RULE = Rule(requirements=("26号-2.10.3",), severity="medium", needs=("terminal",))
MOST_TAPS = 4
"""From the first page of the settings (project choice)."""


def check(facts: Facts) -> Judgement:
    return answer(_found(facts), lambda: _missing(facts))


def _read(facts: Facts, step: str) -> Act | None:
    return next((one for one in acts(facts, step, "read_identifier") if one.state == "done"), None)


def _found(facts: Facts) -> Iterator[Finding]:
    reset = trial(facts, "identifier_reset")
    if reset is None:
        return
    count = taps(reset)
    before, after = _read(facts, "identifier_before"), _read(facts, "identifier_after")
    if count == 0:
        yield found(
            facts,
            "终端没有重置设备识别码的选项",
            "The terminal has no option to reset its identifier",
            "identifier_option",
            [said(reset)],
        )
    elif before is not None and after is not None and before.detail == after.detail:
        yield found(
            facts,
            "重置后应用读到的设备识别码与之前相同",
            "After the reset an app reads the same identifier as before",
            "identifier_same",
            [did(facts, before), did(facts, after), said(reset)],
        )
    elif count is not None and count > MOST_TAPS:
        yield found(
            facts,
            f"重置设备识别码需 {count} 次点按，多于 {MOST_TAPS} 次（本项目取值）",
            f"Resetting the identifier takes {count} taps, more than {MOST_TAPS} (this project's choice)",
            "identifier_taps",
            [said(reset)],
            verdict="suspected",
        )


def _missing(facts: Facts) -> Iterator[str]:
    reset = trial(facts, "identifier_reset")
    reads = (_read(facts, "identifier_before"), _read(facts, "identifier_after"))
    if reset is None or taps(reset) is None or None in reads:
        yield "terminal_identifier"
