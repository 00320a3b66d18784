"""Asks for a permission when it opens, before any of its functions is used: seen in a run.

Clause: 26号-1.10.1 在对应业务功能启动时，动态申请所需权限
Needs: behaviour.
Violates: the system's dialog asks after the app was opened and the user has touched nothing yet but
    answers (agreeing to a text or to another permission starts no function). Suspected where the run
    records no touches and the dialog comes within five seconds of opening. Lawful where the category's
    first screen works with that group (a map with location, a camera with the camera).
Limits: wants a record of permission dialogs. Two groups and more at once are 1.10/seen-bulk-request's.
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

RULE = Rule(requirements=("26号-1.10.1",), severity="medium", needs=("behaviour",))


def check(facts: Facts) -> Judgement:
    if not behaviour_of(facts).coverage.requests:
        return NotCovered((REQUESTS,))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    early = [one for one in early_requests(facts) if group_of(one.permission) != own_group(facts)]
    if not early or len({group_of(one.permission) for one in early}) > 1:
        return
    zh, en = permission_names([one.permission for one in early])
    sure = all(one.touched is not None for one in early)
    seconds = (early[0].launch_ns or 0) / 1e9
    yield finding(
        f"打开应用 {seconds:.1f} 秒即申请{zh}权限，用户尚未使用任何功能",
        f"Asks for {en} {seconds:.1f} s after it opens, before any function is used",
        key=("launch", *sorted({one.permission for one in early})),
        party=app(facts),
        verdict="violates" if sure else "suspected",
        evidence=[record(one.event, one.permission) for one in early[:3]],
    )
