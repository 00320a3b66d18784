"""Carries a framework that changes the app after it was reviewed.

Clause: 26号-2.5.4 采用“热更新、热切换”等方式擅自更改APP主要功能
Needs: calls.
Violates: never: the duty to patrol is the distribution platform's. A reachable call into a hot-fix, plugin or
    bundle-update framework, or a class loader for dex files, is a lead for patrol: compare what runs
    with what was listed.
Limits: the framework shows that change is possible, not that anything was changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import called_class, hits, moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._loaders import loading

RULE = Rule(requirements=("26号-2.5.4",), severity="medium", needs=("calls",), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    for hit in hits(facts, "hot_update"):
        framework = called_class(hit)
        if (
            framework
            and hit.confidence != "low"
            and framework not in seen
            and class_of(hit.caller) != framework
        ):
            seen.add(framework)
            name = framework.rpartition(".")[2]
            yield _lead(
                facts,
                hit,
                ("framework", framework),
                f"可在审核后更改自身：调用 {name}",
                f"Can change itself after review: calls {name}",
            )
    for loader, hit in loading(facts):
        if loader not in seen:
            seen.add(loader)
            name = loader.rpartition(".")[2]
            yield _lead(
                facts,
                hit,
                ("loader", loader),
                f"可运行审核之外的代码：{name}",
                f"Can run code that was not reviewed: {name}",
            )


def _lead(facts: Facts, hit: Hit, key: tuple[str, str], zh: str, en: str) -> Finding:
    when = moment(facts, hit)
    return finding(
        zh,
        en,
        key=key,
        party=owner(facts, frames(hit, when.path)),
        evidence=[code(hit), *([call_chain(facts, hit, when.path)] if when.path else [])],
    )
