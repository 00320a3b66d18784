"""The privacy policy is a template that was not filled in: XX公司, 【公司名称】, xxx@xxx.com.

Clause: 26号-1.9.1 以简洁、清晰、易懂的方式告知用户个人信息处理规则
Needs: policy.
Violates: where the operator's name, a date or an address should stand, the text has the blank of a template.
Limits: signs that stand for digits in an example (例如 138****, 尾号) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes

RULE = Rule(requirements=("26号-1.9.1",), severity="medium", needs=("policy",), proves=False)
MOST_SHOWN = 4


def check(facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    if policy is None or not policy.placeholders:
        return
    words = list(dict.fromkeys(said.value for said in policy.placeholders))
    yield finding(
        f"隐私政策留有 {len(policy.placeholders)} 处未填写的模板占位：“{'”“'.join(words[:MOST_SHOWN])}”",
        f"The privacy policy has {len(policy.placeholders)} blank(s) of a template left unfilled: "
        f"“{'”, “'.join(words[:MOST_SHOWN])}”",
        key=("placeholder",),
        party=app(facts),
        evidence=quotes(facts, [said.quote for said in policy.placeholders[:MOST_SHOWN]]),
    )
