"""Loads code that was not in the reviewed package.

Clause: 26号-2.10.5 热更新的监测
Needs: calls.
Violates: never: to watch it is the terminal's duty. A reachable class loader for dex files, or native library
    loaded by path, is a lead: the terminal should record it, and what it loads was not examined here.
Limits: loaders inside well-known libraries that only load their own parts look the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._loaders import loading

RULE = Rule(requirements=("26号-2.10.5",), severity="medium", needs=("calls",), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    for loader, hit in loading(facts):
        when = moment(facts, hit)
        party = owner(facts, frames(hit, when.path))
        if party.id in seen:
            continue
        seen.add(party.id)
        yield finding(
            f"运行时加载代码：{loader.rpartition('.')[2]}",
            f"Loads code at run time: {loader.rpartition('.')[2]}",
            key=("loader", party.id),
            party=party,
            evidence=[code(hit), *([call_chain(facts, hit, when.path)] if when.path else [])],
        )
