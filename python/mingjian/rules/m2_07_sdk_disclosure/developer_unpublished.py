"""The page of an SDK's provider does not say who develops the SDK.

Clause: 26号-2.7.2 开发者
Needs: policy (scan-policy --of sdk).
Violates: in the text given as the page of an SDK's provider
    no developer, provider or company is named.
Limits: whether the page is public and current, and agrees with the version in use, is not seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._sdk_page import DEVELOPER, NOT_ONE, absent

RULE = Rule(requirements=("26号-2.7.2",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    if facts.subject.of != "sdk":
        return NotApplicable(NOT_ONE)
    return absent(facts, DEVELOPER, "开发者", "its developer")
