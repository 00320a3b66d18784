"""The privacy policy names a type of personal information and nowhere says what it is taken for.

Clause: 26号-1.8.1 从事个人信息处理活动，应具有明确合理的目的
Needs: policy.
Violates: no type that the policy says the app collects has a purpose, or a row of its table leaves the
    cell of the purpose empty. Suspected where a sensitive type, or a quarter of all types, has neither a
    purpose nor a function it is for in any sentence, list, row or section that names it.
Limits: a purpose is read from the sentence, its list, row or heading; one told far away in other words is
    not joined to the type. Whether a purpose that is told is reasonable is for a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy.types import StatedCollection
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._collected import named_en, named_zh, of_app, places, sensitive
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes, whole

RULE = Rule(requirements=("26号-1.8.1",), severity="medium", needs=("policy",), proves=False)
LEAST = 3
"""Types without any purpose from which the whole policy is held to tell none (project choice)."""
MANY = 0.25
"""Share of the types without a purpose from which it is told (project choice)."""
MOST_SHOWN = 5
KEEPS_TABLES = frozenset({"html", "mhtml", "docx", "md"})
CLASSES = frozenset({"minor_info"})
"""Whose information it is, not what: it has the purposes of the types in it."""


def check(facts: Facts) -> Iterator[Finding]:
    if whole(facts) is None:
        return
    stated = of_app(facts)
    stated = {kind: rows for kind, rows in stated.items() if kind not in CLASSES}
    empty = [kind for kind, rows in stated.items() if any(_left_empty(facts, row) for row in rows)]
    untold = [kind for kind, rows in stated.items() if not any(row.purpose or row.scenario for row in rows)]
    policy = facts.policy
    none = policy is not None and not any(row.purpose for row in policy.collections)
    if none and len(untold) == len(stated) >= LEAST:
        yield finding(
            f"隐私政策列出 {len(stated)} 类个人信息，全文未说明任何一类的处理目的：{named_zh(untold)}",
            f"Names {len(stated)} types of personal information and no purpose for any: {named_en(untold)}",
            key=("none",),
            party=app(facts),
            personal_info=untold,
            evidence=[
                missing(facts, "处理目的（用于…、为了…、以便…）", "what personal information is used for"),
                *quotes(facts, [stated[kind][0].quote for kind in untold[:MOST_SHOWN]]),
            ],
        )
        return
    if empty:
        rows = [row for kind in empty for row in stated[kind] if _left_empty(facts, row)]
        yield finding(
            f"表格中下列个人信息的“目的”一栏为空：{named_zh(empty)}",
            f"The table leaves the purpose empty of: {named_en(empty)}",
            key=("empty",),
            party=app(facts),
            personal_info=empty,
            evidence=quotes(facts, places(rows)[:MOST_SHOWN]),
        )
    rest = sorted((kind for kind in untold if kind not in empty), key=lambda kind: not sensitive(kind))
    if any(sensitive(kind) for kind in rest) or len(rest) > MANY * len(stated):
        yield finding(
            f"未见处理目的的个人信息：{named_zh(rest)}",
            f"No purpose found for: {named_en(rest)}",
            key=("untold",),
            party=app(facts),
            verdict="suspected",
            personal_info=rest,
            evidence=quotes(facts, [stated[kind][0].quote for kind in rest[:MOST_SHOWN]]),
        )


def _left_empty(facts: Facts, row: StatedCollection) -> bool:
    """The cell of the purpose beside it is there and empty; in plain text a column may only be lost."""
    quote = row.purpose_quote
    keeps = facts.policy is not None and facts.policy.document.format in KEEPS_TABLES
    return keeps and quote is not None and quote.start == quote.end and not row.scenario
