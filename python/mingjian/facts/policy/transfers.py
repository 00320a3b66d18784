"""Where information is kept, and whether it leaves the country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import StatedTransfer

LONGEST = 600
SHORT = 30
"""A line so short without a verb of saying is a heading."""

_PLACES = (
    "境外|海外|国外|其他国家|其他司法管辖区|香港|澳门|台湾|美国|新加坡|日本|韩国|欧洲|欧盟|英国|德国|"
    "法国|爱尔兰|荷兰|加拿大|澳大利亚|印度|"
    "俄罗斯|马来西亚|泰国|越南|印度尼西亚"
)
_GATE = re.compile(rf"境内|跨境|出境|服务器|数据中心|中国|大陆|国家/地区|国家或地区|司法管辖区|{_PLACES}")
_AT_HOME = (
    r"(?:境内|中国大陆|大陆地区|国内|本国|"
    r"中国(?!人民|银行|移动|联通|电信|消费|公民|法律|有关|相关|现行|的法))"
)
_HOME = re.compile(
    rf"(?:存储|储存|保存|存放|存留|留存|置于|放置)[^。；，]{{0,30}}{_AT_HOME}|"
    rf"(?:服务器|数据中心|数据|信息)[^。；，]{{0,12}}(?:位于|设在|设于|设立|部署)[^。；，]{{0,12}}{_AT_HOME}|"
    rf"{_AT_HOME}[^。；，]{{0,14}}(?:存储|储存|保存(?!期)|的?服务器|的?数据中心)|"
    rf"(?:存储|保存)(?:地点|地域|位置)[：:]?[^。；]{{0,20}}{_AT_HOME}"
)
_PLACE = re.compile(_PLACES)
_SENT = re.compile(
    rf"(?:存储|储存|保存|存放|传输|传送|转移|传递|转让|发送)[^。；，]{{0,24}}(?:{_PLACES})|"
    rf"(?:服务器|数据中心|数据|信息)[^。；，]{{0,12}}(?:位于|设在|设于|部署)[^。；，]{{0,12}}(?:{_PLACES})|"
    rf"(?:向|至|到|给|由|受到来自)[^。；，]{{0,16}}(?:{_PLACES})[^。；，]{{0,16}}(?:提供|传输|转移|访问|共享|披露|获取|发送)|"
    r"(?:跨境|出境)[^。；，]{0,12}(?:传输|转移|提供|存储|共享|流动|访问|传送)|"
    r"(?:数据|信息)[^。；，]{0,6}(?:出境|跨境)|"
    rf"(?:{_PLACES})(?:的)?(?:接收方|服务器|数据中心|实体|主体|合作方|运营主体)|国家/地区(?:的)?境外|境外管辖区"
)
_SAYS = re.compile(r"[会将不未无已需]|存[储放]|位于|。|；")
_GATHERED = re.compile(r"(?:大陆以外|境外|海外|国外)(?:地区)?(?:所)?(?:收集|产生|获取)")
"""What is gathered abroad does not leave the country by being kept there."""
_TRADE = re.compile(r"跨境(?:电子商务|电商|交易|汇款|支付|业务|贸易|购物|金融)")
_NOT = re.compile(
    r"(?:不会|不涉及|不存在|不得|不再|未|没有|无|不向|暂不|不将|不进行|不予|不需要?)[^。；]{0,30}(?:境外|"
    r"跨境|出境|海外|国外|转移|传输)|"
    r"(?:暂无|不属于|仅在|只在|全部)[^。；]{0,20}(?:境外|跨境|境内)"
)
_IF = re.compile(
    r"^(?:但|原则上)?[^，。；]{0,24}?(?:如|若|将来|今后|届时|一旦|当|倘|以下情[形况]|除非|"
    r"假如|可能)|如果|除外|确需|确有必要|如需|若需|需要向|以下情[形况]"
)
_CONDITIONS = re.compile(
    r"同意|授权|评估|认证|标准合同|告知|征得|协议|去标识|匿名|"
    r"履行[^，。；]{0,10}义务|遵循|遵守|主动"
)


def find(text: PolicyText) -> tuple[StatedTransfer, ...]:
    """Every statement of a place of storage or of sending abroad, in reading order."""
    found: list[StatedTransfer] = []
    clauses = text.clauses
    for at, clause in enumerate(clauses):
        if not _GATE.search(clause.text) or text.document.passages[clause.quote.passage].kind == "heading":
            continue
        following = clauses[at + 1] if at + 1 < len(clauses) else None
        if following is not None and following.quote.passage != clause.quote.passage:
            following = None
        found += _of(clause, following.text[:LONGEST] if following else "")
    return tuple(found)


def _of(clause: Clause, following: str) -> Iterator[StatedTransfer]:
    text = clause.text[:LONGEST]
    if _HOME.search(text):
        yield StatedTransfer(quote=clause.quote, place="境内", abroad=False)
    sent = _SENT.search(text)
    if len(text) < SHORT and not _SAYS.search(text):
        return
    if sent is None or (_TRADE.search(sent[0]) and not _PLACE.search(_TRADE.sub("", sent[0]))):
        return
    if _GATHERED.search(text[: sent.start() + 8]):
        return
    place = _PLACE.search(sent[0])
    negated = bool(_NOT.search(text[: sent.end() + 8]))
    yield StatedTransfer(
        quote=clause.quote,
        place=place[0] if place else "境外",
        abroad=True,
        negated=negated,
        conditions=bool(_CONDITIONS.search(text) or (_CONDITIONS.search(following) and not negated)),
        hypothetical=not negated and bool(_IF.search(text[: sent.end() + 12])),
    )
