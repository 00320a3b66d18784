"""Loads code that is not in the listed package: seen in a run.

Clause: 26号-2.5.4 采用“热更新、热切换”等方式擅自更改APP主要功能
Needs: behaviour.
Violates: never: the duty to patrol is the distribution platform's. Code from outside the package that
    was loaded while the app ran is a lead: compare what runs with what was listed.
Limits: what the code changes is not in the record.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import behaviour_of, record

RULE = Rule(requirements=("26号-2.5.4",), severity="medium", needs=("behaviour",), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    loads = [act.event for act in behaviour_of(facts).acts if act.event.kind == "code_load"]
    for what in dict.fromkeys(event.what for event in loads):
        yield finding(
            f"运行时加载安装包之外的代码：{what}",
            f"Loads code while running that is not in the package: {what}",
            key=("load", what.rpartition("/")[2]),
            party=app(facts),
            verdict="suspected",
            evidence=[record(event) for event in loads if event.what == what][:3],
        )
