"""Words on screens and the controls they name, in one place: facts and rules mean the same by them."""

from __future__ import annotations

import re

from mingjian.patterns import bilingual, late

AGREEMENT = bilingual(
    "隐私|用户协议|服务协议|服务条款|个人信息(保护|处理)",
    r"privacy\s*(policy|notice|agreement)|terms\s+of\s+(service|use)|user\s+agreement",
    re.IGNORECASE,
)
"""Names of the documents a user is asked to agree to."""
AGREE = late(r"(同意|接受|已阅读|agree|accept|consent|have\s+read)", re.IGNORECASE)
CLOSE_TEXT = late(
    r"^\s*([×✕✖╳xX✗❌]|跳过.*|关闭.*|\d*\s*s?\s*[|]?\s*跳过|skip.*|close.*|以后再说|暂不.*|取消|知道了|我知道了|不再提示|cancel|dismiss|later)\s*$",
    re.IGNORECASE,
)
CLOSE_ID = late(r"(close|skip|dismiss|cancel|guanbi|tiaoguo|_x$|btn_x|iv_x)", re.IGNORECASE)
AD_WORDS = bilingual("广告|推广|赞助|第三方页面", "advertisement|sponsored|promotion", re.IGNORECASE)
"""Words by which a screen says of itself that it advertises."""
AD_ID = late(r"((^|_)ads?(_|$|\d)|advert|guanggao)", re.IGNORECASE)
AGREES = late(
    r"^\s*(我?(已阅读并)?同意(并(继续|使用|进入|授权|登录))?|同意协议|接受(并继续)?|允许"
    r"|(i )?agree( (and|&) continue)?|accept( all)?)\s*$",
    re.IGNORECASE,
)
"""All words of a control that agrees."""
REFUSES = late(
    r"^\s*(不同意(并退出|,?退出(应用|app)?)?|我?不同意|拒绝|暂不(同意|使用)|不接受|退出(应用|app)?|仅浏览"
    r"|(i )?disagree|decline|reject|refuse|no,? thanks|exit)\s*[>》]?\s*$",
    re.IGNORECASE,
)
"""All words of a control that refuses."""
VAGUE = late(r"^\s*(好的?|我?知道了|确定|明白了|ok(ay)?|got it|i see)\s*$", re.IGNORECASE)
"""Words that neither agree nor refuse (TH-89)."""
RENEWAL = bilingual(
    "自动(续费|续订|扣费|扣款|续期)|连续包(月|季|年|周)|到期(后)?自动|次月(续费|自动)|免密(支付|代扣)",
    "auto[- ]?renew|renews? automatically|automatic(ally)? renew",
    re.IGNORECASE,
)
"""Words by which a service says that it renews itself."""
PRICE = late(
    r"([¥￥$€]\s*\d|\d+(\.\d{1,2})?\s*元|\d\s*/\s*(月|年|季|周|天)"
    r"|per (month|year|week)|/(mo|month|yr|year)\b)",
    re.IGNORECASE,
)
"""An amount of money."""
_PAYING = (
    r"元/|价格|售价|原价|支付|付款|付费|购买|开通|充值|订购|订阅|续费|收费|资费|打赏|捐赠|赞助|结算|下单|订单"
    r"|\bpay|\bbuy|purchase|subscribe|price|checkout|donat|\bfee\b"
)
COST = late(rf"([¥￥$€]|\d\s*元|{_PAYING})", re.IGNORECASE)
"""Words that tell that money is asked."""
PAYS = late(rf"({_PAYING}|[¥￥$€\d元]\s*/\s*(月|年|季|周|天|mo|month|yr|year)\b)", re.IGNORECASE)
"""The same, but for an amount alone: a ledger, a bill or a balance asks for nothing."""
CANCEL = late(
    r"((取消|关闭|解除|退订|停止|终止|管理).{0,8}(自动)?(续费|续订|订阅|扣费|扣款|签约|免密)|(自动)?(续费|续订|订阅|扣费)管理"
    r"|(续费|续订|订阅|扣费|扣款).{0,12}(可)?(随时)?(取消|关闭)|随时(可)?(取消|退订|关闭)|退订|解约"
    r"|(cancel|manage|turn off|stop).{0,24}(subscription|renew)|cancel (anytime|at any time)|unsubscribe)",
    re.IGNORECASE,
)
"""Words of a way out."""
OFFER = bilingual(
    "优惠|特惠|折扣|红包|福利|抽奖|中奖|大奖|秒杀|抢购|领取|领奖|立即抢|礼包|返现|满减|促销|大促|限时|新人专享"
    "|现金奖励|(立即|马上|一键)(开通|参与|参加|邀请)|邀请好友",
    r"\bcoupon|\bdiscount|special offer|\bbonus\b|\bprize|lucky draw",
    re.IGNORECASE,
)
"""Words by which a window offers goods, gifts or a part in a campaign."""
NOT_OFFER = bilingual(
    "更新|升级|新版本|权限|授权|登录|注册|注销|支付(中|结果|方式|密码)|正在支付|付款|收银|订单|转账|发红包|兑换",
    r"\bupdate|upgrade|permission|sign in|log ?in",
    re.IGNORECASE,
)
"""What such a window may not be: its subject is the app's own running or what the user is doing."""
DOWNLOADS = late(
    r"^(立即|马上|一键|免费|点击|普通|高速|安全|极速)?(下载|安装|下载安装|下载并安装)(APP|应用|软件|到手机|体验)?[!！]?$"
    r"|^(download|install)( now| app)?$",
    re.IGNORECASE,
)
"""The whole text of a button that fetches an app; updates of the app itself say 更新 or 升级."""
LONGEST_BUTTON = 24
"""No button's text is longer."""


def says_download(text: str) -> bool:
    """The whole text of a button downloads or installs."""
    bare = text.strip()
    return len(bare) <= LONGEST_BUTTON and DOWNLOADS.match(bare) is not None
