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
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import called_class, hits, method_name, moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-2.10.5",), severity="medium", needs=("calls",), lead=True)
LOADERS = (
    "dalvik.system.DexClassLoader", "dalvik.system.PathClassLoader", "dalvik.system.InMemoryDexClassLoader",
    "dalvik.system.BaseDexClassLoader", "dalvik.system.DexFile",
)  # fmt: skip
OPENING = frozenset({"<init>", "loadDex"})


def check(facts: Facts) -> Iterator[Finding]:
    by_party: dict[str, tuple[Hit, Finding]] = {}
    for hit in hits(facts, "dynamic_code"):
        loader = called_class(hit)
        if loader not in LOADERS or method_name(hit) not in OPENING:
            continue
        when = moment(facts, hit)
        party = owner(facts, frames(hit, when.path))
        if party.id in by_party:
            continue
        by_party[party.id] = (
            hit,
            finding(
                f"运行时加载代码：{loader.rpartition('.')[2]}",
                f"Loads code at run time: {loader.rpartition('.')[2]}",
                key=("loader", party.id),
                party=party,
                evidence=[code(hit), *([call_chain(facts, hit, when.path)] if when.path else [])],
            ),
        )
    yield from (found for _, found in by_party.values())
