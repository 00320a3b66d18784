"""Takes personal information that no code of the listed package takes: seen in a run.

Clause: 26号-2.5.7 和范围等违规APP; 26号-2.5.6 个人信息收集使用的场景
Needs: behaviour, calls, manifest.
Violates: never: the duty to patrol is the distribution platform's. A type taken while the app ran, of
    which the package's code holds no call, reachable or not, is a lead: what ran came from elsewhere.
Limits: native code and side doors take types without a call that is known; the lead says only that the
    two do not agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.facts.consent import tagged
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._run import by, kinds_of, names_en, names_zh, records, takings

RULE = Rule(
    requirements=("26号-2.5.7", "26号-2.5.6"),
    severity="medium",
    needs=("behaviour", "calls", "manifest"),
    lead=True,
)


def check(facts: Facts) -> Iterator[Finding]:
    held = {kind for kind, _ in tagged(facts, "pi:")}
    grouped: dict[Party, list[Use]] = {}
    for use in takings(facts):
        if held.isdisjoint(use.personal_info):
            grouped.setdefault(use.party, []).append(use)
    for party, uses in grouped.items():
        kinds = [kind for kind in kinds_of(uses) if kind not in held]
        by_zh, by_en = by(party)
        yield finding(
            f"运行时读取{names_zh(kinds)}{by_zh}，安装包的代码中没有相应调用",
            f"Reads {names_en(kinds)} while running{by_en}; the package's code holds no such call",
            key=("new", party.id, *sorted(kinds)),
            party=party,
            verdict="suspected",
            personal_info=sorted(kinds),
            evidence=records(uses),
        )
