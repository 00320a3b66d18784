"""What running text says of an SDK: who makes it, what it takes, what for, when, and where its rules are."""

from __future__ import annotations

import re

from mingjian.artifacts.policy import Document
from mingjian.facts.policy.sdk_labels import Field, trimmed
from mingjian.facts.policy.sdk_rows import TYPES, link_of, said
from mingjian.facts.policy.types import Said

_OBJECT = (
    r"(?:到|了)?(?:的)?(?:以下|如下|下列)?(?:个人)?(?:信息|数据)?(?:类型|内容|范围)?(?:主要|可能|会)?"
    r"(?:包括(?:但不限于)?|为(?!了)|有)?[：:]?\s*(?:您的|您设备的|用户的|您手机的|您使用的|您本人的|"
    r"您)?[：:]?\s*"
)
_TAKES = re.compile(
    r"(?:收集|获取|采集|读取|获得)(?:[、/和或]?(?:收集|获取|采集|读取|使用|存储|传输|处理|共享|上传))*"
    + _OBJECT
)
_USES = re.compile(
    r"(?:上传|传输|共享|使用|处理|访问|涉及|查看|提供|需要)(?:[、/和或](?:使用|处理|传输|存储|访问))*"
    + _OBJECT
)
_TAKES_AGAIN = re.compile(r"(?:收集|获取|采集|读取)(?:您|用户|的信息包括|以下)|sdk(?![a-z0-9])", re.I)
_TAKES_STOP = re.compile(
    r"[。；;！？]|\s并将|[，,]\s*(?:由于|并(?:且|加密|将|可|会|用|传)|用于|用以|用来|主要用|只用|仅用|"
    r"以便|以实现|以向|以提供|以帮助|以保|以优化|以完成|"
    r"以上|来|从而|为了|为您|该|此|这|如|若|我们|我行|将|才|同时|具体|且|但|目的|分别用|进行|实现|帮助|"
    r"否则|仅|只|会|您|当|在|涉及|"
    r"不提供|方便|对于未|传输)|用于|用以|以便|以实现|以提供|来实现|来优化|来分析|"
    r"(?:并)?(?:加密)?传输[至到给]|（?目的"
)
_GOES_ON = re.compile(
    r"[，,]\s*(?:例如|如|包括)(?![您果需不若])|[，,]\s*并(?:且)?(?:可能)?(?:会)?(?:收集|获取|采集)|[；;]\s*(?=[^。；，]{0,10}(?:设备|网络|应用|"
    r"位置|日志|账号|标识|身份|其他|系统)[^。；，]{0,12}"
    r"(?:信息|标识|列表|[（(：:]))"
)
"""What looks like an end of the list and is none."""
_PERMISSIONS = re.compile(r"权限")
_IDENTIFIES = re.compile(r"信息|标识|IMEI|MAC|Android\s?ID|设备号|号码|数据|列表", re.I)
_BACK = re.compile(
    r"(?:上述|该|此类|此等|这些|前述|相关|其|此|这类|以上|第三方|本|我们|的|一些|主要|为了|了|是|用于|方|"
    r"者|商|通过|本?服务|功能|任何)"
)
_PURPOSE = re.compile(r"(?:用于|用以|用来|主要为了|是为了)(?:为您)?")
_PURPOSE_2 = re.compile(
    r"以便于?|以实现|来实现|从而实现|目的(?:是|为|在于|：)|以向您|以帮助您?|以完成|主要为了?|以提供|"
    r"(?<!为)实现(?=[^。；，]{2,30}功能)"
)
_PURPOSE_STOP = re.compile(
    r"[。；;！？]|(?:获取|收集)您|[，,]\s*并(?:不|未|将|由|可)|[，,]\s*(?:此|该|这|会|需要|我们|我行|其|"
    r"并且|您|如|若|将|所以|但|具体|不|可能|同时|"
    r"收集|获取|采集|且|当|在|除|仅|只|上述|包括|"
    r"信息|涉及|拒绝|如果|如您|为此)"
)
_GRANTED = re.compile(r"(?:授权(?:共享)?的|授权|(?:的)?(?:个人)?(?:信息|数据)(?:主要)?包括[：:]?)\s*")
_BY_SDK = re.compile(r"sdk[^，。；]{0,20}$|sdk[，,]\s*(?:其|需要|将|会)?$", re.I)
_FOR_WHAT = re.compile(r"用于|用来|以便|为了|阻止|防止|拒绝|限制")
_NO_TYPE = re.compile(r"权限|服务|功能|同意|授权|请求|意见|体验|需求|产品|sdk|应用$|软件$", re.I)
_SERVED = re.compile(
    r"(?:^|(?<=[。：:\s]))([\u4e00-\u9fff]{2,12}(?:功能|服务))通过[^。；]{2,40}(?:实现|完成|提供)"
)
_DOES = re.compile(r"，(?:来)?(进行[^，。；]{2,24})")
_NO_PURPOSE = re.compile(r"(?:以?上述?|该|此|必需|必要|其他|任何|前述)")
_FOR = re.compile(
    r"(?:^|(?<=[，。：:；\s]))(?:\d{1,2}[.．、]\s*)?(?:为了?|为)((?:向|给|帮助|便于|方便|保障|提供|实现|"
    r"及时|业务|提升|减少|统计|确保|使|让|完成|满足|"
    r"改善|优化|防范)?[^，。；]{3,60})，"
)
_COMPANY = re.compile(
    r"(?:[\u4e00-\u9fff·A-Za-z0-9&.]{1,20}[（(][\u4e00-\u9fff]{2,6}[）)])?[\u4e00-\u9fffA-Za-z0-9·&.]{2,30}(?:股份)?有限(?:责任)?公司"
)
_OWNER = re.compile(
    r"(?:使用了?|接入了?|集成了?|嵌入了?|采用了?|"
    r"引入了?)([^，。；：:的使用接入集成嵌采引由与]{2,34}?)(?:提供)?的[^，。；：的]{0,14}?sdk",
    re.I,
)
_BY = re.compile(r"由([^，。；由（(]{2,40}?)(?:提供|开发|运营|研发)")
_IS = re.compile(
    r"(?:提供方|提供商|运营方|运营主体|公司名称|开发者|所属公司|服务商|主体)(?:为|是|：|"
    r":)\s*([^，。；、]{2,40})"
)
_WHEN = re.compile(
    r"(?:当|在|如果|如|若)您(?!不|拒绝|清除|希望|关闭|授权|同意|选择不|发现)[^，,。；：]{2,60}(?=，|,)|"
    r"(?:(?<=[，。：:）)\s])|^)您在?使用[^，,。；：]{2,40}(?:时|过程中)(?=，|,)"
)
_NOT_OWNER = re.compile(
    r"第三方|合作|授权|我们|您|关联|上述|前述|相关|该|此|开发$|提供$|自研|涉及|情况|功能|时$|运营商"
)


