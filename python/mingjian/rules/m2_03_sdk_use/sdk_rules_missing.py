"""The policy's list of SDKs does not say what an SDK takes, or leads to no rules of its maker's.

Clause: 26号-2.3.6 处理个人信息的规则
Needs: policy.
Violates: an entry of the list names no type of personal information (“不收集” is an answer). Suspected where
    the whole list gives no link to its makers' rules, or an entry lacks the link that others have.
Limits: plain text keeps no links behind words, so a missing link is not told there; whether a link opens is
    not tried; entries that running text mentions in passing are not judged.
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

RULE = Rule(requirements=("26号-2.3.6",), severity="medium", needs=("policy",), proves=False)
KEEPS_LINKS = frozenset({"html", "mhtml", "md", "docx"})


def check(facts: Facts) -> Iterator[Finding]:
    policy = readable(facts)
    if policy is None:
        return
    entries = [entry for entry in listed(policy) if handled(entry)]
    untold = [entry for entry in entries if entry.types is None and entry.permissions is None]
    if untold:
        yield finding(
            f"SDK清单未写明收集的个人信息：{names(untold)}",
            f"The list of SDKs does not say what {len(untold)} of them take: {names(untold)}",
            key=("types", *sorted(entry.name for entry in untold)),
            party=app(facts),
            evidence=quotes(facts, [entry.quote for entry in untold][:4]),
        )
    unlinked = [entry for entry in entries if entry.link is None and entry.layout != "item"]
    if unlinked and policy.document.format in KEEPS_LINKS:
        yield finding(
            f"SDK清单未给出第三方个人信息处理规则的链接：{names(unlinked)}",
            f"The list of SDKs leads to no rules of the makers of {len(unlinked)} of them: {names(unlinked)}",
            key=("link", *sorted(entry.name for entry in unlinked)),
            party=app(facts),
            verdict="suspected",
            evidence=quotes(facts, [entry.quote for entry in unlinked][:4]),
        )
