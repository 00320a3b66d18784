"""Labels of columns and of `label：value` lines in lists of SDKs → the field they announce.

Chinese labels end in the word that says what they are (收集个人信息的目的 is a purpose, 第三方公司名称 a
company), so the end decides; and they hold nothing but labels' words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Field = Literal[
    "name", "vendor", "purpose", "scenario", "types", "method", "permissions", "link", "platform", "kind",
    "other", "weak_name", "site",
]  # fmt: skip
"""`kind`: a class of SDKs (地图SDK); `weak_name`: 名称, 产品名称: names in lists of SDKs only; `site`: the
maker's page, for want of a link to rules; `other`: a label of such lists that no field is kept for."""

LONGEST_LABEL = 26

_STRIP = re.compile(r"[\s\u3000（）()【】\[\]“”\"'‘’《》<>*#：:]+|^\d+[.、)）]?")
_TAIL = re.compile(r"(?:描述|说明|介绍|概述|等|情况|明细|详情|如下|包括|及内容|和范围|及范围|一览|列举)+$")
_LEAD = re.compile(r"^(?:您的|用户|我们|可能|本|其|相关|主要|具体|对应的?|所|是否)+")

_ENDINGS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    ("types", re.compile(r"(?:信息|数据)的?(?:收集|共享|使用|采集|处理)?的?(?:类型|种类|范围|字段|内容|"
                         r"项|名称|类别)$")),
    ("purpose", re.compile(r"(?:目的|用途|作用|功能|业务|服务内容|服务事项|事由|提供的?服务|"
                           r"目的及.{0,6}场景|目的和.{0,6}场景|"
                           r"功能及.{0,4}场景|功能[/／]场景|使用目的.{0,8}|purpose|实现的?功能.{0,6})$")),
    ("scenario", re.compile(r"(?:场景|情形|时机|使用时间|触发条件|scenario)$")),
    ("method", re.compile(r"(?:方式|手段|途径|method)$")),
    ("other", re.compile(r"(?:联系方式|联系电话|联系人|电话|邮箱|注册地址|地址|频率|频次|期限|时间|时长|"
                         r"版本号?|包名|安全措施|安全能力|"
                         r"去标识化.{0,4}|是否.{1,10}|地域|存储地|境外|必要性|序号|编号|图标|备注|说明|"
                         r"保护措施|类名|开关|拒绝.{0,6}影响|"
                         r"收集次数|内容|安全处理)$")),
    ("site", re.compile(r"^(?:(?!隐私|规则|政策).)*(?:官网|官方网站|网站|主页)(?:链接|地址|网址)?$")),
    ("link", re.compile(r"(?:链接|网址|url|官网|网站|主页|隐私.{0,4}(?:政策|协议|说明|声明|条款|权政策|"
                        r"指引|文本)|处理规则|收集规则|个人信息保护规则|"
                        r"简化声明|规则|隐私保护声明|privacypolicy|文档|policy)$")),
    ("permissions", re.compile(r"(?:权限|permissions?)(?:列表|名称|清单|类型|范围)?$")),
    ("vendor", re.compile(r"(?:公司|厂商|厂家|提供方|提供者|提供商|服务商|供应商|主体|运营方|运营者|"
                          r"运营商|运营主体|开发者|开发商|开发方|机构|接收方|合作方|"
                          r"合作伙伴|合作商|单位|企业|归属方|处理者|第三方|受托方|vendor|company|"
                          r"provider|developer)"
                          r"(?:的?(?:公司)?(?:全称|名称|姓名|身份|信息|名))?$")),
    ("types", re.compile(r"(?:信息|数据|字段|个人信息|敏感信息)(?:的?(?:类型|种类|范围|字段|内容|项|名称|"
                         r"类别|清单|列表))*$|"
                         r"^(?:收集|采集|获取|共享|处理|涉及|传输)(?:的)?(?:类型|范围|内容|种类|字段)$|"
                         r"datatypes?$|^(?:收集|采集)?(?:范围|内容)$")),
    ("platform", re.compile(r"(?:平台|操作系统|适用系统|系统平台|所属系统|涉及系统|终端|客户端|适用端|"
                            r"适用平台|所属端)$")),
    ("kind", re.compile(r"(?:类型|类别|分类|种类)$")),
)  # fmt: skip
_NAME = re.compile(
    r"(?:sdk|插件|软件开发工具包|开发工具包|第三方代码|第三方组件|组件|工具包|第三方服务|第三方产品|"
    r"第三方软件|第三方应用|第三方插件)"
    r"(?:的|中文|产品|[/／]?插件|[/／]?组件|[/／]?工具)?(?:名称|名|全称)?(?:[/／](?:类型|图标))?$",
    re.I,
)
_VENDOR_NAME = re.compile(
    r"(?:公司|厂商|提供方|提供者|提供商|服务商|供应商|主体|运营方|开发者|开发商|机构|接收方|合作方|"
    r"合作伙伴|合作商|单位|企业|第三方|处理者)"
    r"的?(?:公司)?(?:全称|名称|姓名|名)$"
)
_WEAK_NAME = re.compile(
    r"^(?:合作|使用|涉及|接入|产品|服务|软件|工具|应用|平台|对应|使用产品|所属)?(?:产品|服务|软件|"
    r"工具)?(?:名称|名)$|^产品[/／](?:类型|服务)$|^产品$|^sdk$|^name$"
)

_OPEN = re.compile(r"^\s*([^：:]{2,30}?)\s*[：:](?!//)")


