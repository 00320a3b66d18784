"""The privacy policy is not offered in simplified Chinese.

Clause: 26号-1.9.1 以简洁、清晰、易懂的方式告知用户个人信息处理规则 (认定方法 一.4: 未提供简体中文版)
Needs: policy.
Violates: never by itself; suspected where the policy is in English or in traditional characters, and it has
    no link or words that lead to a version in simplified Chinese.
Limits: the document given may be one of several; what the app shows to a user in China is for a run to tell.
    Documents in other foreign languages are not told from other texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Quote
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes

RULE = Rule(requirements=("26号-1.9.1",), severity="medium", needs=("policy",), proves=False)
_CHINESE = late(r"简体|簡體|简中|中文版|Simplified Chinese|zh-?(?:cn|hans)", re.IGNORECASE)
LEAST = 60
"""Characters of a passage that shows the language."""
LANGUAGES = {"en": ("英文", "English"), "zh-hant": ("繁体中文", "traditional Chinese")}


def check(facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    if policy is None or not policy.is_policy or policy.language not in LANGUAGES or _led_on(policy):
        return
    zh, en = LANGUAGES[policy.language]
    share = policy.readability.chinese_share if policy.readability else 0.0
    longest = [
        Quote(index, 0, min(len(passage.text), 200))
        for index, passage in enumerate(policy.document.passages)
        if len(passage.text) >= LEAST
    ]
    yield finding(
        f"隐私政策为{zh}，未提供简体中文版（汉字占文字的 {share:.0%}）",
        f"The privacy policy is in {en}; no version in simplified Chinese (Chinese characters are "
        f"{share:.0%} of its letters)",
        key=("language",),
        party=app(facts),
        verdict="suspected",
        evidence=quotes(facts, longest[:2]),
    )


def _led_on(policy: PolicyFacts) -> bool:
    return any(
        _CHINESE.search(passage.text) or any(_CHINESE.search(mark.value) for mark in passage.marks)
        for passage in policy.document.passages
    )
