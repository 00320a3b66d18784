"""Asks for several kinds of permissions one upon the other when it opens: seen in a run.

Clause: 26号-1.10.2 不得要求用户一揽子同意多个非本业务功能的必要权限
Needs: behaviour.
Violates: dialogs for permissions of two groups or more come after the app was opened, and the user has
    touched nothing in between but the answers. Suspected where the run records no touches and they come
    within five seconds of opening. A group that the category's first screen works with is not counted.
Limits: wants a record of permission dialogs; whether one dialog bundled several texts, screens show.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import (
    REQUESTS,
    behaviour_of,
    early_requests,
    group_of,
    own_group,
    permission_names,
    record,
)

RULE = Rule(requirements=("26号-1.10.2",), severity="medium", needs=("behaviour",))
LEAST_GROUPS = 2


def check(facts: Facts) -> Judgement:
    if not behaviour_of(facts).coverage.requests:
        return NotCovered((REQUESTS,))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    early = [one for one in early_requests(facts) if group_of(one.permission) != own_group(facts)]
    groups = {group_of(one.permission) for one in early}
    if len(groups) < LEAST_GROUPS:
        return
    zh, en = permission_names([one.permission for one in early])
    yield finding(
        f"打开应用即接连申请 {len(groups)} 组权限：{zh}",
        f"Asks for {len(groups)} groups of permissions one upon the other when it opens: {en}",
        key=("bulk", *sorted(groups)),
        party=app(facts),
        verdict="violates" if all(one.touched is not None for one in early) else "suspected",
        evidence=[record(one.event, one.permission) for one in early[:5]],
    )
