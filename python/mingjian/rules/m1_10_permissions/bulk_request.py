"""Asks for several kinds of permissions at once when it starts.

Clause: 26号-1.10.1 在对应业务功能启动时，动态申请所需权限
    26号-1.10.2 不得要求用户一揽子同意多个非本业务功能的必要权限
Needs: calls.
Violates: one request names permissions of two groups or more and runs from the start of the app with no
    human action. Where every call on the way runs each time: violates, else suspected.
Limits: permission names that are not constants of the same method are not seen; an app whose first screen
    is the function that needs them all (a camera) is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, method_name, moment, texts
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.10.1", "26号-1.10.2"), severity="medium", needs=("calls",), proves=False)
ASKING = frozenset(
    {"requestPermissions", "request", "requestEach", "requestEachCombined", "launch", "permission"}
)
LEAST_GROUPS = 2


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "permission_request"):
        if method_name(hit) not in ASKING:
            continue
        groups = _groups(hit)
        when = moment(facts, hit)
        if len(groups) < LEAST_GROUPS or when.consent != "before" or when.path is None:
            continue
        names = [name.rpartition(".")[2] for name in texts(hit)]
        yield finding(
            f"启动时一次申请 {len(groups)} 组权限：{'、'.join(names[:6])}",
            f"Asks for {len(groups)} groups of permissions at launch: {', '.join(names[:6])}",
            key=("bulk", hit.caller),
            party=owner(facts, frames(hit, when.path)),
            verdict="violates" if when.certain else "suspected",
            consent="before",
            evidence=[call_chain(facts, hit, when.path), code(hit)],
        )


def _groups(hit: Hit) -> list[str]:
    found = [knowledge.permission(name) for name in texts(hit)]
    return sorted({p.group for p in found if p is not None and p.kind == "dangerous"})
