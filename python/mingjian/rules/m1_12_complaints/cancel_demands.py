"""Closing the account is made to depend on too much: read on the screens that close it.

Clause: 关联-7 不设不合理条件 (认定方法 六.2; T/TAF 085-2021 4.1.2 b)–d))
Needs: screen.
Violates: a page that closes the account asks for an account of a certain age, no recent change of
    password or telephone, an exact history of use, or a photograph of an identity document or one held in
    the hand. Suspected: an identity number, a bank card or a face (where registering asked for it, it is
    no more than before); closing other products too; coming to a counter; a reason that must be given.
Limits: settled orders, cleared balances and a code sent to the telephone are lawful. What registering
    asked for is on other screens. Conditions on a page that scrolls and was not scrolled settle nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy.conditions import conditions
from mingjian.facts.policy.text import Clause
from mingjian.facts.policy.types import Quote
from mingjian.facts.screen import Screen
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import controls, seen, shown, uncovered, unread
from mingjian.rules._shown_pages import CLOSES, bare, label, read_to_the_end, tapped_words, titled, whole

RULE = Rule(requirements=("关联-7",), severity="medium", needs=("screen",))
AGE = "TH-55"
PAGE = late(
    r"(注销(须知|条件|协议|说明|提示|确认|申请|流程|原因|账号|帐号|账户|帐户|前)|(确认|申请|继续|同意"
    r"|立即)注销|(delete|close|deactivate)(your|my|this)?account)",
    re.IGNORECASE,
)
"""Words of the pages that close an account."""
NAMES: dict[str, tuple[str, str, Literal["violates", "suspected"]]] = {
    "account_age": ("账号注册满一定时间", "an account of a certain age", "violates"),
    "recent_change": ("近期未修改密码、手机等", "no recent change of password or telephone", "violates"),
    "history": ("提供精确的历史操作记录", "an exact history of use", "violates"),
    "identity_photo": ("身份证件照片", "a photograph of an identity document", "violates"),
    "identity_number": ("身份证件号码", "an identity number", "suspected"),
    "bank_card": ("银行卡号", "a bank card number", "suspected"),
    "face": ("人脸识别", "face recognition", "suspected"),
    "other_products": (
        "一并注销或影响其他产品、服务",
        "that other products or services end too",
        "suspected",
    ),
    "in_person": ("到柜台、网点等现场办理", "going to a counter", "suspected"),
    "reason": ("填写注销原因", "a reason", "suspected"),
}
ENGLISH = {
    "account_age": late(
        r"account (must|needs to|has to|should) (be|have been) .{0,30}\d+ (hours|days|months)"
        r"|registered for .{0,20}\d+ (hours|days|months)",
        re.I,
    ),
    "recent_change": late(r"(not|no).{0,20}chang\w+ .{0,40}(last|past) .{0,10}\d+ (hours|days|months)", re.I),
    "identity_photo": late(r"(photo|picture|scan|copy) of .{0,30}(id|identity|passport)", re.I),
    "face": late(r"(face|facial) (recognition|scan|verification)", re.I),
}
"""Conditions in English; others are read in Chinese alone."""
FREE = late(r"(选填|可选|非必填|选择性|无需|不需要|不必|无须|如有|optional)", re.IGNORECASE)
EITHER = late(r"(或|也可|任[意一]|以下方式)")
FINISHES = late(
    r"^(确认|申请|继续|同意|立即|仍要|下一步|提交|我已阅读).{0,12}(注销)?.{0,6}$|^(next|confirm|continue"
    r"|delete|submit).{0,16}$",
    re.IGNORECASE,
)


def check(facts: Facts) -> Judgement:
    closing = [(at, one) for at, one in shown(facts) if _closes(facts, at, one)]
    found: dict[str, Finding] = {}
    for _, one in closing:
        for kind, spot, told in _asked(one):
            found.setdefault(kind, _finding(facts, one, kind, spot, told))
    if found:
        return list(found.values())
    ended = all(read_to_the_end(facts, at) for at, _ in closing)
    finishes = any(FINISHES.match(label(node)) for _, one in closing for _, node in controls(one))
    if not closing or not ended or not finishes or unread(one for _, one in closing):
        return uncovered(facts, "closing")
    return ()


def _closes(facts: Facts, at: int, one: Screen) -> bool:
    """It is titled so, or was reached by touching such an entry or button, and speaks of it."""
    if not PAGE.search(whole(one)) and not (at and CLOSES.search(tapped_words(facts, at - 1))):
        return False
    return titled(one, CLOSES) or bool(at and CLOSES.search(tapped_words(facts, at - 1))) or _speaks(one)


def _speaks(one: Screen) -> bool:
    """More than an entry in a menu: a heading or a button of the closing itself."""
    return any(
        PAGE.search(said)
        and (FINISHES.match(said) or len(said) > 10 or re.search(r"须知|条件|协议|说明|确认", said))
        for _, node in controls(one)
        if (said := label(node))
    )


def _asked(one: Screen) -> Iterator[tuple[str, int, str]]:
    """Conditions with the views that name them."""
    for at, node in controls(one):
        text = bare(node.text or node.description)
        raw = node.text or node.description
        if node.typed:
            text = f"请填写{text}{bare(node.hint)}"
        elif not text:
            continue
        for sentence in re.split(r"(?<=[。；;!?！？\n])", raw if not node.typed else text):
            said = bare(sentence)
            if not said or FREE.search(said):
                continue
            for condition in conditions(Clause(said, Quote(0, 0, len(said)), None)):
                if condition.value in NAMES and _too_much(condition.value, said, node.typed):
                    yield condition.value, at, said
            for kind, pattern in ENGLISH.items():
                if pattern.search(sentence):
                    yield kind, at, sentence.strip()


def _too_much(kind: str, said: str, typed: bool) -> bool:
    if kind == "reason":
        return typed or (
            bool(re.search(r"(必填|必须|请.{0,4}(填写|说明|输入))", said)) and "选择" not in said
        )
    if kind == "in_person":
        return not EITHER.search(said)
    return True


def _finding(facts: Facts, one: Screen, kind: str, spot: int, told: str) -> Finding:
    zh, en, verdict = NAMES[kind]
    return finding(
        f"注销账号附加条件：{zh}（“{told[:40]}”）",
        f"Closing the account is made to depend on {en} (“{told[:60]}”)",
        key=("cancel_account", kind),
        party=app(facts),
        verdict=verdict,
        threshold=AGE if kind == "account_age" else None,
        evidence=[seen(one, [spot])],
    )
