"""A membership is sold on a screen that names nothing one gets for it.

Clause: 26号-1.5.1 清晰明示产品功能权益
Needs: layout.
Violates: never from code alone; a screen that sells a membership (会员, VIP …), whose every word is a
    price, a period, a heading, an agreement or a button, and which holds nothing that code, a list, a
    picture or a page could fill with benefits, is suspected.
Limits: screens that code or a server fills in are taken as told; benefits named on the screen before, and
    whether what is named is what one gets, are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import View
from mingjian.facts.parties import app
from mingjian.facts.words import AGREEMENT, COST, PRICE, RENEWAL
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._paying import CANCEL, paywalls, words

RULE = Rule(requirements=("26号-1.5.1",), severity="medium", needs=("layout",), proves=False)
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
PAYING = late(r"(支付宝|微信|银联|云闪付|花呗|alipay|wechat|google play|apple)", re.IGNORECASE)
FILLED = (
    *("ImageView", "WebView", "ListView", "GridView", "ViewPager", "ViewPager2", "RecyclerView", "VideoView"),
    *("fragment", "ViewStub", "FragmentContainerView", "ViewFlipper", "TabLayout", "Banner"),
)
LARGEST_MARK_DP = 48.0
"""A picture up to this size is an icon, not a poster of benefits (project choice)."""


def check(facts: Facts) -> Iterator[Finding]:
    for layout in paywalls(facts):
        member = next((i for i, v in enumerate(layout.views) if MEMBER.search(words(v))), None)
        if member is None or any(_tells(view) or _fillable(view) for view in layout.views):
            continue
        price = next((i for i, v in enumerate(layout.views) if PRICE.search(words(v))), member)
        yield finding(
            f"会员购买界面没有写明任何功能或权益：{layout.name}",
            f"A membership is sold on a screen that names no function or benefit: {layout.name}",
            key=("benefit", layout.name),
            party=app(facts),
            verdict="suspected",
            evidence=[layout_view(layout, i) for i in sorted({member, price})],
        )


def _tells(view: View) -> bool:
    """Words that may name what one gets: anything that is not known to be something else."""
    said = words(view).strip()
    if not said:
        return False
    if BENEFIT.search(said):
        return True
    plain = (HEADING, PRICE, COST, RENEWAL, CANCEL, AGREEMENT, PAYING)
    return not any(pattern.search(said) for pattern in plain)


def _fillable(view: View) -> bool:
    """Something that shows what the layout does not say."""
    name = view.tag.rpartition(".")[2]
    if name.endswith(FILLED) or "." in view.tag.removeprefix("android.widget."):
        return not _is_mark(view)
    return name == "TextView" and not view.text and bool(view.id)


def _is_mark(view: View) -> bool:
    """A picture of a fixed small size."""
    try:
        return max(float(view.width), float(view.height)) <= LARGEST_MARK_DP
    except ValueError:
        return False
