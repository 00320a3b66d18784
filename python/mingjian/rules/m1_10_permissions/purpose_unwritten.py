"""The privacy policy names a permission that is asked for and nowhere says why.

Clause: 26号-1.10.3 在调用终端相册、通讯录、位置等权限时，同步告知用户申请该权限的目的
    26号-1.10.4 在调用终端相册、通讯录、位置等权限时，同步告知用户申请该权限的目的
    26号-1.10.5 在调用终端相册、通讯录、位置等权限时，同步告知用户申请该权限的目的
    26号-1.10.6 等权限时，同步告知用户申请该权限的目的
Needs: policy.
Violates: never (the purpose may be told on the screen that asks); suspected where no sentence, row or section
    that names the permission says what it is for.
Limits: only dangerous and special permissions; those of SDKs are asked of the list of SDKs. In plain text a
    line without a sentence may be what is left of a table and is not charged.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import StatedPermission
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes, whole

RULE = Rule(
    requirements=("26号-1.10.3", "26号-1.10.4", "26号-1.10.5", "26号-1.10.6"),
    severity="low",
    needs=("policy",),
    proves=False,
)
MOST_SHOWN = 5


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    asked: dict[str, list[StatedPermission]] = {}
    for one in policy.permissions:
        if _alone(policy, one):
            continue
        if one.by == "app" and not one.negated and one.names and _guarded(one.names[0]):
            asked.setdefault(one.names[0], []).append(one)
    untold = [rows for rows in asked.values() if not any(row.purpose for row in rows)]
    if not untold:
        return
    words = [rows[0].words for rows in untold]
    yield finding(
        f"政策列出的 {len(untold)} 项权限未说明申请目的：{'、'.join(words[:MOST_SHOWN])}",
        f"No purpose is told for {len(untold)} permissions: {', '.join(words[:MOST_SHOWN])}",
        key=("untold",),
        party=app(facts),
        verdict="suspected",
        evidence=quotes(facts, [rows[0].quote for rows in untold[:MOST_SHOWN]]),
    )


def _alone(policy: PolicyFacts, one: StatedPermission) -> bool:
    """A heading, or a line of plain text without a sentence: what is left of a table."""
    passage = policy.document.passages[one.quote.passage]
    lost = policy.document.format == "txt" and not any(end in passage.text for end in "。；")
    return passage.kind == "heading" or lost


def _guarded(name: str) -> bool:
    known = knowledge.permission(name)
    return known is not None and known.kind in ("dangerous", "special")
