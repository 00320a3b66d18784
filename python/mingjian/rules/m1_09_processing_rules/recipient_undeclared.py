"""Talks to the server of a company that its privacy policy does not name.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy, calls, manifest.
Violates: never from code alone; suspected where reachable code that is not that company's own holds the
    address of a server of its service (knowledge/network_hosts), does not merely show it in a page or hand it
    to another app, and the policy nowhere names the company, its house, any of its SDKs under any alias, or
    the domain. Where a followed data flow lets personal information out at that place, the finding names it.
    Captured traffic settles what is sent.
Limits: a company's own SDK is 2.3's matter; stores and networks that hold files for whoever pays are not
    asked for; servers that are not in the table are nobody's here. Addresses put together or received at run
    time and native code are not seen. Silent on a policy that was not read whole or says too little of what
    is collected, and where the list of third parties stands at an address of its own.
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
from mingjian.rules._policy import missing, quotes
from mingjian.rules._recipients import Talk, is_named, place, talks
from mingjian.rules._sdk_list import listed

RULE = Rule(
    requirements=("26号-1.9.15",), severity="medium", needs=("policy", "calls", "manifest"), proves=False
)
MOST_HOSTS = 3
MOST_QUOTED = 2


def check(facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    if policy is None or not readable(facts):
        return
    if policy.sdk_list_link is not None and not listed(policy):
        return
    groups: dict[tuple[str, str], list[Talk]] = {}
    for one in talks(facts):
        groups.setdefault((one.party.id, one.sdk.vendor_zh), []).append(one)
    for found in groups.values():
        if not is_named(policy, found[0].sdk):
            yield _finding(facts, found)


def _finding(facts: Facts, found: list[Talk]) -> Finding:
    first = found[0]
    hosts = list(dict.fromkeys(one.use.host for one in found))
    shown = "、".join(hosts[:MOST_HOSTS]), ", ".join(hosts[:MOST_HOSTS])
    more = "" if len(hosts) <= MOST_HOSTS else f" … ({len(hosts)})"
    kinds = sorted({kind for one in found for kind, _ in one.sent})
    sent_zh = f"，并发送{'、'.join(map(name_zh, kinds))}" if kinds else ""
    sent_en = f" and sends {', '.join(map(name_en, kinds))} there" if kinds else ""
    by_zh, by_en = ("", "") if first.party.kind == "app" else (first.party.name, f" by {first.party.name_en}")
    evidence: list[Evidence] = [*place(facts, first)]
    evidence += few((flow_chain(flow) for one in found for _, flow in one.sent), 2)
    evidence += [item for one in found[1:MOST_HOSTS] for item in place(facts, one)[-1:]]
    policy = facts.policy
    if policy is not None:
        named = [one.quote for one in policy.recipients if one.kind == "named" and not one.negated]
        evidence += quotes(facts, [*(one.quote for one in policy.sdks), *named][:MOST_QUOTED])
    evidence.append(
        missing(facts, f"{first.sdk.vendor_zh}（{hosts[0]}）", f"{first.sdk.vendor_en} ({hosts[0]})")
    )
    return finding(
        f"{by_zh}访问{first.sdk.vendor_zh}的服务器 {shown[0]}{more}{sent_zh}，隐私政策未提及该公司或其产品",
        f"Talks to servers of {first.sdk.vendor_en}, {shown[1]}{more}{by_en}{sent_en}; "
        "the policy names neither the company nor a product of its",
        key=("recipient", first.sdk.vendor_zh),
        party=first.party,
        verdict="suspected",
        consent=first.moment.consent,
        personal_info=kinds,
        evidence=evidence,
    )
