"""Screens on which a user pays or renews: their words of price, renewal and cancelling."""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, View
from mingjian.facts.once import once
from mingjian.patterns import late

RENEWAL = late(
    r"(自动(续费|续订|扣费|扣款|续期)|连续包(月|季|年|周)|到期(后)?自动|次月(续费|自动)|免密(支付|代扣)"
    r"|auto[- ]?renew|renews? automatically|automatic(ally)? renew)",
    re.IGNORECASE,
)
"""Words by which a service says that it renews itself."""
PRICE = late(
    r"([¥￥$€]\s*\d|\d+(\.\d{1,2})?\s*元|\d\s*/\s*(月|年|季|周|天)"
    r"|per (month|year|week)|/(mo|month|yr|year)\b)",
    re.IGNORECASE,
)
"""An amount of money."""
COST = late(
    r"([¥￥$€]|\d\s*元|元/|价格|售价|原价|支付|付款|付费|购买|开通|充值|订购|订阅|续费|收费|资费|打赏|捐赠|赞助|结算|下单|订单"
    r"|\bpay|\bbuy|purchase|subscribe|price|checkout|donat|\bfee\b)",
    re.IGNORECASE,
)
"""Words that tell that money is asked."""
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
