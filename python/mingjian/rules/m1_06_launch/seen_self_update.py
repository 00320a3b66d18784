"""Installs itself anew, or loads code that its package does not hold, unasked: seen in a run.

Clause: 26号-1.6.5 更新等行为
Needs: behaviour.
Violates: the app installs its own package with no touch of the user in the ten seconds before.
    Suspected: code that is not in the package was loaded, or its own package was downloaded, with no
    touch before: what came and whether the user had agreed is not in the record.
Limits: an update that the system's store brings is the store's and not charged. What the app asked on a
    screen, screens show; so silence alone does not settle it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Act
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import TOUCHES, behaviour_of, record

RULE = Rule(requirements=("26号-1.6.5",), severity="high", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    behaviour = behaviour_of(facts)
    unasked = [act for act in behaviour.acts if act.touched is not True]
    found = [*_installs(facts, unasked), *_loads(facts, unasked)]
    if not found and not behaviour.coverage.inputs:
        return NotCovered((TOUCHES,))
    return found


def _installs(facts: Facts, acts: list[Act]) -> Iterator[Finding]:
    package = behaviour_of(facts).package
    for act in acts:
        if act.event.kind != "install" or act.event.caller != package:
            continue
        if act.event.what not in ("", package):
            continue
        yield finding(
            "未经用户操作安装自身新版本",
            "Installs a new version of itself with no touch of the user",
            key=("install",),
            party=app(facts),
            verdict="suspected" if act.touched is None else "violates",
            consent=act.timeline,
            evidence=[record(act.event)],
        )
        return


def _loads(facts: Facts, acts: list[Act]) -> Iterator[Finding]:
    loads = [act for act in acts if act.event.kind == "code_load"]
    if loads:
        names = list(dict.fromkeys(act.event.what for act in loads))
        yield finding(
            f"未经用户操作加载安装包之外的代码：{'、'.join(names[:3])}",
            f"Loads code that is not in the package, with no touch of the user: {', '.join(names[:3])}",
            key=("code_load",),
            party=app(facts),
            verdict="suspected",
            consent=loads[0].timeline,
            evidence=[record(act.event) for act in loads[:3]],
        )
