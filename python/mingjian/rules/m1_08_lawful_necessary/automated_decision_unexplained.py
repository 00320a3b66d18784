"""The policy says that machines alone decide, and gives no explanation or refusal.

Clause: 关联-1 关闭定向推送 (个人信息保护法 第二十四条 第三款)
Needs: policy.
Violates: never; suspected where the policy says that decisions are made by automated means alone and nowhere
    that the user may ask for an explanation, refuse, complain of them or turn them off.
Limits: whether a decision weighs on the user is not in the text. Recommendation and advertising, which are
    automated too, are 1.8/recommendation-without-off.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes
from mingjian.rules._rights import of_app, stated

RULE = Rule(requirements=("关联-1",), severity="low", needs=("policy",), proves=False)
MOST_SHOWN = 2


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None or stated(policy, "refuse_automated"):
        return
    used = [one for one in policy.choices if one.kind == "automated_decision" and one.used]
    if used and not any(one.switch for one in used):
        yield finding(
            "说明仅以自动化方式作出决定，未说明用户可要求解释或拒绝",
            "Says that machines alone decide, not that a user may ask why or refuse",
            key=("unexplained",),
            party=app(facts),
            verdict="suspected",
            evidence=quotes(facts, [one.quote for one in used[:MOST_SHOWN]]),
        )
