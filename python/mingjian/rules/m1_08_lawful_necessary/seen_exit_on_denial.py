"""Leaves when the user refuses a permission: seen in a run.

Clause: 26号-1.8.5 用户拒绝提供非当前服务所必需的个人信息时，不得影响用户使用该服务的基本功能
Needs: behaviour.
Violates: within five seconds after the user refused a permission the app leaves sight or its process
    ends, and the user touched nothing in between (T/TAF 078.4-2020 5.1: exits, closes). Suspected where
    the run records no touches, for the user may have left himself. Lawful where the app's category needs
    the permission for its basic function.
Limits: an app that stays but blocks its basic function shows on screens, not here; so silence alone does
    not settle it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.behaviour import Act
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import REFUSED_PERMISSION, behaviour_of, permission_names, record

RULE = Rule(requirements=("26号-1.8.5",), severity="high", needs=("behaviour",))
SOON_NS = 5_000_000_000


def check(facts: Facts) -> Judgement:
    if not behaviour_of(facts).coverage.refusals:
        return NotCovered((REFUSED_PERMISSION,))
    return list(_found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    behaviour = behaviour_of(facts)
    ends = [act for act in behaviour.acts if act.event.kind in ("background", "process_end")]
    for refusal in behaviour.answers:
        at = refusal.at_ns
        if refusal.kind != "permission_refusal" or at is None or _needs(facts, refusal.what):
            continue
        left = next(
            (act for act in ends if 0 <= (act.event.at_ns or 0) - at <= SOON_NS and not _own(act, at)), None
        )
        if left is None:
            continue
        zh, en = permission_names([refusal.what])
        seconds = ((left.event.at_ns or 0) - at) / 1e9
        yield finding(
            f"拒绝{zh}权限 {seconds:.1f} 秒后应用退出",
            f"Leaves {seconds:.1f} s after the permission {en} is refused",
            key=("exit", refusal.what),
            party=app(facts),
            verdict="suspected" if left.touched is None else "violates",
            evidence=[record(refusal), record(left.event)],
        )


def _own(act: Act, refused_ns: int) -> bool:
    """The user left himself: a key or a touch other than the answer, which came before."""
    return act.hand_ns is not None and act.hand_ns > refused_ns


def _needs(facts: Facts, permission: str) -> bool:
    """The basic function of the app's category cannot do without the permission."""
    if facts.category is None or facts.category.id == "other":
        return False
    known, one = knowledge.category(facts.category.id), knowledge.permission(permission)
    return permission in known.minimum_permissions or (
        one is not None and one.personal_info in known.personal_info
    )
