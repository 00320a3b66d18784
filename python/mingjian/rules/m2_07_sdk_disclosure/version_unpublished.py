"""The page of an SDK's provider shows no version of the SDK.

Clause: 26号-2.7.3 版本号
Needs: policy (scan-policy --of sdk).
Violates: in the text given as the page of an SDK's provider
    no version number stands in it.
Limits: whether the page is public and current, and agrees with the version in use, is not seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._sdk_page import NOT_ONE, VERSION, absent

RULE = Rule(requirements=("26号-2.7.3",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterable[Finding] | NotApplicable:
    if facts.subject.of != "sdk":
        return NotApplicable(NOT_ONE)
    return absent(facts, VERSION, "版本号", "a version of the SDK")
