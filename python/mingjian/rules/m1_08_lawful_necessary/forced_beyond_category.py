"""The privacy policy makes more than its category's necessary information a condition of using the service.

Clause: 26号-1.8.3 强制要求用户同意超范围
Needs: policy, category.
Violates: never by the text alone; suspected where the text says that the service as a whole cannot be used
    without a type of personal information that is not among the necessary ones of the app's category.
Limits: the category is declared, told by a listing or inferred. What only an extra function needs is lawful:
    a refusal that costs that function is not charged. Whether the app really refuses is seen on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._category import category_of, told_en, told_zh
from mingjian.rules._collected import named_en, named_zh, of_app
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes, whole

RULE = Rule(requirements=("26号-1.8.3",), severity="medium", needs=("policy", "category"), proves=False)


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    known = category_of(facts)
    if known is None:
        return NotApplicable("申报为 39 类之外的应用 · declared to be outside the 39 categories")
    return _beyond(facts, frozenset(known.personal_info))


def _beyond(facts: Facts, necessary: frozenset[str]) -> Iterator[Finding]:
    if whole(facts) is None:
        return
    for kind, rows in of_app(facts).items():
        forced = [row for row in rows if row.refusal == "service" and row.optional is not True]
        if kind in necessary or not forced:
            continue
        yield finding(
            f"{told_zh(facts)}的必要个人信息不含{named_zh([kind])}，政策称不提供即不能使用服务",
            f"{told_en(facts)} does not need {named_en([kind])}, yet the service cannot be used without it",
            key=("forced", kind),
            party=app(facts),
            verdict="suspected",
            personal_info=(kind,),
            evidence=quotes(facts, [row.sentence or row.quote for row in forced[:3]]),
        )
