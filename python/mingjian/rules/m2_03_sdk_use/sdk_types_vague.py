"""The policy's list of SDKs says only in general what an SDK takes.

Clause: 26号-2.3.6 处理个人信息的规则
Needs: policy.
Violates: never; suspected where all that an entry says of what it takes is 个人信息, 相关信息, 必要信息 or
    the like, which names no type.
Limits: a named bundle (设备信息、网络信息) is left alone; 2.3/sdk-rules-missing tells where nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes
from mingjian.rules._sdk_list import handled, names, readable

RULE = Rule(requirements=("26号-2.3.6",), severity="low", needs=("policy",), proves=False)
_VAGUE = late(
    r"(?:(?:您的|用户的?|部分|某些|相关的?|必要的?|所需的?|其他|一些|有关的?|基本的?|实现功能所|可能的?)*"
    r"(?:个人信息|信息|资料|数据)(?:等|等信息|等相关信息)?[、，,；; ]?)+"
)


def check(facts: Facts) -> Iterator[Finding]:
    policy = readable(facts)
    if policy is None:
        return
    vague = [
        entry
        for entry in policy.sdks
        if handled(entry) and entry.types is not None and len(entry.types.value) < 60
        and not entry.more_types and _VAGUE.fullmatch(entry.types.value)
    ]  # fmt: skip
    if vague:
        yield finding(
            f"SDK清单只笼统写明收集“{vague[0].types.value if vague[0].types else ''}”：{names(vague)}",
            f"The list of SDKs says only in general what {len(vague)} of them take: {names(vague)}",
            key=("vague", *sorted(entry.name for entry in vague)),
            party=app(facts),
            verdict="suspected",
            evidence=quotes(facts, [entry.types.quote for entry in vague if entry.types][:4]),
        )
