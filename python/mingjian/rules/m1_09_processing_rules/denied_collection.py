"""Takes personal information that its privacy policy says is not collected.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy, calls, manifest.
Violates: the policy says of a type that it is not collected, and nowhere that it is, and code of the app or
    of an SDK in it takes it by a path that leaves no other reading. Suspected where the path is not certain
    or the type tells little by itself.
Limits: a denial for one case ("不会在后台收集") is not one; how the sentence is read is shown with it. Code
    loaded at run time and native code are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._declared import Met, asked, met, only
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._policy import quotes

RULE = Rule(
    requirements=("26号-1.9.15",), severity="high", needs=("policy", "calls", "manifest"), proves=False
)


def check(facts: Facts) -> Iterator[Finding]:
    for one in asked(only(met(facts), "denied")):
        yield _finding(facts, one)


def _finding(facts: Facts, one: Met) -> Finding:
    party = one.party
    by_zh = "" if party.kind == "app" else f"{party.name}"
    by_en = "" if party.kind == "app" else f" by {party.name_en}"
    return finding(
        f"隐私政策称不收集{name_zh(one.kind)}，{by_zh}代码却读取",
        f"The policy says {name_en(one.kind)} is not collected, yet it is read{by_en}",
        key=("denied", one.kind),
        party=party,
        verdict="violates" if one.strength == "certain" else "suspected",
        consent=one.consent,
        personal_info=(one.kind,),
        evidence=[
            *quotes(facts, [one.said.quote]),
            call_chain(facts, one.hit, one.path),
            code(one.hit),
        ],
    )