_VOCABULARY = re.compile(
    r"(?:第三方|他方|sdk|api|app|h5|android|ios|安卓|苹果|鸿蒙|双端|插件|软件|开发|工具包?|代码|组件|"
    r"产品|平台|应用|程序|系统|操作|终端|客户端|服务|业务|功能|"
    r"场景|情形|时机|目的|用途|作用|事由|事项|使用|收集|采集|获取|处理|共享|传输|存储|保存|涉及|申请|"
    r"调用|接入|嵌入|集成|合作|提供|委托|接收|实现|所属|对应|"
    r"运营|归属|个人|敏感|用户|您|信息|数据|字段|种类|类型|类别|分类|范围|内容|项目?|名称|名|全称|中文|"
    r"英文|姓名|身份|公司|厂商|厂家|方|者|商|主体|机构|单位|"
    r"企业|伙伴|联系|电话|方式|手段|途径|注册|地址|地域|频率|频次|期限|时间|时长|版本|号|包|官方?|网站?|"
    r"链接|网址|主页|隐私|政策|协议|声明|条款|权|指引|文本|"
    r"文档|规则|保护|简化|说明|描述|概述|介绍|情况|详情|明细|列表|清单|一览|权限|设备|必要|非|必选|可选|"
    r"必须|可能|需要?|主要|具体|直接|间接|自行|是否|去标识化|"
    r"安全|能力|措施|境外|备注|序号|编号|图标|类|累计|次数|下载|后|触发|条件|适用|范畴|供应|研发|受托|"
    r"相关|其|该|本|我们|所|中|内|端|被|由|向|对|的|及|和|"
    r"与|或|以|为|并|等|时|url|name|company|vendor|provider|developer|purpose|types?|method|permissions?|"
    r"privacypolicy|policy|scenario|data|[/／&、+·\-])*"
)
"""Words labels are made of. A cell that holds anything else is a value: 设备信息 ends as a label does."""


class Labelled(Struct, frozen=True):
    """`label：value`: the value at characters `start` to `end`."""

    field: Field
    label: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def field(label: str) -> Field | None:
    """The field a label announces; None where it is none of ours."""
    if not label or len(label) > 2 * LONGEST_LABEL or "：" in label[:-1]:
        return None
    short = _STRIP.sub("", unicodedata.normalize("NFKC", label).lower())
    if not 1 < len(short) <= LONGEST_LABEL or not _VOCABULARY.fullmatch(short) or _VALUE.fullmatch(short):
        return None
    if _NAME.search(short) and not _LIST.search(short):
        return "name"
    if _WEAK_NAME.search(short):
        return "weak_name"
    if _VENDOR_NAME.search(short):
        return "vendor"
    for form in dict.fromkeys((short, _TAIL.sub("", short))):
        bare = _LEAD.sub("", form) or form
        for name, pattern in _ENDINGS:
            if pattern.search(bare):
                return _checked(name, bare)
    return None


_VALUE = re.compile(
    r"(?:设备|系统|应用|操作系统|软件|位置|网络|账号)(?:信息|版本号?|名称|类型|权限|列表)|服务|产品|用户|"
    r"设备|应用|系统|您|个人"
)
"""What people take for a value although labels' words make it up."""
_LIST = re.compile(r"(?:列表|清单|目录)$")
_SUPPLIER = re.compile(
    r"(?:提供|厂商|公司|主体|开发者|服务商|供应商|合作方|接收方|联系)(?:者|方|商|人)?的?信息$"
)


def _checked(name: Field, short: str) -> Field:
    """SDK提供者信息 tells who, not what is taken."""
    return "vendor" if name == "types" and _SUPPLIER.search(short) else name


def labelled(text: str) -> tuple[Labelled, ...]:
    """The `label：value` pairs of a line, in order; empty where it is ordinary text.

    Only the line's head may be a label that other text uses too; further pairs stand behind a space or a
    full stop.
    """
    head = _OPEN.match(text[:200])
    if head is None or (first := field(head[1])) is None:
        return ()
    marks: list[tuple[Field, str, int, int]] = [(first, head[1].strip(), head.start(1), head.end())]
    for found in _further(text, head.end()):
        name = field(found[1])
        if name is not None and name not in {mark[0] for mark in marks}:
            marks.append((name, found[1], found.start(1), found.end()))
    pairs: list[Labelled] = []
    for index, (name, label, _, start) in enumerate(marks):
        end = marks[index + 1][2] if index + 1 < len(marks) else len(text)
        begin, stop = trimmed(text, start, end)
        pairs.append(Labelled(name, label, begin, stop))
    return tuple(pairs)


def _further(text: str, at: int) -> Iterator[re.Match[str]]:
    """Words before a colon; a line has few colons, so the search starts from them."""
    colon = at
    while True:
        next_ = min((place for mark in "：:" if (place := text.find(mark, colon)) >= 0), default=-1)
        if next_ < 0:
            return
        found = _BEFORE.search(text, max(at, next_ - 30), next_ + 1)
        if found is not None and text[next_ + 1 : next_ + 3] != "//":
            yield found
        colon = next_ + 1


_BEFORE = re.compile(r"(?<![^\s\u3000；;，,。|、】\]）)])([^\s\u3000：:；;，,。|、]{2,26})\s?[：:]$")
_EDGE = " \t\u3000；;，,。|、\xa0"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` to `end` without blanks and separators at its ends."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
