"""How long information is kept: a period, or what ends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mingjian.artifacts.policy import Document
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, StatedRetention

Criterion = Literal["shortest_necessary", "law", "account_life", "period", "forever"]

MOST_WORDS = 160

_KEEPS = re.compile(r"保存|存储|保留|留存|储存|存留|删除|清除|匿名化|销毁")
_LABEL = re.compile(
    r"(?:保存|存储|保留|留存|储存|存留)(?:的)?(?:期限|时间|时长|期间|"
    r"周期)(?:及.{1,8})?[：:]?$"
)
_COUNT = r"(?:\d{1,4}(?:\.\d)?|[一二三四五六七八九十百两半]{1,4})"
_PERIOD = re.compile(
    rf"({_COUNT})\s*(?:[（(]\s*\d{{1,4}}\s*[)）])?\s*(个?小时|分钟|个?工作日|个?自然日|"
    rf"天|日|个?星期|周|个?月|年)(?!龄|级|满|代)"
)
_KEPT_FOR = re.compile(
    rf"(?:保存|存储|保留|留存|储存|存留|期限|时间|时长|期间|记录|日志|数据|信息|"
    rf"后)[^。；]{{0,40}}?{_COUNT}|{_COUNT}[^。；]{{0,16}}?(?:保存|保留|存储|删除|清除|匿名)"
)
_FOREVER = re.compile(r"(?:永久|无限期|长期|永远|一直)(?:性)?(?:地)?(?:为您)?(?:保存|存储|保留|留存|储存)")
_SHORTEST = re.compile(
    r"最短|最低(?:期限|时限)|必[需要须](?:且最短)?的?(?:合理)?(?:期限|期间|时间|时限|时长)|"
    r"所需的?(?:必要|合理|最短)?的?(?:期限|期间|时间|时限)|合理(?:且)?必要的?(?:期限|期间|时间)|"
    r"目的之?所?需?的?(?:期限|期间)|之目的所必[需要]|必要的?最短|目的达成|目的实现|完成.{0,16}(?:立即|即|"
    r"后)(?:删除|清除)"
)
_ACCOUNT = re.compile(
    r"(?:账|帐)[号户](?:存续|有效|使用|存在)?(?:的)?期间|未(?:撤回、删除或)?注销|"
    r"(?:(?:账|帐)[号户][^，。；]{0,6}注销|注销)[^，。；]{0,16}(?:后|时|之后|完成)[^。]{0,60}(?:将|会|予以|即)[^。；，]{0,24}(?:删除|匿名|清除|保存|保留)|"
    r"(?:您|你)?(?:使用|保有)[^，。；]{0,24}期间[^。；]{0,40}(?:保存|保留|存储|留存)|持续(?:为您)?(?:保存|保留)|"
    r"随[^，。；]{1,10}(?:保存|而?删除)|直至您(?:删除|注销)"
)
_LAW = re.compile(
    r"(?:法律|法规|监管|法定|规定)[^。；]{0,24}(?:期限|时限|期间|(?<!同)时间|年限)|(?:期限|时限|时间)[^。；]{0,16}(?:法律|法规)|"
    r"法律[^。；]{0,16}(?:保留|留存)|《[^》]{2,20}(?:法|条例|办法|规定)》[^。；]{0,60}(?:保存|留存|保留)"
)
_NEVER = re.compile(r"(?:不会?|不得|无需|并非)[^，。；]{0,16}$")
_ENDS = re.compile(r"注销|期间|卸载|直至|删除")
"""What ends a keeping that is called 一直."""
_AT_ONCE = re.compile(
    r"(?:不(?:会)?(?:予)?(?:保存|存储|保留|留存|上传(?:至服务器)?)(?!期)|(?:立即|即时|随即|立刻|"
    r"实时)(?:予以)?(?:删除|清除|销毁))"
)
_NOT_THIS = re.compile(
    r"期限(?:已|尚未|未)?届满|更长的?(?:保存|留存|保留)|特别约定|其他规定|"
    r"判断(?:个人信息)?(?:的)?(?:存储|保存)|期限主要|保存权限|存储权限|"
    r"(?:收到|响应|处理|核实)[^，。；]{0,16}(?:请求|申请|反馈|投诉|要求)|(?:请求|申请|"
    r"投诉)[^。；]{0,20}(?:答复|回复|反馈|处理)|未成年|周岁|"
    r"(?:答复|回复|受理|审核|公告|通知|告知)(?:您|用户)?|技术上难以实现|超出目的范围|7\*24|联系我们|操作设置|个工作日内(?:完成|处理|核查)|公众领域"
)
_AFTER = re.compile(r"^(?:当|在|如)?[^，。；]{0,12}超[出过][^，。；]{0,16}(?:期限|期间|时间|时限)后?")
_CITED = re.compile(r"《[^》]{2,24}(?:法|条例|办法|规定)》|法律法规?(?:规定|要求)|不少于|不得少于|至少")
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DAYS = {
    "分钟": 1 / 1440,
    "小时": 1 / 24,
    "工作日": 1,
    "自然日": 1,
    "天": 1,
    "日": 1,
    "星期": 7,
    "周": 7,
    "月": 30,
    "年": 365,
}


def find(text: PolicyText) -> tuple[StatedRetention, ...]:
    """Every statement of how long something is kept, in reading order."""
    document = text.document
    cells = frozenset(_cells(document))
    found: list[StatedRetention] = []
    for clause in text.clauses:
        if clause.quote.passage in cells:
            found.append(_of_cell(clause))
        elif document.passages[clause.quote.passage].kind != "heading" and _KEEPS.search(clause.text):
            stated = _of_clause(clause)
            if stated is not None:
                found.append(stated)
    return tuple(found)


def _cells(document: Document) -> Iterator[int]:
    """Cells under, or beside, a label such as 保存期限."""
    columns: dict[tuple[int, int], int] = {}
    rows: dict[tuple[int, int], int] = {}
    for index, passage in enumerate(document.passages):
        if passage.kind != "cell" or passage.table is None or not passage.text:
            continue
        if len(passage.text) < 24 and _LABEL.search(passage.text):
            if passage.row == 0 or passage.header:
                columns[passage.table, passage.column] = passage.row
            else:
                rows[passage.table, passage.row] = passage.column
        elif passage.row > columns.get((passage.table, passage.column), 1 << 30) or passage.column > rows.get(
            (passage.table, passage.row), 1 << 30
        ):
            yield index


def _of_cell(clause: Clause) -> StatedRetention:
    criterion, days = _measured(clause.text)
    return _stated(clause.quote, clause.text, criterion or "period", days)


def _of_clause(clause: Clause) -> StatedRetention | None:
    text = clause.text[:600]
    after = _AFTER.match(text)
    aside, shortest = _NOT_THIS.search(text), _SHORTEST.search(text)
    if aside and shortest and shortest.start() < aside.start():
        return _stated(clause.quote, clause.text, "shortest_necessary", None)
    if aside and not re.search(r"(?:保存|保留|存储|留存)[^。；]{0,20}\d", text):
        return None
    told = text[after.end() :] if after else text
    criterion, days = _measured(told)
    if criterion is None or (after and criterion in ("law", "shortest_necessary")):
        return None
    if criterion == "account_life" and not re.search(r"保存|存储|保留|留存|储存|删除|匿名|持续", told):
        return None
    return _stated(clause.quote, clause.text, criterion, days)


def _stated(quote: Quote, words: str, criterion: Criterion, days: int | None) -> StatedRetention:
    return StatedRetention(quote=quote, words=words[:MOST_WORDS], criterion=criterion, days=days)


def _measured(text: str) -> tuple[Criterion | None, int | None]:
    """What ends the keeping, and the days where they are told; a period of the law's is the law's."""
    if (forever := _FOREVER.search(text)) and not _NEVER.search(text, 0, forever.start()):
        return ("account_life" if _ENDS.search(text) else "forever"), None
    if _AT_ONCE.search(text):
        return "period", 0
    period = _PERIOD.search(text)
    if period is not None and (len(text) < 24 or _KEPT_FOR.search(text)):
        days = _days(period[1], period[2])
        if _CITED.search(text) and _LAW.search(text):
            own = _SHORTEST.search(text)
            return ("shortest_necessary", None) if own and own.start() < period.start() else ("law", days)
        return "period", days
    for criterion, pattern in _CRITERIA:
        if pattern.search(text):
            return criterion, None
    return None, None


_CRITERIA: tuple[tuple[Criterion, re.Pattern[str]], ...] = (
    ("shortest_necessary", _SHORTEST),
    ("account_life", _ACCOUNT),
    ("law", _LAW),
)


def _days(count: str, unit: str) -> int:
    """Whole days, a month 30, a year 365."""
    return round(_number(count) * _DAYS[unit.removeprefix("个")])


def _number(count: str) -> float:
    if count[0].isdigit():
        return float(count)
    if count == "半":
        return 0.5
    total, last = 0, 0
    for letter in count:
        if letter == "十":
            total += (last or 1) * 10
            last = 0
        elif letter == "百":
            total += (last or 1) * 100
            last = 0
        else:
            last = _DIGITS.get(letter, 0)
    return total + last
