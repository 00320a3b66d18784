"""What the operator says the app itself takes: statements of the policy by type of personal information."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.once import once
from mingjian.facts.policy.types import Quote, StatedCollection
from mingjian.rules._personal_info import name_en, name_zh

DONE = frozenset({"collection", "use", "storage", "sharing"})
"""Practices that process; a definition or a right does not."""
MOST_NAMED = 8


@once
def of_app(facts: Facts) -> dict[str, tuple[StatedCollection, ...]]:
    """Each type the text says the app collects: every statement of it, those of collection first."""
    policy = facts.policy
    if policy is None:
        return {}
    found: dict[str, list[StatedCollection]] = {}
    for one in policy.collections:
        if one.by == "app" and not one.negated and one.practice in DONE:
            found.setdefault(one.type, []).append(one)
    return {
        kind: tuple(sorted(rows, key=lambda row: row.practice != "collection"))
        for kind, rows in found.items()
        if any(row.practice == "collection" for row in rows)
    }


def sensitive(kind: str) -> bool:
    """Of a category of PIPL article 28, or named in GB/T 35273-2020 appendix B."""
    return knowledge.personal_info_type(kind).sensitive


def named_zh(kinds: Sequence[str]) -> str:
    """`身份证件号码、人脸信息等 9 类`."""
    shown = "、".join(name_zh(kind) for kind in kinds[:MOST_NAMED])
    return shown if len(kinds) <= MOST_NAMED else f"{shown}等 {len(kinds)} 类"


def named_en(kinds: Sequence[str]) -> str:
    """`ID document number, face and 7 more`."""
    shown = ", ".join(name_en(kind) for kind in kinds[:MOST_NAMED])
    return shown if len(kinds) <= MOST_NAMED else f"{shown} and {len(kinds) - MOST_NAMED} more"


def places(statements: Iterable[StatedCollection]) -> list[Quote]:
    """Where they stand."""
    return [one.quote for one in statements]
