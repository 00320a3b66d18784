"""The policy does not say how personal information is kept safe, or what is told when that fails.

Clause: 26号-1.9.1 告知用户个人信息处理规则 (T/TAF 068-2020 5 d)、7.2; 个人信息保护法
    第五十一条、第五十七条)
Needs: policy.
Violates: never; suspected where the policy was read whole and no sentence names a safeguard (encryption,
    access control, de-identification, audit …), or none says what users are told after a leak.
Limits: what is done is not in the text; measure 2.2 looks at the package for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy.incidents import tells_of_incidents
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, words
from mingjian.rules._rights import of_app

RULE = Rule(requirements=("26号-1.9.1",), severity="low", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None:
        return
    said = [tells_of_incidents(words(facts, quote)) for quote in policy.security]
    if False not in said:
        yield finding(
            "隐私政策未说明个人信息的安全保护措施",
            "The policy names no safeguard for personal information",
            key=("safeguards",),
            party=app(facts),
            verdict="suspected",
            evidence=[
                missing(
                    facts, "加密、访问控制、去标识化、审计等安全措施", "encryption, access control, audit"
                )
            ],
        )
    if True not in said:
        yield finding(
            "隐私政策未说明发生个人信息泄露等安全事件时如何告知用户",
            "The policy does not say what users are told after a leak",
            key=("incident",),
            party=app(facts),
            verdict="suspected",
            evidence=[missing(facts, "安全事件、泄露后的告知", "telling users of leaks")],
        )
