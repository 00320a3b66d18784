"""A permission that the user refused is granted without being asked for again: seen in a run.

Clause: 26号-1.10.7 未经用户同意，不得更改用户未授权权限状态
Needs: behaviour.
Violates: the user refused a permission, and a later record grants it with no dialog before and nothing
    that says the user did it in the settings: violates where the app was installed anew in between (an
    update must keep the refusal, T/TAF 051-2021 7.6), else suspected.
Limits: a grant in the system's settings that the record does not name as the user's looks the same; a
    test on a device settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Event
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import REFUSED_PERMISSION, behaviour_of, permission_names, record

RULE = Rule(requirements=("26号-1.10.7",), severity="high", needs=("behaviour",))
ASKED_NS = 600_000_000_000
"""A dialog is answered within this."""
BY_USER = ("user", "settings", "one time", "foreground only")


def check(facts: Facts) -> Judgement:
    if not behaviour_of(facts).coverage.refusals:
        return NotCovered((REFUSED_PERMISSION,))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    behaviour = behaviour_of(facts)
    refused: dict[str, Event] = {}
    for answer in behaviour.answers:
        if answer.kind == "permission_refusal":
            refused[answer.what] = answer
            continue
        refusal = refused.pop(answer.what, None)
        if refusal is None or _by_user(facts, answer):
            continue
        update = next(
            (
                act.event
                for act in behaviour.acts
                if act.event.kind == "install"
                and (refusal.at_ns or 0) < (act.event.at_ns or 0) <= (answer.at_ns or 0)
            ),
            None,
        )
        zh, en = permission_names([answer.what])
        yield finding(
            f"用户拒绝的{zh}权限未经询问变为已授予" + ("（更新之后）" if update else ""),
            f"The permission {en} the user refused becomes granted unasked"
            + (" after an update" if update else ""),
            key=("regranted", answer.what),
            party=app(facts),
            verdict="violates" if update else "suspected",
            evidence=[record(refusal), *([record(update)] if update else []), record(answer)],
        )


def _by_user(facts: Facts, grant: Event) -> bool:
    """A dialog asked before, or the record says that the user did it."""
    if any(word in grant.cause for word in BY_USER):
        return True
    return any(
        0 <= (grant.at_ns or 0) - (one.event.at_ns or 0) <= ASKED_NS and one.permission in ("", grant.what)
        for one in behaviour_of(facts).asked
    )
