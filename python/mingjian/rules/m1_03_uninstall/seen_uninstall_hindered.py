"""Comes before the user while he is removing it, or comes back after he removed it: seen in a run.

Clause: 26号-1.3.6 等方式恶意阻挠用户卸载
Needs: behaviour.
Violates: after the app was removed it is installed again with nothing touched in the ten seconds before.
    Suspected where the run records no touches.
Limits: device administrators, accessibility and false screens have rules on code; only a test on a
    device settles that nothing hinders.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import UNINSTALL, behaviour_of, record

RULE = Rule(requirements=("26号-1.3.6",), severity="high", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    behaviour = behaviour_of(facts)
    if not any(act.event.kind == "uninstall" for act in behaviour.acts):
        return NotCovered((UNINSTALL,))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    behaviour = behaviour_of(facts)
    removed = None
    for act in behaviour.acts:
        own = act.event.what in ("", behaviour.package)
        if act.event.kind == "uninstall" and own:
            removed = act
        elif act.event.kind == "install" and own and removed is not None and act.touched is not True:
            yield finding(
                "卸载后未经用户操作又被装回",
                "Installed again after it was removed, with no touch of the user",
                key=("again",),
                party=app(facts),
                verdict="suspected" if act.touched is None else "violates",
                evidence=[record(removed.event), record(act.event)],
            )
            return
