"""The policy does not say how long personal information is kept.

Clause: 26号-1.9.1 告知用户个人信息处理规则
Needs: policy.
Violates: nowhere in the text is a period given, nor what ends the keeping (the shortest time the purpose
    needs, the account's life, a period of the law's). Suspected where it says that it is kept for ever.
    The Personal Information Protection Law, articles 17 and 19, asks for the period and for the shortest.
Limits: whether the period told is kept to is not seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quoted, whole

RULE = Rule(requirements=("26号-1.9.1",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    if not policy.retention:
        yield finding(
            "隐私政策未写明个人信息的保存期限",
            "The policy does not say how long personal information is kept",
            key=("untold",),
            party=app(facts),
            evidence=[missing(facts, "保存期限", "how long information is kept")],
        )
    for one in policy.retention:
        if one.criterion == "forever":
            yield finding(
                f"写明长期或永久保存：“{one.words[:40]}”",
                f"Says that information is kept for ever: “{one.words[:40]}”",
                key=("forever", one.words[:40]),
                party=app(facts),
                verdict="suspected",
                evidence=[quoted(facts, one.quote)],
            )
