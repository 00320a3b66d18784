"""The privacy policy leaves open which personal information is taken: 等信息, 包括但不限于, 其他信息.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy.
Violates: never; suspected where a third or more of the sentences that name what the app collects, and
    three at least, have words that leave the list open.
Limits: nearly every policy has such words somewhere, so single ones are not charged: the shares are this
    project's choice. Words that are explained by a list after them are not counted, nor is a bare 等.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._collected import of_app
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes, whole

RULE = Rule(requirements=("26号-1.9.15",), severity="low", needs=("policy",), proves=False)
LEAST = 3
SHARE = 1 / 3
MOST_SHOWN = 5
SOFT = frozenset({"可能"})


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    sentences = {
        (one.sentence.passage, one.sentence.start, one.sentence.end)
        for rows in of_app(facts).values()
        for one in rows
        if one.practice == "collection" and one.sentence is not None
    }
    loose = [
        one
        for one in policy.vague
        if one.about == "types"
        and one.words not in SOFT
        and any(p == one.quote.passage and a <= one.quote.start < b for p, a, b in sentences)
    ]
    held = {
        place
        for place in sentences
        for one in loose
        if place[0] == one.quote.passage and place[1] <= one.quote.start < place[2]
    }
    if len(held) < LEAST or len(held) < SHARE * len(sentences):
        return
    words = list(dict.fromkeys(one.words for one in loose))
    yield finding(
        f"写明收集内容的 {len(sentences)} 句中有 {len(held)} 句用“{'”“'.join(words[:4])}”概括，未逐一列出",
        f"{len(held)} of {len(sentences)} sentences on what is collected leave the list open "
        f"(“{'”, “'.join(words[:4])}”)",
        key=("open",),
        party=app(facts),
        verdict="suspected",
        evidence=quotes(facts, [one.quote for one in loose[:MOST_SHOWN]]),
    )
