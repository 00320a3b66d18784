"""The policy asks too much of a user who corrects, deletes or closes an account.

Clause: 关联-7 不设不合理条件 (认定方法 六.2; T/TAF 085-2021 4.1.2 b)–d))
Needs: policy.
Violates: the text asks for a minimum age of the account, for no recent change of password or telephone,
    or for an exact history of use; or for a photograph of an identity document or one held in the hand,
    an identity number, a bank card or a face, where nothing in the text says that this is collected for
    using the app. Suspected: the latter where the text does say so (it may only be from some users);
    closing one account closes others or ends other products; a document by post, notarised or signed; the
    only way is a counter; a reason must be given.
Limits: conditions that only the app or a separate agreement (注销须知) names are not seen. Settled
    orders, cleared balances and proof that it is the user who asks are lawful and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Said, StatedRight
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes, words
from mingjian.rules._rights import NAMES, of_app

RULE = Rule(requirements=("关联-7",), severity="medium", needs=("policy",), proves=False)
AGE = "TH-55"
KINDS = frozenset({"correct", "delete", "cancel_account"})
NEVER = {
    "account_age": ("账号注册满一定时间", "an account of a certain age"),
    "recent_change": ("近期未修改密码、手机等", "no recent change of password or telephone"),
    "history": ("提供精确的历史操作记录", "an exact history of use"),
}
MORE = {
    "identity_photo": ("身份证件照片", "a photograph of an identity document", ("id_document_number",)),
    "identity_number": (
        "身份证件号码",
        "an identity number",
        ("id_document_number", "real_name_auth_result"),
    ),
    "bank_card": ("银行卡号", "a bank card number", ("bank_card_number",)),
    "face": ("人脸识别", "face recognition", ("face",)),
}
"""Condition → its names, and the types whose collection elsewhere makes it no more than was asked before."""
COUNTER = late(r"窗口|网点|柜[面台]|营业[厅网]|门店|现场|线下")
EITHER = late(r"或|也可|可以选择|任[意一]|以下方式")
DOUBTFUL = {
    "other_products": ("一并注销或影响其他产品、服务", "that other products or services end too"),
    "reason": ("填写注销原因", "a reason"),
}


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None:
        return
    told: set[tuple[str, str]] = set()
    for right in policy.rights:
        if right.kind not in KINDS:
            continue
        for condition in right.conditions:
            if (right.kind, condition.value) not in told and (one := _judge(facts, policy, right, condition)):
                told.add((right.kind, condition.value))
                yield one


def _judge(facts: Facts, policy: PolicyFacts, right: StatedRight, condition: Said) -> Finding | None:
    kind = condition.value
    if kind in NEVER and right.kind == "cancel_account":
        return _found(facts, right, condition, *NEVER[kind], "violates")
    if kind in MORE:
        zh, en, types = MORE[kind]
        asked = any(one.type in types and not one.negated and one.by == "app" for one in policy.collections)
        if kind in ("identity_number", "face", "bank_card") and asked:
            return None
        return _found(facts, right, condition, zh, en, "suspected" if asked else "violates")
    if kind in DOUBTFUL and right.kind == "cancel_account":
        return _found(facts, right, condition, *DOUBTFUL[kind], "suspected")
    if kind == "in_person" and right.kind == "cancel_account" and _only_in_person(policy):
        return _found(facts, right, condition, "到柜台、网点等现场办理", "going to a counter", "suspected")
    return None


def _only_in_person(policy: PolicyFacts) -> bool:
    """No other way to close the account is given than to come."""
    ways = [right for right in policy.rights if right.kind == "cancel_account" and right.channel]
    return all(
        COUNTER.search(right.channel) and not EITHER.search(policy.words(right.quote)) for right in ways
    )


def _found(
    facts: Facts,
    right: StatedRight,
    condition: Said,
    zh: str,
    en: str,
    verdict: Literal["violates", "suspected"],
) -> Finding:
    name_zh, name_en, _ = NAMES[right.kind]
    shown = words(facts, condition.quote)
    return finding(
        f"{name_zh}附加条件：{zh}（“{shown}”）",
        f"{name_en.capitalize()} is made to depend on {en} (“{shown}”)",
        key=(right.kind, condition.value),
        party=app(facts),
        verdict=verdict,
        threshold=AGE if condition.value == "account_age" else None,
        evidence=quotes(facts, [condition.quote, right.quote]),
    )