def fields_of(
    document: Document, index: int, start: int, end: int, name: int | None = None
) -> dict[Field, Said]:
    """The fields that characters `start` to `end` of a passage give for the names in them.

    `name`: where the first name stands; what is said after it goes before what was said earlier.
    """
    text = document.passages[index].text
    types = None if name is None else _types(text, name, end)
    types = types or _types(text, start, end)
    asks = types is not None and _PERMISSIONS.search(text, *types) is not None
    asks = asks and not _IDENTIFIES.search(text, *(types or (0, 0)))
    found: dict[Field, tuple[int, int] | None] = {
        "permissions" if asks else "types": types,
        "purpose": _purpose(text, start, end),
        "vendor": _vendor(text, start, end),
        "scenario": _scenario(text, start, end),
    }
    told: dict[Field, Said] = {}
    for one, span in found.items():
        value = said(document, index, *span) if span is not None else None
        if value is not None and value.value:
            told[one] = value
    link = link_of(document, index, start, end)
    if link is not None:
        told["link"] = link
    return told


def _types(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The longest list of information after a verb of taking."""
    for verbs in (_TAKES, _USES):
        best: tuple[int, int] | None = None
        worth = 0.0
        reached = start
        for verb in verbs.finditer(text, start, end):
            if verb.start() < reached:
                continue
            first, last = _stops(text, verb.end(), min(end, verb.end() + 1200))
            left, right = trimmed(text, verb.end(), last)
            if right - left < 2 or _TAKES_AGAIN.search(text, left, first):
                continue
            if _FOR_WHAT.search(text, max(start, verb.start() - 8), verb.start()):
                continue
            lead = _GRANTED.match(text, left, right)
            left = lead.end() if lead else left
            count = _count(text, left, right)
            if count < 3 and _BACK.match(text, left):
                continue
            reached = right
            # The SDK's own taking goes before the app's; of equals, the first.
            worth_here = min(count, 2) + (
                3 if _BY_SDK.search(text, max(start, verb.start() - 24), verb.start()) else 0
            )
            if worth_here > worth and count:
                best, worth = (left, right), worth_here
        if best is not None:
            return best
    return None


def _stops(text: str, at: int, end: int) -> tuple[int, int]:
    """Where the list of information that begins at `at` first pauses, and where it ends."""
    stop = _TAKES_STOP.search(text, at, end)
    first = stop.start() if stop else end
    while stop is not None and (on := _GOES_ON.match(text, stop.start(), end)):
        stop = _TAKES_STOP.search(text, on.end(), end)
    return first, stop.start() if stop else end


def _count(text: str, start: int, end: int) -> float:
    """How much reads as information; a short object of 获取您的 may be a kind nobody has listed."""
    count = sum(1 for _ in TYPES.finditer(text, start, end))
    if not count and end - start < 60 and _PERMISSIONS.search(text, start, end):
        return 0.5
    if count or end - start > 24 or _NO_TYPE.search(text, start, end):
        return count
    return 0.5 if text[max(0, start - 3) : start].find("的") >= 0 else 0


def _purpose(text: str, start: int, end: int) -> tuple[int, int] | None:
    served = _SERVED.search(text, start, end)
    if served:
        return served.span(1)
    for pattern in (_PURPOSE, _PURPOSE_2):
        for found in pattern.finditer(text, start, end):
            stop = _PURPOSE_STOP.search(text, found.end(), min(end, found.end() + 160))
            right = stop.start() if stop else min(end, found.end() + 160)
            if right - found.end() < 2 or _NO_PURPOSE.match(text, found.end()):
                continue
            if not _open(text, found.end(), right):
                return trimmed(text, found.end(), right)
    leading = _FOR.search(text, start, end)
    if leading:
        return leading.span(1)
    does = _DOES.search(text, start, end)
    return does.span(1) if does else None


def _open(text: str, start: int, end: int) -> bool:
    """A bracket closes that was opened before: the words stand inside it."""
    close = min((at for mark in "）)" if (at := text.find(mark, start, end)) >= 0), default=-1)
    return close >= 0 and not any(text.find(mark, start, close) >= 0 for mark in "（(")


def _vendor(text: str, start: int, end: int) -> tuple[int, int] | None:
    for pattern in (_IS, _BY):
        found = pattern.search(text, start, end)
        if found and not _NOT_OWNER.search(found[1]):
            return found.span(1)
    company = _COMPANY.search(text, start, end)
    if company:
        return _after_verb(text, company.start(), company.end())
    owner = _OWNER.search(text, start, end)
    return owner.span(1) if owner and not _NOT_OWNER.search(owner[1]) else None


_VERBS = re.compile(r"使用了?|接入了?|集成了?|嵌入了?|采用了?|引入了?|由|与|是|为|的|和|及|我行|我们|通过")


def _after_verb(text: str, start: int, end: int) -> tuple[int, int]:
    """A company's name without the words that run into it."""
    left = start
    for found in _VERBS.finditer(text, start, end - 4):
        left = found.end()
    return left, end


def _scenario(text: str, start: int, end: int) -> tuple[int, int] | None:
    found = _WHEN.search(text, start, min(end, start + 400))
    return found.span() if found else None
