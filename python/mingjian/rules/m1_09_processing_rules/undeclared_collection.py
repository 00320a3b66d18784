"""Takes personal information that its privacy policy does not name.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy, calls, manifest.
Violates: a call that yields an identifier of the device or the person, location, contacts, messages, the list
    of installed apps or the like, of the app's own code or an SDK's, reachable by a path that leaves no other
    reading, where the policy does say what is collected and names neither this type nor a bundle or neighbour
    that may mean it. Suspected where the path is not certain, the taker is guessed, the type tells little by
    itself, or the policy names it only as taken by third parties while the app's own code takes it.
    What the policy denies and what it names loosely are other rules' matter, as is an SDK that takes what the
    policy declares for others (2.3).
Limits: silent on a policy that was not read whole, is in another language or states fewer than three types;
    only suspected on a text found inside the package, which may be a short version. What a person types in
    is not seen in code. Code loaded at run time and native code are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._declared import Met, grouped, met, only, readable
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._policy import missing, quoted

RULE = Rule(
    requirements=("26号-1.9.15",), severity="high", needs=("policy", "calls", "manifest"), proves=False
)
MOST = 3


def check(facts: Facts) -> Iterator[Finding]:
    if not readable(facts):
        return
    for found in grouped(only(met(facts), "undeclared", "for_others")):
        yield _finding(facts, found)


def _finding(facts: Facts, found: list[Met]) -> Finding:
    found = sorted(found, key=lambda one: one.strength != "certain")
    party = found[0].party
    zh, en = "、".join(name_zh(one.kind) for one in found), ", ".join(name_en(one.kind) for one in found)
    by_zh = "" if party.kind == "app" else f"{party.name}"
    by_en = "" if party.kind == "app" else f" by {party.name_en}"
    others = all(one.said.stand == "for_others" for one in found)
    sure = (
        any(one.strength == "certain" and one.said.stand == "undeclared" for one in found)
        and facts.policy is not None
        and facts.policy.found != "package"
    )
    evidence: list[Evidence] = []
    for one in found[:MOST]:
        evidence.append(call_chain(facts, one.hit, one.path))
        if one.said.quote is not None:
            evidence.append(quoted(facts, one.said.quote))
    evidence.append(code(found[0].hit))
    if not others:
        evidence.append(missing(facts, zh, en))
    told_zh = "隐私政策只写明由第三方收集" if others else "隐私政策未声明收集"
    told_en = "the policy names it for third parties only" if others else "the policy does not declare it"
    return finding(
        f"{by_zh}读取{zh}，{told_zh}",
        f"Reads {en}{by_en}; {told_en}",
        key=("undeclared", *sorted(one.kind for one in found)),
        party=party,
        verdict="violates" if sure else "suspected",
        consent=found[0].consent,
        personal_info=[one.kind for one in found],
        evidence=evidence,
    )
