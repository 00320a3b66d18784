"""Takes personal information that its privacy policy does not name, or denies: seen in a run.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: behaviour, policy.
Violates: a record of the run in which the app or an SDK in it takes an identifier of the device or the
    person, location, contacts, messages, the list of installed apps or the like, and the policy, which
    was read whole and does say what is collected, names neither the type nor a bundle that may mean it;
    or says that it is not collected. Suspected against a text found inside the package, which may be a
    short version.
Limits: silent on a policy that was not read whole, is in another language or states fewer than three
    types. Silence of the run counts where it went on after consent with records of calls or guarded
    operations.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.behaviour import Use
from mingjian.model import Finding, Party
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._declared import SILENT, readable, said_of
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes
from mingjian.rules._run import CALLS, by, names_en, names_zh, records, takings, went

RULE = Rule(requirements=("26号-1.9.15",), severity="high", needs=("behaviour", "policy"))


def check(facts: Facts) -> Judgement:
    found = list(_found(facts))
    if found:
        return found
    if not went(facts, "after"):
        return NotCovered((CALLS,))
    if not readable(facts):
        return NotCovered(("privacy_policy",))
    return ()


def _found(facts: Facts) -> Iterator[Finding]:
    policy = facts.policy
    if policy is None or not policy.is_policy:
        return
    grouped: dict[tuple[Party, str], list[Use]] = {}
    for use in takings(facts):
        for kind in use.personal_info:
            if kind not in SILENT:
                grouped.setdefault((use.party, kind), []).append(use)
    for (party, kind), uses in grouped.items():
        said = said_of(policy, kind, party)
        denied = said.stand == "denied"
        if not denied and not (said.stand == "undeclared" and readable(facts)):
            continue
        by_zh, by_en = by(party)
        words = (
            quotes(facts, [said.quote]) if denied else [missing(facts, names_zh([kind]), names_en([kind]))]
        )
        yield finding(
            f"运行时读取{names_zh([kind])}{by_zh}，隐私政策{'称不收集' if denied else '未写明'}",
            f"Reads {names_en([kind])} while running{by_en}; the policy "
            f"{'says it is not collected' if denied else 'does not name it'}",
            key=("denied" if denied else "undeclared", party.id, kind),
            party=party,
            verdict="suspected" if policy.found == "package" else "violates",
            consent=uses[0].timeline,
            personal_info=(kind,),
            evidence=[*records(uses, 2), *words],
        )
