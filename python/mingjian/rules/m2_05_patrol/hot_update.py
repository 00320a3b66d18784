"""Carries a framework that changes the app after it was reviewed.

Clause: 26号-2.5.4 采用“热更新、热切换”等方式擅自更改APP主要功能
Needs: calls.
Violates: never: the duty to patrol is the distribution platform's. A reachable call, from outside itself,
    into a hot-fix, plugin or bundle-update framework (Tinker, Sophix, Robust, Amigo, RePlugin, VirtualAPK,
    Shadow, CodePush …), code that replaces the class loader's dexElements, a class loader for dex files,
    and a script or page engine (Lua, QuickJS, Rhino, Weex, React Native, Flutter) in a class that also
    fetches from the network, are leads for patrol: compare what runs with what was listed. The finding says
    where the code comes from where the same classes fetch it.
Limits: the framework shows that change is possible, not that anything was changed. Updates that scripts of
    the package itself start (plus.runtime.install in uni-app) are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._hot_update import fetched, frameworks
from mingjian.rules._loaders import loading

RULE = Rule(requirements=("26号-2.5.4",), severity="medium", needs=("calls",), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    for name, hit in frameworks(facts).items():
        yield _lead(
            facts,
            hit,
            ("framework", name),
            f"可在审核后更改自身：热更新框架 {name}",
            f"Can change itself after review: hot-update framework {name}",
        )
    seen: set[str] = set()
    for loader, hit in loading(facts):
        if loader not in seen:
            seen.add(loader)
            short = loader.rpartition(".")[2]
            yield _lead(
                facts,
                hit,
                ("loader", loader),
                f"可运行审核之外的代码：{short}",
                f"Can run code that was not reviewed: {short}",
            )


def _lead(facts: Facts, hit: Hit, key: tuple[str, str], zh: str, en: str) -> Finding:
    when, source = moment(facts, hit), fetched(facts, hit)
    return finding(
        zh + ("，代码经网络取得" if source else ""),
        en + (", fed from the network" if source else ""),
        key=key,
        party=owner(facts, frames(hit, when.path)),
        evidence=[
            code(hit),
            *([call_chain(facts, hit, when.path)] if when.path else []),
            *([code(source)] if source else []),
        ],
    )
