"""Money is taken without a screen that named the sum and was confirmed.

Clause: 26号-1.5.4 收费等附加条件的，应当显著提示
Needs: screen.
Violates: a page says that a payment was made (支付成功, 扣费成功 …), and no screen between it and the one
    before the last payment named a sum and was answered by a touch on words that pay, open or confirm,
    nor did a paying app or the system's own payment window come between. Suspected: a sum stood there,
    but what was touched named neither money nor confirming.
Limits: lists of orders and bills that tell of earlier payments are left out. What the sum is for is for a
    person to read. A run that buys nothing settles nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.words import COST, PRICE
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import screens_of, seen, shown, uncovered, unread
from mingjian.rules._shown_pages import labels, tapped_words, whole

RULE = Rule(requirements=("26号-1.5.4",), severity="high", needs=("screen",))
PAID = late(
    r"^(恭喜(您|你)?[,!]?)?(您|你)?(已)?((支付|付款|扣款|扣费|充值|购买|订购|订阅|缴费|打赏)(已)?(成功"
    r"|完成)|(成功|已为您|已为你|已从.{0,12})(支付|付款|扣款|扣费|扣除)|(会员|vip|套餐"
    r"|连续包[月年季])(已)?(开通|续费)成功|已(扣款|扣费)"
    r"|(payment|purchase|order)(was|is)?(successful|succeeded|complete[d]?)|youpaid)"
    r"([,:!]?[¥￥$]?-?\d+([.]\d{1,2})?元?)?[!。]?$",
    re.IGNORECASE,
)
"""Whole words of a page that tells of a payment just made."""
EARLIER = late(
    r"(订单(列表|记录|中心)|我的订单|全部订单|账单|交易记录|消费记录|支付记录|购买记录|充值记录|明细"
    r"|消息中心|orderhistory|transactions?)",
    re.IGNORECASE,
)
"""Pages and entries that tell of earlier payments."""
CONFIRMS = late(
    r"(确认|确定|提交|支付|付款|购买|开通|订购|订阅|充值|下单|打赏|同意|继续|confirm|pay|buy|subscribe"
    r"|purchase|continue|ok$)",
    re.IGNORECASE,
)
"""Words of what one touches to pay."""
CASHIERS = late(
    r"(alipay|tencent\.mm|unionpay|android\.vending|iapppay|heytap\.pay|oppo\.pay|nearme\.atlas"
    r"|vivo\.\w*pay|hms|huawei\.wallet|mipay|miui\.\w*pay|jdpay|bank)",
    re.I,
)
"""Packages that take money and say how much."""


def check(facts: Facts) -> Judgement:
    screens = screens_of(facts)
    paid = [(at, one, spot) for at, one in shown(facts) if (spot := _paid(facts, at, one)) is not None]
    if not paid:
        return uncovered(facts, "purchase")
    found: list[Finding] = []
    begin = 0
    for at, one, spot in paid:
        way = screens[begin:at]
        if unread(way) or not way:
            return uncovered(facts, "purchase")
        found += _unconfirmed(facts, begin, at, one, spot)
        begin = at + 1
    return found


def _paid(facts: Facts, at: int, one: Screen) -> int | None:
    """Where the page tells of a payment just made."""
    told = [index for index, said in labels(one) if PAID.match(said)]
    if len(told) != 1 or EARLIER.search(whole(one)):
        return None
    return None if at and EARLIER.search(tapped_words(facts, at - 1)) else told[0]


def _unconfirmed(facts: Facts, begin: int, end: int, one: Screen, spot: int) -> Iterator[Finding]:
    screens = screens_of(facts)
    priced = False
    for at in range(begin, end):
        here = screens[at]
        if "app" not in here.kinds:
            if CASHIERS.search(here.package) or PRICE.search(whole(here)):
                return
            continue
        named = bool(PRICE.search(whole(here)))
        said = tapped_words(facts, at)
        if named and (CONFIRMS.search(said) or COST.search(said)):
            return
        priced = priced or named
    before = next((screens[at] for at in range(end - 1, begin - 1, -1) if "app" in screens[at].kinds), None)
    told = one.nodes[spot].text or one.nodes[spot].description
    yield finding(
        f"没有经过确认金额的界面即显示“{told[:16]}”",
        f"“{told[:24]}” comes without a screen on which the sum was confirmed",
        key=("unconfirmed",),
        party=app(facts),
        verdict="suspected" if priced else "violates",
        evidence=[*([seen(before)] if before is not None else []), seen(one, [spot])],
    )
