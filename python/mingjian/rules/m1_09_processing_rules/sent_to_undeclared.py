"""Sends personal information to somebody its privacy policy does not name: seen in traffic.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: network, policy.
Violates: a captured request carries a value that is surely personal information, or a digest of one, to a
    server of a company (knowledge/network_hosts) that the policy nowhere names: not the company, its house,
    any of its SDKs under any alias, nor the domain. Suspected where the server's owner is unknown, its
    domain shares no part with the package's name or its certificate and stands nowhere in the policy, and
    the app does talk to a domain that is its own by one of these signs.
Limits: as 1.9/recipient-undeclared and -unknown, which judge the same of code: stores and networks that
    hold files for whoever pays are nobody's here. Silent on a policy that was not read whole or says too
    little, and where the list of third parties stands at an address of its own. A policy that names every
    recipient seen says nothing of those the run did not meet.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.network import Request, SentValue
from mingjian.facts.network.owners import vendor
from mingjian.facts.network_hosts import registrable
from mingjian.facts.policy import PolicyFacts
from mingjian.model import Consent, Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, whole
from mingjian.rules._recipients import is_named, stands_in
from mingjian.rules._sdk_list import listed
from mingjian.rules._traffic import carrying, closed, hosts, kinds, names, party, sendings

RULE = Rule(requirements=("26号-1.9.15",), severity="high", needs=("network", "policy"), proves=False)
_Sent = list[tuple[Request, tuple[SentValue, ...]]]


def check(facts: Facts) -> Judgement:
    policy = whole(facts)
    if policy is None or (policy.sdk_list_link is not None and not listed(policy)):
        return ()
    groups: dict[str, _Sent] = {}
    for request, values in carrying(facts):
        if request.third_party and not _told(policy, request):
            sdk = vendor(request.host)
            whose = registrable(request.host) if sdk is None else sdk.id
            groups.setdefault(whose, []).append((request, values))
    if not groups:
        return closed(facts) or ()
    return [_finding(facts, whose, found) for whose, found in groups.items()]


def _told(policy: PolicyFacts, request: Request) -> bool:
    """The policy names whose server it is."""
    sdk = vendor(request.host)
    return stands_in(policy, registrable(request.host)) or (sdk is not None and is_named(policy, sdk))


def _finding(facts: Facts, whose: str, found: _Sent) -> Finding:
    first = found[0][0]
    sdk = vendor(first.host)
    company_zh, company_en = (whose, whose) if sdk is None else (sdk.vendor_zh, sdk.vendor_en)
    sent = kinds(value for _, values in found for value in values)
    zh, en = names(sent)
    to_zh, to_en = hosts(request for request, _ in found)
    early: Consent | None = next(
        (one.timeline for one, _ in found if one.timeline in ("before", "refused")), None
    )
    return finding(
        f"把{zh}发送到{company_zh}（{to_zh}），隐私政策未写明这个接收方",
        f"Sends {en} to {company_en} ({to_en}); the policy names no such recipient",
        key=("sent", company_zh),
        party=party(facts, first),
        verdict="suspected" if sdk is None else "violates",
        consent=early,
        personal_info=sent,
        evidence=[*sendings(found), missing(facts, f"{company_zh}（{to_zh}）", f"{company_en} ({to_en})")],
    )
