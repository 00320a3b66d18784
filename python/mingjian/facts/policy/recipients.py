"""Who outside gets information, other than the SDKs of the list: shared, entrusted, handed on, published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, StatedRecipient

Kind = Literal[
    "named", "affiliates", "partners", "advertisers", "processors", "authorities", "public", "merger"
]

LONGEST = 600
SHORT = 14
"""Shorter lines are headings or members of a list."""

_GIVES = re.compile(
    r"共享|分享给|提供给|(?:向|给)(?!您|你)[^，。；]{1,40}(?:提供|披露|传输|同步|发送|转让|转移)|转让|公开披露|"
    r"对外(?:提供|披露)|委托[^，。；]{0,30}(?:处理|提供|收集)|"
    r"转移(?:您|用户|个人信息)|传输[给至]|发送[给至]|披露|透露|出售|转移给|交由|受托|共同(?:处理|收集|使用)"
)
_INFORMATION = re.compile(r"信息|资料|数据|手机号|号码|地址|记录|标识|照片|内容")
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("merger", re.compile(r"合并|收购|分立|破产|重组|资产转让|控制权变更|并购|清算|解散")),
    ("authorities", re.compile(r"司法|行政机关|政府|监管(?:部门|机构|机关)|执法|法院|公安|检察|主管部门|"
                               r"有权机关|国家机关|行政(?:或|、)司法")),
    ("advertisers", re.compile(r"广告(?:主|商|客户|合作|服务|主或|投放|平台|联盟|监测|分析|类|代理)|"
                               r"媒体合作")),
    ("affiliates", re.compile(r"关联(?:公司|方|企业|主体)|集团(?:成员|公司|内|下属)|附属公司|母公司|"
                              r"子公司|控股公司|关联关系")),
    ("processors", re.compile(r"委托|受托|供应商|服务提供商|技术服务|外包|代表我们|云服务商")),
    ("partners", re.compile(r"合作伙伴|合作方|合作商|合作第三方|第三方|商家|商户|服务商|物流|支付机构|"
                            r"运营商|银行|保险|其他公司|任何公司|其他组织|他人|业务伙伴")),
    ("public", re.compile(r"公开披露|公示|公众|公布")),
)  # fmt: skip
"""The narrowest first."""
_COMPANY = re.compile(
    r"(?:向|与|和|给|至|由|委托|同)([^，。；：、向与和给至由同]{2,30}?(?:股份)?有限(?:责任)?公司)"
)
_KNOWN = re.compile(
    r"(?:与|向|给|由|至)(支付宝|微信支付|微信|财付通|银联|高德地图?|百度地图|腾讯|阿里云|新浪微博|顺丰|京东|"
    r"淘宝|美团|抖音|快手|QQ|华为|小米|中国移动|中国联通|中国电信)(?:公司|平台)?"
    r"(?![^，。；]{0,4}向您)[^，。；]{0,12}(?:共享|提供|传输|同步|发送)"
)
_NOT = re.compile(
    r"(?:不会|不得|不将|绝不|不予|从不|不向|不与|禁止|不对外|未经[^，。；]{0,20}(?:不|均不)|"
    r"除[^。；]{1,40}外[^。；]{0,10}不)[^。；]{0,40}?"
    r"(?:共享|分享|提供|转让|披露|出售|透露|转移|公开|传输|泄露)"
)
_CONSENT = re.compile(
    r"(?:征得|取得|获得|经过?|获取)[^，。；]{0,16}(?:同意|授权|许可)|(?:单独|明示|明确|"
    r"事先|主动|您的|书面)(?:的)?(?:授权)?同意|您?(?:同意|授权)后|在您同意|经您|您的?(?:明确|主动)?(?:要求|选择|授权)"
)
_NO_CONSENT = re.compile(
    r"(?:无需|不需要?|不必|毋需|无须|不经|未经|不征得|不再|不另行|不会另行)[^，。；]{0,20}(?:同意|授权)|"
    r"(?:同意|授权)的?例外|您(?:即)?(?:理解并)?同意(?:我们|本|并)"
)
_PURPOSE = re.compile(r"(?:用于|以便|为了?|目的是|以实现|以)([^，。；]{4,60})")
_TO = re.compile(r"(?:向|与|和|给|至|由|委托|同|予|被|授权|及)[^，。；]{0,24}$")
"""What stands before a recipient in its sentence."""
_PUBLISHES = re.compile(
    r"(?:会|将|仅|可能|不|得|可以)[^，。；]{0,24}公开披露|公开披露[^，。；]{0,16}(?:您|用户|个人信息)"
)


def find(text: PolicyText) -> tuple[StatedRecipient, ...]:
    """Every sentence that says who gets something, one statement for each kind of recipient in it."""
    found: list[StatedRecipient] = []
    for clause in text.clauses:
        if _GIVES.search(clause.text) and text.document.passages[clause.quote.passage].kind != "heading":
            found += _of(clause)
    return tuple(found)


def _of(clause: Clause) -> Iterator[StatedRecipient]:
    text = clause.text[:LONGEST]
    if len(text) < SHORT or not _INFORMATION.search(text):
        return
    kind, span = _who(text)
    if kind is None:
        return
    denied = _NOT.search(text)
    consent = _CONSENT.search(_NO_CONSENT.sub("", text)) is not None
    purpose = _PURPOSE.search(text)
    start = clause.quote.start
    yield StatedRecipient(
        name=text[span[0] : span[1]],
        quote=Quote(clause.quote.passage, start + span[0], start + span[1]),
        kind=kind,
        negated=denied is not None,
        purpose=purpose[1] if purpose else "",
        consent=consent,
    )


def _who(text: str) -> tuple[Kind | None, tuple[int, int]]:
    """The recipient's kind, and the words that name it."""
    for kind, pattern in _KINDS[:2]:
        found = pattern.search(text)
        if found:
            return kind, found.span()
    named = _COMPANY.search(text) or _KNOWN.search(text)
    if named:
        return "named", named.span(1)
    for kind, pattern in _KINDS[2:]:
        if kind == "public":
            continue
        for found in pattern.finditer(text):
            if _TO.search(text, max(0, found.start() - 28), found.start()):
                return kind, found.span()
    published = _PUBLISHES.search(text)
    return ("public", published.span()) if published else (None, (0, 0))
