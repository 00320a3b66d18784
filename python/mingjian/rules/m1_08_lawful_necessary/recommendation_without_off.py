"""The policy says that what is shown follows the person, and tells no way out.

Clause: 关联-1 关闭定向推送 (个人信息保护法 第二十四条; T/TAF 078.2-2020 3.4; 认定方法 三.6)
Needs: policy.
Violates: never by the text alone; suspected where the policy says personal information is used for
    personalised recommendation, advertising or pushes, and nowhere gives a way to turn that off: a path,
    a menu, a page, a service or a way to unsubscribe.
Limits: a switch may be in the app without being told, and a told one may not work: a run settles both.
    “Not interested” at one item is no switch (T/TAF 080-2021 5.3.2) but reads like one in running text.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes
from mingjian.rules._rights import of_app

RULE = Rule(requirements=("关联-1",), severity="medium", needs=("policy",), proves=False)
KINDS = {
    "recommendation": ("个性化推荐", "recommendation"),
    "advertisement": ("个性化广告", "advertising"),
    "push": ("个性化推送", "pushes"),
}
MOST_SHOWN = 3


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None or any(choice.switch for choice in policy.choices):
        return
    used = [choice for choice in policy.choices if choice.used and choice.kind in KINDS]
    kinds = list(dict.fromkeys(choice.kind for choice in used))
    if used:
        yield finding(
            f"使用个人信息进行{'、'.join(KINDS[kind][0] for kind in kinds)}，未说明关闭途径",
            f"Personal information drives {', '.join(KINDS[kind][1] for kind in kinds)}; no way out is told",
            key=("no way out",),
            party=app(facts),
            verdict="suspected",
            evidence=quotes(facts, [choice.quote for choice in used[:MOST_SHOWN]]),
        )
