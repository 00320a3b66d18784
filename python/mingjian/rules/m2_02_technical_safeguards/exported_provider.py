"""Opens its own data to every app on the phone.

Clause: 26号-2.2.1 采取访问控制; 26号-2.2.4 加强前端和后端安全防护
Needs: manifest, calls.
Violates: never from code alone; a content provider that is exported, asks for no permission to read or to
    write, and whose own code answers queries or opens files: suspected. What it holds is for a person to see.
Limits: providers that check their caller in code are told apart only where they ask the platform for the
    caller's permission or name; a provider whose code is not loaded is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import EntryPoint
from mingjian.facts.manifest import Component
from mingjian.facts.parties import owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, outer
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding

RULE = Rule(
    requirements=("26号-2.2.1", "26号-2.2.4"), severity="medium", needs=("manifest", "calls"), proves=False
)
EXPORTED_UNTIL = 16
"""Highest target API level at which a provider is exported by default (documentation of <provider>)."""


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    old = (manifest.target_sdk or manifest.min_sdk or 1) <= EXPORTED_UNTIL
    for component in manifest.components:
        if (
            component.kind != "provider"
            or not component.enabled
            or not (component.exported or (component.exported is None and old))
        ):
            continue
        if _guarded(component) or _asks(facts, component):
            continue
        ways = _answers(facts, component)
        if ways:
            short = component.name.rpartition(".")[2]
            yield finding(
                f"任何应用都可读写内容提供者 {short}，未要求权限",
                f"Every app may read and write the content provider {short}; no permission is asked",
                key=("provider", component.name),
                party=owner(facts, [ways[0].method]),
                verdict="suspected",
                evidence=[manifest_line(facts, component.line)],
            )


def _guarded(component: Component) -> bool:
    both = {"readPermission", "writePermission"} <= component.attributes.keys()
    return bool(component.permission) or both or "readPermission" in component.attributes


def _asks(facts: Facts, component: Component) -> bool:
    mark = "L" + component.name.partition("$")[0].replace(".", "/")
    return any(outer(hit.caller) == mark for hit in hits(facts, "caller_check"))


def _answers(facts: Facts, component: Component) -> list[EntryPoint]:
    """Its own code for questions from outside."""
    calls = facts.calls
    return [
        entry
        for entry in (calls.entry_points if calls else ())
        if entry.kind == "provider" and entry.component == component.name
    ]
