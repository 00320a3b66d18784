"""Brings in, since the version before, the means to change itself after review.

Clause: 26号-2.5.4 采用“热更新、热切换”等方式擅自更改APP主要功能
Needs: calls, hidden_code, and the earlier version's.
Violates: never: the duty to patrol is the distribution platform's. A hot-update framework or class loader
    that is reachable now and of which the earlier version held no call, and code in the package that the
    platform does not load and that is new or was exchanged, are leads.
Limits: what such code does was not examined.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.hidden_code import HiddenCode
from mingjian.facts.parties import app, frames, owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._calls import all_hits, called_class, moment
from mingjian.rules._evidence import reached
from mingjian.rules._finding import finding
from mingjian.rules._hot_update import framework_of, frameworks
from mingjian.rules._loaders import LOADERS, loading
from mingjian.rules._versions import change, earlier, named

RULE = Rule(
    requirements=("26号-2.5.4",), severity="high", needs=("calls", "hidden_code", "earlier"), lead=True
)


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    known = {name for hit in all_hits(old, "hot_update") if (name := framework_of(hit))}
    for name, hit in frameworks(facts).items():
        if name not in known:
            yield _came(
                facts, old, hit, ("framework", name), f"热更新框架 {name}", f"the hot-update framework {name}"
            )
    loaders = {called_class(hit) for hit in all_hits(old, "dynamic_code")} & LOADERS
    seen: set[str] = set()
    for loader, hit in loading(facts):
        if not loaders and not seen:
            seen.add(loader)
            short = loader.rpartition(".")[2]
            yield _came(
                facts, old, hit, ("loader",), f"动态加载代码（{short}）", f"loading of code ({short})"
            )
    yield from _hidden(facts, old)


def _came(facts: Facts, old: Facts, hit: Hit, key: tuple[str, ...], zh: str, en: str) -> Finding:
    path = moment(facts, hit).path
    return finding(
        f"较 {named(old)} 新增{zh}",
        f"New since {named(old)}: {en}",
        key=key,
        party=owner(facts, frames(hit, path)),
        evidence=reached(facts, hit, path),
    )


def _hidden(facts: Facts, old: Facts) -> Iterator[Finding]:
    """Code the platform does not load, by entry: new, or other bytes under the same name."""
    assert facts.hidden_code is not None and old.hidden_code is not None  # noqa: S101, PT018
    before = {part.entry: part for part in old.hidden_code.hidden}
    for part in facts.hidden_code.hidden:
        was = before.get(part.entry)
        if was is None or was.sha256 != part.sha256:
            verb = ("更换", "exchanged") if was else ("新增", "new")
            yield finding(
                f"较 {named(old)} {verb[0]}了不由系统加载的代码文件 {part.entry}",
                f"Code that the platform does not load is {verb[1]} since {named(old)}: {part.entry}",
                key=("hidden", part.entry),
                party=app(facts),
                evidence=[
                    Evidence(kind="code", location=part.entry, excerpt=_told(part)),
                    change("hidden_code", gone=[_told(was)] if was else (), new=[_told(part)]),
                ],
            )


def _told(part: HiddenCode) -> str:
    return f"{part.entry} {part.kind} {part.size_bytes} B sha256 {part.sha256[:12]} ({part.reason})"
