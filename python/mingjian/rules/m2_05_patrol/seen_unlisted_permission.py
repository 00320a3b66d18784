"""Asks while running for a permission that the package does not declare: seen in a run.

Clause: 26号-2.5.5 申请的权限
Needs: behaviour, manifest.
Violates: never: the duty to patrol is the distribution platform's. A dialog of the system for a
    dangerous permission that the package at hand does not declare is a lead: what ran is not what was
    listed.
Limits: permissions of a group that the platform grants together are asked for by one name only.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._run import behaviour_of, permission_names, record

RULE = Rule(requirements=("26号-2.5.5",), severity="high", needs=("behaviour", "manifest"), lead=True)


def check(facts: Facts) -> Iterator[Finding]:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101 - needs
    declared = {use.name for use in manifest.permissions}
    told: set[str] = set()
    for asked in behaviour_of(facts).asked:
        known = knowledge.permission(asked.permission)
        if known is None or known.kind != "dangerous" or asked.permission in declared | told:
            continue
        told.add(asked.permission)
        zh, en = permission_names([asked.permission])
        yield finding(
            f"运行时申请安装包未声明的权限{zh}",
            f"Asks while running for {en}, which the package does not declare",
            key=("unlisted", asked.permission),
            party=app(facts),
            verdict="suspected",
            evidence=[record(asked.event), manifest_line(facts, 1)],
        )
