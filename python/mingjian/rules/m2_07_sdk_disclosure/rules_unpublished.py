"""The page of an SDK's provider does not say what personal information the SDK handles.

Clause: 26号-2.7.6 以及个人信息处理规则
Needs: policy (scan-policy --of sdk).
Violates: in the text given as the page of an SDK's provider
    no sentence, cell or heading tells what is collected or handled (“不收集” is an answer).
Limits: whether the page is public and current, and agrees with the version in use, is not seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._sdk_page import NOT_ONE, RULES, absent

RULE = Rule(requirements=("26号-2.7.6",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    if facts.subject.of != "sdk":
        return NotApplicable(NOT_ONE)
    return absent(facts, RULES, "个人信息处理规则", "what personal information the SDK handles")
