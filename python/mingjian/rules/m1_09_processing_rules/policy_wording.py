"""The privacy policy is too hard to understand: endless sentences, unexplained terms.

Clause: 26号-1.9.4 易懂的方式 (认定方法 二.4: 晦涩难懂、冗长繁琐，如使用大量专业术语)
Needs: policy.
Violates: never by itself; suspected where more than a quarter of the sentences are longer than 100
    characters, or twenty technical or legal terms and more are used and nowhere explained.
Limits: both numbers are this project's choice: 80 real policies stay below them. Whether people understand
    it is for a test with readers to tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes, whole

RULE = Rule(requirements=("26号-1.9.4",), severity="low", needs=("policy",), proves=False)
MOST_LONG_SHARE = 0.25
MOST_TERMS = 20
LEAST_SENTENCES = 20
"""Fewer sentences give no share."""


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    measured = policy.readability if policy else None
    if measured is None:
        return
    if measured.sentences >= LEAST_SENTENCES and measured.long_share > MOST_LONG_SHARE:
        yield finding(
            f"隐私政策 {measured.long_share:.0%} 的句子超过 100 字，平均每句 {measured.mean_sentence:g} 字",
            f"{measured.long_share:.0%} of the policy's sentences are longer than 100 characters; "
            f"{measured.mean_sentence:g} on average",
            key=("sentences",),
            party=app(facts),
            verdict="suspected",
            evidence=quotes(facts, [measured.longest_sentence]),
        )
    if measured.terms >= MOST_TERMS:
        yield finding(
            f"隐私政策使用 {measured.terms} 个专业术语而未作解释",
            f"The privacy policy uses {measured.terms} technical terms without explaining them",
            key=("terms",),
            party=app(facts),
            verdict="suspected",
            evidence=[missing(facts, "专业术语的解释", "an explanation of its technical terms")],
        )
