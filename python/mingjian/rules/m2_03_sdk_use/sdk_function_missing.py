"""The policy's list of SDKs does not say what an SDK is for.

Clause: 26号-2.3.5 功能及其处理个人信息的规则
Needs: policy.
Violates: an entry of the list gives neither function nor purpose, neither in a cell or line of its own nor in
    the heading over it.
Limits: entries that running text mentions in passing are not judged; whether the purpose told is true is not
    seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts, sdk_names
from mingjian.facts.policy.types import StatedSdk
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes
from mingjian.rules._sdk_list import handled, listed, names, readable

RULE = Rule(requirements=("26号-2.3.5",), severity="medium", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = readable(facts)
    if policy is None:
        return
    without = [entry for entry in listed(policy) if handled(entry) and not _told(policy, entry)]
    if without:
        yield finding(
            f"SDK清单未写明功能或目的：{names(without)}",
            f"The list of SDKs does not say what {len(without)} of them are for: {names(without)}",
            key=("function", *sorted(entry.name for entry in without)),
            party=app(facts),
            evidence=quotes(facts, [entry.quote for entry in without][:4]),
        )


def _told(policy: PolicyFacts, entry: StatedSdk) -> bool:
    """By a field, by the name itself (极光推送), or by the heading."""
    if entry.purpose is not None or entry.scenario is not None or sdk_names.kinds_of(entry.name):
        return True
    section = policy.document.passages[entry.quote.passage].section
    return section is not None and bool(sdk_names.kinds_of(policy.document.passages[section].text))
