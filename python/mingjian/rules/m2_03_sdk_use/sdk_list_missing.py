"""Uses SDKs of others, and the policy has no list of them.

Clause: 26号-2.3.4 集中展示并及时更新嵌入的SDK名称
Needs: policy.
Violates: the policy says that SDKs of others are embedded, or SDKs that handle personal information are
    surely in the package, and the text neither lists any by name nor says where the list stands. Suspected
    where names stand only in passing, in two or more places, so that they are not shown together.
Limits: a list at another address, or in another document, is taken as a list; whether it opens is not tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Quote
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes
from mingjian.rules._sdk_list import embedded, listed, readable

RULE = Rule(requirements=("26号-2.3.4",), severity="medium", needs=("policy",), proves=False)
_USES = late(
    r"(?:接入|嵌入|集成|使用|引入|内嵌|内置)[^。；]{0,30}(?:第三方|合作|授权)[^。；]{0,20}(?:SDK|软件开发工具包|软件工具开发包|软件开发包)"
    r"|(?:第三方|合作伙伴)[^。；]{0,12}(?:SDK|软件工具?开发工?具?包)[^。；]{0,30}(?:收集|获取|处理)",
    re.I,
)
FEW_PLACES = 2
NEAR = 2
"""Passages apart."""
LIST_OF = 3


def check(facts: Facts) -> Iterator[Finding]:
    policy = readable(facts)
    if policy is None or policy.sdk_list_link is not None or listed(policy):
        return
    inside = [known for _, known in embedded(facts) if known.personal_info]
    if policy.sdks:
        places = sorted({entry.quote.passage for entry in policy.sdks})
        if len(places) >= FEW_PLACES and not _together(places):
            yield finding(
                f"SDK名称散见于{len(places)}处，未集中展示",
                f"SDKs are named in {len(places)} separate places and not shown together",
                key=("scattered",),
                party=app(facts),
                verdict="suspected",
                evidence=quotes(facts, [entry.quote for entry in policy.sdks][:3]),
            )
        return
    said = _says(policy)
    if said is None and not inside:
        return
    names_zh = "、".join(one.name_zh for one in inside[:3])
    names_en = ", ".join(one.name_en for one in inside[:3])
    yield finding(
        f"包内有 {names_zh} 等SDK，隐私政策没有SDK清单"
        if inside
        else "隐私政策说明接入第三方SDK，却没有列出任何SDK名称",
        f"The package has {names_en}; the policy has no list of SDKs"
        if inside
        else "The policy says that third-party SDKs are embedded and names none",
        key=("missing",),
        party=app(facts),
        evidence=[
            *quotes(facts, [said]),
            missing(facts, "SDK清单及其所在", "a list of SDKs or where it stands"),
        ],
    )


def _together(places: list[int]) -> bool:
    """Three or more of them stand one after the other: a list in all but its layout."""
    run = 1
    for before, after in pairwise(places):
        run = run + 1 if after - before <= NEAR else 1
        if run >= LIST_OF:
            return True
    return False


def _says(policy: PolicyFacts) -> Quote | None:
    """Where the policy says that SDKs of others are embedded."""
    for index, passage in enumerate(policy.document.passages):
        found = _USES.search(passage.text)
        if found is not None:
            return Quote(index, *found.span())
    return None
