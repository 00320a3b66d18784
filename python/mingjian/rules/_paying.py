"""Screens on which a user pays or renews: their words of price, renewal and cancelling."""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, View
from mingjian.facts.once import once
from mingjian.facts.words import COST, PRICE, RENEWAL
from mingjian.patterns import late

COST_ID = late(
    r"(price|money|amount|cost|fee|pay|buy|total|yuan|rmb|sku|vip|goods|order|alipay|wechat|wx|zfb)",
    re.IGNORECASE,
)
TRIAL = late(
    r"(免费试用|试用\s*\d|首(月|周|年|季|次|单|期)|前\s*\d+\s*(天|日)|\d+\s*(天|日)(免费)?试用|新人(价|特惠)"
    r"|free trial|first (month|week|year))",
    re.IGNORECASE,
)
"""A first period at another price."""
AFTER = late(
    r"((之后|以后|次月|次年|下(一)?(期|月|周期)|到期|届时|试用(期)?(结束)?后|期满|续费(价)?|原价).{0,24}?(\d+(\.\d{1,2})?\s*元|[¥￥$]\s*\d|%[\d$.]*[sdf]|\d\s*/\s*(月|年|季|周))"
    r"|(then|after|thereafter|afterwards).{0,32}?([$€¥]\s*\d|%[\d$.]*[sdf]))",
    re.IGNORECASE,
)
"""What the periods after the first cost; a placeholder is filled in by code."""
CANCEL = late(
    r"((取消|关闭|解除|退订|停止|终止|管理).{0,8}(自动)?(续费|续订|订阅|扣费|扣款|签约|免密)|(自动)?(续费|续订|订阅|扣费)管理"
    r"|(续费|续订|订阅|扣费|扣款).{0,12}(可)?(随时)?(取消|关闭)|随时(可)?(取消|退订|关闭)|退订|解约"
    r"|(cancel|manage|turn off|stop).{0,24}(subscription|renew)|cancel (anytime|at any time)|unsubscribe)",
    re.IGNORECASE,
)
"""Words of a way out."""
ADD_ON = late(
    r"(保险|意外险|退票险|延误险|保障(服务|计划)|增值(服务|包)|优惠(券)?包|加速包|会员(卡|权益|服务)?|礼包|联名卡|加购"
    r"|insurance|protection plan|add[- ]?on)",
    re.IGNORECASE,
)
"""Things that are sold beside what the user buys."""


def words(view: View) -> str:
    return " ".join(filter(None, (view.text, view.description, view.hint)))


def spoken(layout: Layout) -> str:
    """All words of a screen, a line each."""
    return "\n".join(filter(None, map(words, layout.views)))


@once
def paywalls(facts: Facts) -> tuple[Layout, ...]:
    """Layouts that name a price or the price of a renewal and hold something to buy by."""
    return tuple(layout for layout in (facts.layout.layouts if facts.layout else ()) if _is_paywall(layout))


def _is_paywall(layout: Layout) -> bool:
    told = spoken(layout)
    return bool((PRICE.search(told) or RENEWAL.search(told)) and COST.search(told) and _sells(layout))


def _sells(layout: Layout) -> bool:
    return any(
        COST.search(words(view))
        and (view.tag.endswith("Button") or view.clickable or view.on_click or view.id)
        for view in layout.views
        if view.text
    )
