"""The privacy policy names no type of personal information.

Clause: 26号-1.9.1 告知用户个人信息处理规则
    26号-1.9.15 告知用户个人信息处理规则
Needs: policy.
Violates: the whole text names no type that is collected by the app or by a third party, and does not say that
    none is collected: there are no rules of collection in it.
Limits: a list that stands at an address of its own is not opened; where the text says so, it is for a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._collected import DONE
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, whole

RULE = Rule(requirements=("26号-1.9.1", "26号-1.9.15"), severity="high", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None or policy.collects_nothing is not None:
        return
    if any(not one.negated and one.practice in DONE for one in policy.collections):
        return
    yield finding(
        "隐私政策全文没有写明收集哪些个人信息",
        "The privacy policy nowhere says which personal information is collected",
        key=("none",),
        party=app(facts),
        evidence=[missing(facts, "收集的个人信息的种类", "types of personal information that are collected")],
    )
