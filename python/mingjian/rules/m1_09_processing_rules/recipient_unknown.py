"""Sends personal information to a server whose owner neither its name nor the privacy policy tells.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy, calls, manifest.
Violates: never; suspected where a followed data flow lets personal information out to the network in the
    app's own code, the method connects to servers of one domain only, that domain is no known company's
    (1.9/recipient-undeclared asks for those), shares no part with the package's name, stands nowhere in the
    policy, and the app does talk elsewhere to a domain that is its own by one of these signs.
Limits: an operator may have domains that nothing shows to be its own, so this is a question to the operator.
    Silent on a policy that was not read whole or says too little of what is collected, on numbers in place of
    names, and where the list of third parties stands at an address of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._declared import readable
from mingjian.rules._evidence import few
from mingjian.rules._finding import finding
from mingjian.rules._flows import flow_chain
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._policy import missing
from mingjian.rules._recipients import Sending, is_own_domain, place, sendings
from mingjian.rules._sdk_list import listed

RULE = Rule(
    requirements=("26号-1.9.15",), severity="low", needs=("policy", "calls", "manifest"), proves=False
)
MOST = 2


def check(facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    if policy is None or not readable(facts):
        return
    if policy.sdk_list_link is not None and not listed(policy):
        return
    groups: dict[str, list[Sending]] = {}
    for one in sendings(facts):
        if not is_own_domain(facts, one.domain):
            groups.setdefault(one.domain, []).append(one)
    for domain, found in groups.items():
        yield _finding(facts, domain, found)


def _finding(facts: Facts, domain: str, found: list[Sending]) -> Finding:
    first = found[0]
    kinds = sorted({kind for one in found for kind, _ in one.sent})
    zh, en = "、".join(map(name_zh, kinds)), ", ".join(map(name_en, kinds))
    evidence: list[Evidence] = [*place(facts, first)]
    evidence += few((flow_chain(flow) for one in found for _, flow in one.sent), MOST)
    evidence.append(missing(facts, f"{domain} 或其所有者", f"{domain} or whose it is"))
    return finding(
        f"把{zh}发送到 {first.use.host}，隐私政策未写明这个接收方",
        f"Sends {en} to {first.use.host}; the policy names no such recipient",
        key=("recipient", domain),
        party=first.party,
        verdict="suspected",
        consent=first.moment.consent,
        personal_info=kinds,
        evidence=evidence,
    )
