"""The policy's list of SDKs does not say who makes an SDK.

Clause: 26号-2.3.9 集中展示并及时更新嵌入的SDK名称
Needs: policy.
Violates: an entry of the list names no developer: the item cannot be held against the register's record,
    which has name, developer, purpose, types and link.
Limits: whether the company told is the register's is not seen without the register; entries that running text
    mentions in passing are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes
from mingjian.rules._sdk_list import handled, listed, names, readable

RULE = Rule(requirements=("26号-2.3.9",), severity="low", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = readable(facts)
    if policy is None:
        return
    entries = [entry for entry in listed(policy) if handled(entry) and entry.layout != "item"]
    without = [entry for entry in entries if entry.vendor is None]
    if without:
        yield finding(
            f"SDK清单未写明开发者：{names(without)}",
            f"The list of SDKs does not say who makes {len(without)} of them: {names(without)}",
            key=("vendor", *sorted(entry.name for entry in without)),
            party=app(facts),
            evidence=quotes(facts, [entry.quote for entry in without][:4]),
        )
