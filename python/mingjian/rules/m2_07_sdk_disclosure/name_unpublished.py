"""The page of an SDK's provider does not name the SDK.

Clause: 26号-2.7.1 公开明示SDK名称
Needs: policy (scan-policy --of sdk).
Violates: in the text given as the page of an SDK's provider
    no words before SDK or 软件开发工具包 name one.
Limits: whether the page is public and current, and agrees with the version in use, is not seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._sdk_page import NAME, NOT_ONE, absent

RULE = Rule(requirements=("26号-2.7.1",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    if facts.subject.of != "sdk":
        return NotApplicable(NOT_ONE)
    return absent(facts, NAME, "SDK名称", "the SDK's name")
