"""The privacy policy is that of another app.

Clause: 26号-1.9.1 告知用户个人信息处理规则
Needs: policy, manifest.
Violates: never by itself; suspected where the policy names the product it is for, the package's label is
    nowhere in its text, neither name is part of the other, and the text does not say that it holds for all
    of the operator's products.
Limits: an app may go by another name in its store than on its icon; such a pair is suspected too. A policy
    that names no product, or the operator's brand for all of its products, tells nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.model import Evidence, Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._evidence import line_of, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._names import core, skeleton
from mingjian.rules._policy import quotes, whole

RULE = Rule(requirements=("26号-1.9.1",), severity="high", needs=("policy", "manifest"), proves=False)
_FOR_ALL = late(
    r"(?:适用于|统一适用|提供的)[^。；]{0,40}(?:所有|全部|各项|旗下|系列|任何|各类|一系列|其他|相关)[^。；]{0,16}"
    r"(?:产品|服务|应用|软件|游戏|APP|客户端)|一般性(?:的)?隐私(?:条款|政策)|等(?:产品|应用|软件|APP)",
    re.IGNORECASE,
)
LEAST_LABEL = 2
"""Letters of a label that can be looked for."""


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None or not policy.apps or facts.manifest is None:
        return
    labels = [facts.manifest.label or "", *(one.text for one in facts.manifest.labels)]
    names = [name for name in dict.fromkeys(map(core, labels)) if len(name) >= LEAST_LABEL]
    if not names or any(_named(policy, name) for name in names) or _for_all(policy):
        return
    label = (facts.manifest.label or "").strip()
    evidence: list[Evidence] = quotes(facts, [said.quote for said in policy.apps[:2]])
    yield finding(
        f"隐私政策写的是“{policy.apps[0].value}”，全文未出现本应用名称“{label}”",
        f"The privacy policy is for “{policy.apps[0].value}”; this app's name “{label}” is nowhere in it",
        key=("other",),
        party=app(facts),
        verdict="suspected",
        evidence=[*evidence, manifest_line(facts, line_of(facts, "android:label"))],
    )


def _named(policy: PolicyFacts, name: str) -> bool:
    """The label stands in the text, or is part of a product's name or the other way round."""
    products = [skeleton(said.value) for said in policy.apps]
    if any(product and (name in product or product in name) for product in products):
        return True
    return any(name in _letters(passage.text) for passage in policy.document.passages)


def _letters(text: str) -> str:
    return re.sub(r"[^\w]+", "", text).casefold()


def _for_all(policy: PolicyFacts) -> bool:
    head = policy.document.passages[: max(20, len(policy.document.passages) // 8)]
    return any(_FOR_ALL.search(passage.text) for passage in head)
