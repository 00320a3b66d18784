"""What is asked of the user before a right is granted, and within how long it is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from mingjian.facts.policy.periods import periods
from mingjian.facts.policy.text import Clause
from mingjian.facts.policy.types import Quote, Said
from mingjian.facts.policy.ways import MOST_READ

_ASKED = re.compile(
    r"身份|证件|人脸|银行|原因|理由|书面|邮寄|挂号|公证|签[字名]|盖章|结清|完结|完成|余额|资产|清[空零理]|欠费|纠纷|解绑|解除"
    r"|注册|密码|记录|视同|一并|同[时步]|全线|柜|网点|窗口|营业厅|线下|条件|全部产品|所有产品"
)
_WAIVED = re.compile(r"无需|不需|不会要求|不要求|无须|不必|免于?")
_DOCUMENT = r"(?:身份证|证件)"
_GIVES = r"(?:提供|提交|填写|输入|上传)"
_SPAN = r"(?:小时|天|日|周(?!岁)|月|年)"
_CHANGED = r"(?:修改|更换|变更|改密|换绑|改绑|敏感操作)"
_CONDITIONS: Mapping[str, re.Pattern[str]] = {
    "identity_photo": re.compile(
        rf"手持[^，。；]{{0,10}}{_DOCUMENT}[^，。；]{{0,6}}"
        rf"|{_DOCUMENT}[^，。；]{{0,8}}(?:照片|正反面|扫描件|复印件|影印件|图片)"
    ),
    "identity_number": re.compile(
        rf"(?:{_GIVES}|携带)[^，。；]{{0,16}}(?:身份证(?:件)?(?:号码?|信息)?|证件号码?|证件信息|有效证件)"
    ),
    "face": re.compile(r"人脸(?:识别|验证|核验|认证|信息)?"),
    "bank_card": re.compile(rf"(?:{_GIVES}|验证|核验)[^，。；]{{0,12}}银行(?:卡号?|账[号户])"),
    "reason": re.compile(r"(?:填写|说明|提供|告知|注明|选择|提交)[^，。；]{0,10}(?:原因|理由)"),
    "written": re.compile(r"书面(?:请求|申请|材料|形式|文件)|邮寄|挂号信|公证|(?:亲笔)?签[字名](?!档)|盖章"),
    "settled": re.compile(
        r"结清|(?:交易|订单|业务|服务|款项|任务)[^，。；]{0,8}(?:完结|完成|结束|办结)"
        r"|(?:没有|无)(?:任何)?(?:未完成|未结|待处理|欠费|纠纷|争议)"
        r"|未完成的?(?:订单|交易|业务)|余额|资产|清[空零理]|欠费|纠纷"
    ),
    "unbound": re.compile(r"解绑|解除[^，。；]{0,10}(?:绑定|关联|授权|关系)"),
    "account_age": re.compile(
        r"(?:注册|使用|开通)[^，。；]{0,12}(?:满|超过|不少于|不足|大于|未达)\s?"
        rf"[【\d一二三四五六七八九十]+[】]?\s?个?{_SPAN}"
    ),
    "recent_change": re.compile(
        rf"(?:近|过去|前)[^，。；]{{0,10}}{_SPAN}内?[^，。；]{{0,10}}{_CHANGED}"
        rf"|{_SPAN}内(?:没有|无|未)[^，。；]{{0,10}}{_CHANGED}"
    ),
    "history": re.compile(
        r"(?:提供|填写|提交|核对|回答)[^，。；]{0,14}(?:历史|充值|消费|操作|登录|注册|好友)"
        r"[^，。；]{0,6}(?:记录|明细|时间|地点)"
    ),
    "other_products": re.compile(
        r"(?:视同|一并|同时|同步)(?:被|会|将)?注销"
        r"|注销[^。；]{0,30}(?:全线|旗下|其他)[^，。；]{0,6}(?:产品|服务|应用)"
    ),
    "in_person": re.compile(
        r"(?:柜[台面]|网点|窗口|营业厅|现场|线下|当面)[^，。；]{0,8}(?:办理|注销|申请|提交|进行)"
        r"|(?:仅|只)[^，。；]{0,10}(?:柜[台面]|网点|窗口|营业厅)"
    ),
    "identity_check": re.compile(r"(?:验证|核实|核验|证明|确认)[^，。；]{0,8}身份|身份(?:验证|核验|核实)"),
    "unnamed": re.compile(r"(?:符合|满足|具备)[^，。；]{0,16}(?:条件|要求)"),
}
"""What is asked, by what it is; which of it is too much is for rules to say."""
_NO_ANSWER = re.compile(
    r"保留|保存|存储|留存|冷静|犹豫|反悔|冻结|考虑期|锁定|未登[录陆]|未使用|日志|有效期|改名|修改一次|换绑|间隔"
)
"""Words of other periods: how long something is kept, cooling off, how often a name may change."""
_ANSWER = re.compile(
    r"回复|答复|取得|处理|响应|完成|核查|审核|审批|注销|删除|提供|生效|反馈|解决|办理|受理|发送|告知|匿名|予以|更正|撤[回销]|执行|清除|回应"
)
_WITHIN = re.compile(
    r"[】）)\]]?\s?(?:之?内|以内|左右|(?:工作)?时间内|[，。]|后(?:生效|删除|完成|注销)"
    r"|完成|处理|回复|答复|审核|的?(?:处理|审核|核查))"
)
_WORKING_DAY = 1.4
"""Calendar days of a working day on average, to compare promises."""


class Limit(Struct, frozen=True):
    """A promise to answer or to finish."""

    days: int
    working: bool
    quote: Quote

    @property
    def length(self) -> float:
        """Calendar days on average, to compare."""
        return self.days * (_WORKING_DAY if self.working else 1)


def limit(clause: Clause) -> Limit | None:
    """The longest period within which a sentence promises that something is answered or done."""
    if not _ANSWER.search(clause.text) or _NO_ANSWER.search(clause.text):
        return None
    longest: Limit | None = None
    for one in periods(clause.text):
        if not _WITHIN.match(clause.text, one.end):
            continue
        start = clause.quote.start
        found = Limit(
            math.ceil(one.days), one.working, Quote(clause.quote.passage, start + one.start, start + one.end)
        )
        if longest is None or longest.length < found.length:
            longest = found
    return longest


def conditions(clause: Clause) -> Iterator[Said]:
    """What a sentence asks of the user; `value` names the kind of condition."""
    if _ASKED.search(clause.text) is None:
        return
    photo = False
    for kind, pattern in _CONDITIONS.items():
        if photo and kind == "identity_number":
            continue
        for match in pattern.finditer(clause.text, 0, MOST_READ):
            if not _WAIVED.search(clause.text[max(0, match.start() - 10) : match.start() + 2]):
                start = clause.quote.start
                photo = photo or kind == "identity_photo"
                yield Said(kind, Quote(clause.quote.passage, start + match.start(), start + match.end()))
                break
