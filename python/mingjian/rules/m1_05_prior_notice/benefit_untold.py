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
from mingjian.facts.words import AGREEMENT, CANCEL, COST, PRICE, RENEWAL
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._paying import BENEFIT, HEADING, MEMBER, paywalls, words

RULE = Rule(requirements=("26号-1.5.1",), severity="medium", needs=("layout",), proves=False)
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
