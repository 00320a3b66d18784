"""Sends personal information that its privacy policy does not name, or denies: seen in traffic.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: network, policy.
Violates: a captured request carries a value that is surely personal information, or a digest of one, and the
    policy, which was read whole and does say what is collected, names neither the type nor a bundle that may
    mean it, for whoever sends it; or says that it is not collected. Suspected against a text found inside the
    package, which may be a short version.
Limits: silent on a policy that was not read whole, is in another language or states fewer than three types.
    What a user types and sends is information too; a policy that names the function without the type is
    charged. A policy that names every type seen says nothing of what the run did not send.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.network import Request, SentValue
from mingjian.model import Consent, Finding, Party
from mingjian.rules import Judgement, Rule
from mingjian.rules._declared import SILENT, readable, said_of
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes
from mingjian.rules._run import by, names_en, names_zh
from mingjian.rules._traffic import carrying, closed, hosts, kinds, party, sendings

RULE = Rule(requirements=("26号-1.9.15",), severity="high", needs=("network", "policy"), proves=False)
_Sent = list[tuple[Request, tuple[SentValue, ...]]]


def check(facts: Facts) -> Judgement:
    policy = facts.policy
    if policy is None or not policy.is_policy:
        return ()
    grouped: dict[tuple[Party, str], _Sent] = {}
    for request, values in carrying(facts):
        for kind in kinds(values):
            if kind not in SILENT:
                of_kind = tuple(value for value in values if value.type == kind)
                grouped.setdefault((party(facts, request), kind), []).append((request, of_kind))
    found = [one for (who, kind), sent in grouped.items() if (one := _finding(facts, who, kind, sent))]
    return found or closed(facts) or ()


def _finding(facts: Facts, who: Party, kind: str, sent: _Sent) -> Finding | None:
    policy = facts.policy
    assert policy is not None  # noqa: S101 - needs
    said = said_of(policy, kind, who)
    denied = said.stand == "denied"
    if not denied and not (said.stand == "undeclared" and readable(facts)):
        return None
    early: Consent | None = next(
        (one.timeline for one, _ in sent if one.timeline in ("before", "refused")), None
    )
    to_zh, to_en = hosts(request for request, _ in sent)
    by_zh, by_en = by(who)
    words = quotes(facts, [said.quote]) if denied else [missing(facts, names_zh([kind]), names_en([kind]))]
    return finding(
        f"发送{names_zh([kind])}（{to_zh}）{by_zh}，隐私政策{'称不收集' if denied else '未写明'}",
        f"Sends {names_en([kind])} ({to_en}){by_en}; the policy "
        f"{'says it is not collected' if denied else 'does not name it'}",
        key=("denied" if denied else "undeclared", who.id, kind),
        party=who,
        verdict="suspected" if policy.found == "package" else "violates",
        consent=early,
        personal_info=(kind,),
        evidence=[*sendings(sent), *words],
    )
