"""Screens on which a user pays or renews: their words of price, renewal and cancelling."""

from __future__ import annotations

import re

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, LayoutFacts, View
from mingjian.facts.once import once
from mingjian.facts.words import COST, PRICE, RENEWAL
from mingjian.patterns import bilingual, late

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
ADD_ON = bilingual(
    "保险|意外险|退票险|延误险|保障(服务|计划)|增值(服务|包)|优惠(券)?包|加速包|会员(卡|权益|服务)?|礼包|联名卡|加购",
    "insurance|protection plan|add[- ]?on",
    re.IGNORECASE,
)
"""Things that are sold beside what the user buys."""
MEMBER = late(r"(会员|\bs?vip\b|贵宾|membership|\bpremium\b)", re.IGNORECASE)
HEADING = late(
    r"^[\s·•,，:：!！]*((开通|购买|续费|升级|成为|恢复|我的|选择|确认|立即|马上|连续包?)*(尊享|黄金|白金|钻石|超级|普通|年度|月度|永久|终身)*"
    r"(会员|s?vip|套餐|中心|月卡|季卡|年卡|月|季|年|永久|终身|membership|premium)+(中心|套餐|服务)?)[\s,，:：!！]*$",
    re.IGNORECASE,
)
"""Words that only name the thing sold or its period."""
BENEFIT = late(
    r"(权益|特权|享|解锁|去广告|免广告|无广告|无限|不限|功能|下载|高清|专属|云|空间|折|加速|导出|模板|课程|阅读|观看|播放|听|支持"
    r"|unlock|unlimited|no ads|remove ads|all features|benefit)",
    re.IGNORECASE,
)
"""Words of what one gets."""
FAINT_SP, FAINT_CONTRAST = 10.0, 3.0
"""Words of price or renewal below these are faint (project choice)."""


def words(view: View) -> str:
    if not view.description and not view.hint:
        return view.text or ""
    return " ".join(filter(None, (view.text, view.description, view.hint)))


def spoken(layout: Layout) -> str:
    """All words of a screen, a line each."""
    return "\n".join(filter(None, map(words, layout.views)))


def speaking(facts: Facts) -> tuple[tuple[Layout, str], ...]:
    """Every layout with all its words."""
    return () if facts.layout is None else _speaking(facts.layout)


@once
def _speaking(of: LayoutFacts) -> tuple[tuple[Layout, str], ...]:
    return tuple([(layout, spoken(layout)) for layout in of.layouts])


@once
def paywalls(facts: Facts) -> tuple[Layout, ...]:
    """Layouts that name a price or the price of a renewal and hold something to buy by."""
    return tuple(layout for layout, told in speaking(facts) if _is_paywall(layout, told))


def _is_paywall(layout: Layout, told: str) -> bool:
    return bool((PRICE.search(told) or RENEWAL.search(told)) and COST.search(told) and _sells(layout))


def _sells(layout: Layout) -> bool:
    return any(
        COST.search(words(view))
        and (view.tag.endswith("Button") or view.clickable or view.on_click or view.id)
        for view in layout.views
        if view.text
    )
