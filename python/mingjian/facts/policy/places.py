"""Places of China as addresses and company names begin with them, and the shape of a postal address."""

from __future__ import annotations

import re
from collections.abc import Iterator

PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东"
    "|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
CITIES = (
    "广州|深圳|杭州|南京|苏州|成都|武汉|西安|厦门|福州|长沙|郑州|青岛|济南|大连|沈阳|宁波|无锡|合肥"
    "|珠海|东莞|佛山|中山|温州|南昌|昆明"
    "|贵阳|南宁|海口|三亚|石家庄|太原|哈尔滨|长春|兰州|银川|西宁|乌鲁木齐|呼和浩特|拉萨|常州|南通|扬州"
    "|徐州|镇江|嘉兴|绍兴|金华|台州"
    "|泉州|烟台|威海|潍坊|芜湖|惠州|汕头|洛阳|绵阳|霍尔果斯|喀什|伊犁"
)
"""Seats of provinces and the cities that companies of the trade are registered in (project choice)."""
PLACE = re.compile(f"(?:{PROVINCES}|{CITIES})")
_START = re.compile(
    rf"(?:中国|中华人民共和国)?[ ,]?(?:[(（](?:{PROVINCES})[)）](?=自由贸易)|(?:{PROVINCES})(?:省|市"
    rf"|特别行政区|(?:壮族|回族|维吾尔)?自治区)?"
    rf"|(?:{CITIES})市?)(?=[\u4e00-\u9fff (])"
)
_STOP = re.compile(
    r"[。;；!！?？\n\"“”「」《》|]|,(?!.{0,24}(?:号|室|楼|层|栋|座))"
    r"|[(（]?(?:邮编|邮政编码|邮政|收件|收信|联系|电话|传真|电子邮|e-?mail)|的(?!士)|公司|我们|您"
    r"| ?(?:数据(?:及|与)?隐私|个人信息|法务部|法务服务|隐私保护)|(?<=[室号层楼]),?(?:以下|注册)|收[)）]",
    re.IGNORECASE,
)
_STREET = re.compile(r"[路街道巷弄胡同村园镇乡城里庄湾港环厦场区]")
_HOUSE = re.compile(
    r"(?:\d|[一二三四五六七八九十甲乙]) ?[-—－A-Za-z\d]{0,8} ?[号楼层室栋座幢弄院单元]|大厦|大楼"
    r"|\d{3,5}$|[A-Z]座"
)
MOST = 90


_ABROAD = re.compile(
    r"(?:地址 ?(?:是|为|:)?|写信到|寄送?[至到]|address(?: is|:)?|located at) ?"
    r"(?P<at>(?=[A-Za-z0-9 .#'&-]{0,60},)(?=[^,\d]{0,60}\d"
    r"|[^\d]{0,80}\d)[A-Z0-9][A-Za-z0-9 ,.#'&-]{14,110})",
    re.IGNORECASE,
)
"""An address in Latin letters, behind the word for it: with a number and a comma."""


def addresses(folded: str) -> Iterator[tuple[int, int]]:
    """Where postal addresses of China stand in `folded` (half-width signs): a place, a street and a house."""
    for abroad in _ABROAD.finditer(folded):
        yield abroad.start("at"), abroad.start("at") + len(abroad["at"].rstrip(" ,.-"))
    at = 0
    while (start := _START.search(folded, at)) is not None:
        end = _end(folded, start.start())
        words = folded[start.end() : end]
        if _STREET.search(words) and _HOUSE.search(words):
            yield start.start(), end
            at = end
        else:
            at = start.end()


def _end(folded: str, start: int) -> int:
    """Where the address that starts at `start` is over: the sentence's end, what follows, a bracket."""
    stop = _STOP.search(folded, start, start + MOST)
    end = stop.start() if stop else min(len(folded), start + MOST)
    depth = 0
    for at in range(start, end):
        if folded[at] in "(（[":
            depth += 1
        elif folded[at] in ")）]":
            depth -= 1
            if depth < 0:
                end = at
                break
    if depth > 0:
        end = max(folded.rfind("(", start, end), start + 1)
    while end > start and folded[end - 1] in " ,，、.。:(（":
        end -= 1
    return end
