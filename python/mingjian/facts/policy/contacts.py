"""How the operator is reached: telephones, e-mail, postal addresses, ways online, people in charge.

Whose a number is decides what it is worth: policies print those of SDK vendors and of authorities too. A
contact is the operator's own when it stands under 联系我们 or its sentence speaks for the operator (我们,
客服, 与我们联系), and another's when its entry names another company, an SDK or an authority.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mingjian.facts.policy.companies import companies
from mingjian.facts.policy.numerals import fold
from mingjian.facts.policy.places import addresses
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import ContactKind, Quote, Said, StatedContact

Use = Literal["contact", "complaint", "privacy", "hotline", "minors", "third_party"]

_AT = re.compile(
    r" ?(?:@|\[at\]|\(at\)|\{at\}|<at>| at (?=[a-z\d-]{2,30}(?:\.| dot )))|#(?=[a-z\d-]{2,30}\.[a-z])", re.I
)
_SIGN = re.compile(r"[@#]|[\[({<]at|\bat\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d() -]{3}")
_BUILT = re.compile(r"[号楼室层座幢栋弄]|大厦|\d{3,5}$|(?:地址|写信|address).{0,5}[A-Za-z\d]", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}$", re.ASCII)
_DOMAIN = re.compile(
    r" ?([A-Za-z0-9-]{1,63}(?:(?:\.|\[dot\]|\(dot\)| dot )[A-Za-z0-9-]{1,63}){1,5})", re.ASCII
)
_NUMBER = re.compile(
    r"(?<![\d.A-Za-z_/=%-])\+?(?P<n>\(?\d[\d() -]{3,26})(?![\d.%A-Za-z]"
    r"|[ )]?[年月日号室楼层弄栋座幢条项个元])"
)
_KNOWN = re.compile(
    r"(?:86)?(?:[48]00\d{7}|1010\d{4}|9[56]\d{3,6}|100\d{2}|1[12]\d{3}|0(?:10|2\d"
    r"|[3-9]\d{2})\d{7,8}(?:\d{1,6})?"
    r"|1[3-9]\d{9}|86(?:10|2\d|[3-9]\d{2})\d{7,8})"
)
"""400 and 800 numbers, 1010xxxx, 95xxx to 96xxxxxx, 100xx, 116xxx to 12xxx, landlines with area code and
extension, mobiles (电信网编号计划)."""
_BARE = re.compile(r"[2-8]\d{6,7}|\d{8,12}")
"""A number without its area code, or one cut: only right behind the word for telephone."""
_RING = re.compile(
    r"(?:电话|热线|拨打|致电|呼叫|专线|来电|联系方式|座机|手机|固话|传真|客服|咨询|投诉|举报|tel|phone"
    r"|call|hotline|mobile)"
    r"[^。;@]{0,14}$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:电话|热线|专线|拨打)[^。]{0,24}[:: ][\d -]{5,16}[;；]$")
"""The member of a list before: 客服电话（甲：…；乙：…）."""
LABEL = 16
_RING_AFTER = re.compile(r"^ ?[)\]」”]?[^,。;\d]{0,6}(?:热线|电话|客服|专线|语音)", re.IGNORECASE)
_NOT_RING = re.compile(
    r"(?:邮编|邮政编码|邮政|qq群?|微信号?|备案?号?|许可证|编号|代码|证书|ICP备?|ISO|IEC|GB/?T"
    r"|id)[^,。;]{0,8}$",
    re.I,
)
_LONG = 7
"""Digits from which a number that follows the plan needs no word for telephone right beside it."""

_OWN = re.compile(
    r"我们|我司|我行|我方|本公司|本行|联系我们|客服|客户服务|负责人|专职|专员|专线|投诉|举报|您可以"
    r"|你可以|您可"
    r"|你可|请您|请通过|请联系|欢迎|如您|如果您|如有"
)
_ZONE = re.compile(
    r"联系我们|联络我们|如何联系|联系方式|联系方法|联系我行|意见反馈|投诉与举报|投诉举报|投诉渠道"
    r"|与我们(?:取得)?联系|联络(?:我们|方式)|疑问和反馈|Contact Us",
    re.I,
)
_ZONE_OVER = re.compile(
    r"附[件录表]|清单|SDK|目录|第三方|定义|共享|未成年|更新|变更|修订|生效|争议|法律适用|其他|概述"
)
_OTHERS = re.compile(
    r"SDK|第三方|合作方|合作伙伴|供应商|服务商|开发者|提供方|所属公司|公司名称|共享|接收方|受托|插件"
    r"|支付机构|隐私政策链接|官网链接|使用目的",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"SDK|第三方|服务类型|使用目的|收集.{0,8}(?:信息|类型)|(?:公司|机构|合作方|第三方)(?:名称|主体)"
    r"|官网|隐私(?:权)?政策(?:链接)?[:：]",
    re.I,
)
"""A line of the entry of a list of third parties."""
_REGISTERED = re.compile(r"注册地|总部|办公地|邮寄|寄送|寄至|住所")
HEAD = 20
"""Passages at either end that are the operator's own words (project choice)."""
_AUTHORITY = re.compile(
    r"网信|互联网举报|举报中心|违法和不良信息|12321|12377|12315|12345|12300|12381"
    r"|消费者(?:权益保护)?(?:协会|组织)|工信部|工业和信息化部|通信管理局|监管部门"
    r"|公安|法院|仲裁|consumer association"
)
_COMPANY = re.compile(r"[\u4e00-\u9fffA-Za-z()]{2,30}?(?:有限公司|有限责任公司|集团)")
_HOURS = re.compile(
    r"(?:周[一二三四五六日天] ?[至到~-] ?周?[一二三四五六日天]|(?:法定)?工作日|每[日天]"
    r"|全年)?[^,。;\d]{0,6}"
    r"(?:\d{1,2}[::]\d{2} ?[-~至到]{1,2} ?\d{1,2}[::]\d{2}|\d{1,2} ?[*×xX/] ?\d{1,2} ?小时|24 ?小时"
    r"|\d{1,2}点半? ?[-~至到]{1,2} ?\d{1,2}点)"
)
_ONLINE = re.compile(
    r"(?:在线|人工|智能|我的|专属|联系|APP内)?(?:客服中心|在线客服|客服页面|帮助与客服|客服与帮助)"
    r"|(?:帮助|建议|意见|问题|用户|投诉|在线)(?:与|及|和)?(?:反馈|投诉建议|客服)(?:页面|功能|通道|入口"
    r"|专区|中心)?"
    r"|官方?网站?(?=[^。;；]{0,12}(?:联系|反馈|投诉))|(?:在|点击)此处(?=[^。;；]{0,8}(?:联系|反馈|投诉))"
    r"|(?:https?://)?(?:[a-z\d-]{1,40}\.){1,4}(?:com|cn|net|org|top|vip)(?:/[\w./?=&%#-]{0,80})?"
    r"(?=[^。;；A-Za-z]{0,6}(?:与我们)?(?:联系|反馈|提交|投诉))"
    r"|在线反馈|帮助中心|举报中心|(?:反馈|客服|联系我们)(?:界面|按钮|入口|表单|问卷)"
    r"|个人信息和隐私问题反馈问卷|意见箱"
)
_PERSON = re.compile(
    r"(?:个人信息|隐私|数据|信息)(?:安全)?保护?(?:和|与|及)?(?:隐私|数据)?(?:安全"
    r"|保护)?(?:工作)?(?:负责人|专员|官|专职部门|部门|小组|团队|办公室|专职小组|责任人)|DPO"
)
_USES: tuple[tuple[Use, re.Pattern[str]], ...] = (
    ("minors", re.compile(r"未成年|儿童|青少年|监护人|家长")),
    ("complaint", re.compile(r"投诉|举报")),
    (
        "privacy",
        re.compile(r"隐私|个人信息|数据保护|信息保护|privacy|dataprivacy|DPO|\bpi[ps]\b", re.IGNORECASE),
    ),
    ("hotline", re.compile(r"热线|客服|客户服务|服务电话|咨询电话")),
)
ZONE_PASSAGES = 24
"""How far the section 联系我们 reaches where the format shows no headings (project choice)."""
MOST_SENTENCE = 4000
"""Characters of one sentence that are looked through; no sentence of a policy is longer (project choice)."""
SHORT = 40
"""Characters of a line that is one entry of a list, not prose (project choice)."""
NEAR = 5
"""Passages on either side that make up an entry of a list of third parties (project choice)."""


class _Seen(Struct, frozen=True):
    contact: StatedContact
    weight: int
    """How surely it is the operator's own; below 0 it is another's."""


def find(text: PolicyText, operators: tuple[Said, ...] = ()) -> tuple[StatedContact, ...]:
    """Every contact once, in the text's order; the operator's own before others' where one is both."""
    own = frozenset(_bare(said.value) for said in operators)
    zones = _zones(text)
    best: dict[tuple[ContactKind, str], _Seen] = {}
    before: Clause | None = None
    for clause in text.clauses:
        folded = fold(clause.text[:MOST_SENTENCE])
        for kind, value, start, end in _here(folded, before, clause.quote.passage in zones):
            weight = _weight(text, clause, folded, start, zones) + _named(text, clause, folded, start, own)
            quote = Quote(clause.quote.passage, clause.quote.start + start, clause.quote.start + end)
            hours = _HOURS.search(folded, end, end + 40) if kind == "phone" else None
            contact = StatedContact(
                kind=kind,
                value=value,
                quote=quote,
                use=_use(text, clause, folded, start, end) if weight >= 0 else "third_party",
                hours=hours[0].strip(" ,(:") if hours else "",
            )
            key = (kind, re.sub(r"\W", "", value).lower())
            if key not in best or weight > best[key].weight:
                best[key] = _Seen(contact, weight)
        before = clause
    found = sorted((seen.contact for seen in best.values()), key=lambda c: (c.quote.passage, c.quote.start))
    return tuple(found)


def _here(folded: str, before: Clause | None, zone: bool) -> Iterator[tuple[ContactKind, str, int, int]]:
    """What one clause gives: kind, value, where."""
    taken: list[tuple[int, int]] = []
    for at in _AT.finditer(folded) if _SIGN.search(folded) else ():
        local, domain = (
            _LOCAL.search(folded, max(0, at.start() - 64), at.start()),
            _DOMAIN.match(folded, at.end()),
        )
        if local is None or domain is None:
            continue
        dotted = re.sub(r"\[dot\]|\(dot\)| dot ", ".", domain[1])
        taken.append((local.start(), domain.end()))
        yield "email", f"{local[0]}@{dotted}".strip(".-"), local.start(), domain.end()
    if _DIGITS.search(folded):
        for number in _NUMBER.finditer(folded):
            if any(start <= number.start() < end for start, end in taken):
                continue
            value = _phone(folded, number, before)
            if value is not None:
                yield "phone", value, number.start("n"), number.end("n")
    for start, end in addresses(folded) if _BUILT.search(folded) else ():
        yield "address", folded[start:end].strip(), start, end
    if zone or "联系" in folded or "反馈" in folded or "投诉" in folded:
        for kind, words in _WORDED:
            for found in words.finditer(folded):
                yield kind, found[0], found.start(), found.end()


_WORDED: tuple[tuple[ContactKind, re.Pattern[str]], ...] = (("online", _ONLINE), ("person", _PERSON))


def _phone(folded: str, number: re.Match[str], before: Clause | None) -> str | None:
    """The number as digits and hyphens, when it is a telephone's."""
    words = number["n"].strip(" -()")
    digits = re.sub(r"\D", "", words)
    ahead = folded[max(0, number.start() - 24) : number.start()]
    if _NOT_RING.search(ahead):
        return None
    right = _RING.search(ahead) or _RING_AFTER.match(folded[number.end() :][:14])
    if right is None and before is not None and not ahead.strip(" :"):
        right = _RING.search(fold(before.text)[-16:])
    elif right is None and before is not None and len(ahead) < LABEL and ahead.rstrip().endswith(":"):
        right = _LISTED.search(fold(before.text)[-60:])
    if _KNOWN.fullmatch(digits):
        if right is None and (len(digits) < _LONG or not words.startswith(("4", "0", "8"))):
            return None
    elif right is None or not _BARE.fullmatch(digits) or not re.search(r"电话|热线|拨打|tel", ahead, re.I):
        return None
    return re.sub(r"[^\d]+", "-", words).strip("-")


def _zones(text: PolicyText) -> frozenset[int]:
    """Passages of the sections that say how the operator is reached."""
    passages = text.document.passages
    inside: set[int] = set()
    for index, passage in enumerate(passages):
        short = len(passage.text) <= 30 and not re.search(r"[。;；@]|\d{4}", passage.text)
        if not (short and _ZONE.search(passage.text)) or (passage.kind != "heading" and _listed(text, index)):
            continue
        for at in range(index, min(len(passages), index + ZONE_PASSAGES)):
            other = passages[at]
            heads = (
                other.kind == "heading" and other.level <= passage.level
                if passage.kind == "heading"
                else (
                    len(other.text) <= 30
                    and _ZONE_OVER.search(other.text)
                    and not re.search(r"[::@。]|\d{5}", other.text)
                )
            )
            if at > index and heads and not _ZONE.search(other.text):
                break
            inside.add(at)
    return frozenset(inside)


def _listed(text: PolicyText, index: int) -> bool:
    """A line of a table of contents: its neighbours are as short and end in nothing."""
    around = text.document.passages[max(0, index - 3) : index + 3]
    short = sum(len(p.text) <= 30 and not re.search(r"[。;；@]|\d{5}", p.text) for p in around)
    return short >= 5 and index < len(text.document.passages) - 6


def _weight(text: PolicyText, clause: Clause, folded: str, at: int, zones: frozenset[int]) -> int:
    """Whose it is: the sentence's own words first, then the section, then the entry it stands in."""
    passage = clause.quote.passage
    near = folded[max(0, at - 60) : at + 40]
    if _AUTHORITY.search(near):
        return -4
    weight = 0
    if _OWN.search(near):
        weight += 2
    if passage in zones:
        weight += 3
    if _REGISTERED.search(folded[max(0, at - 14) : at]):
        weight += 2
    if any(_OTHERS.search(heading) for heading in text.headings(clause)) and passage not in zones:
        weight -= 3
    if text.document.passages[passage].kind == "cell":
        weight -= 3
    if _OTHERS.search(near):
        weight -= 2
    if passage not in zones and not _OWN.search(near):
        around = text.document.passages[max(0, passage - NEAR) : passage + NEAR + 1]
        weight -= sum(bool(_ENTRY.search(p.text[:120])) for p in around)
        head_or_tail = min(passage, len(text.document.passages) - 1 - passage) < HEAD
        weight += 2 if head_or_tail else -1 if not _REGISTERED.search(near) else 1
    return weight


def _use(text: PolicyText, clause: Clause, folded: str, start: int, end: int) -> Use:
    near = folded[max(0, start - 60) : end + 10]
    for use, words in _USES:
        if words.search(near):
            return use
    above = " ".join(text.headings(clause))
    for use, words in _USES:
        if words.search(above):
            return use
    return "contact"


def _named(text: PolicyText, clause: Clause, folded: str, at: int, own: frozenset[str]) -> int:
    """Whose name stands last before the contact: in its sentence, else in the lines just above."""
    before = folded[max(0, at - 120) : at]
    if "公司" not in before:
        if len(folded) > SHORT or not own:
            return 0
        above = text.document.passages[max(0, clause.quote.passage - 3) : clause.quote.passage]
        before = "\n".join(passage.text for passage in above if len(passage.text) <= SHORT)
    last = None
    for start, end in companies(before):
        last = _bare(before[start:end])
    if last is None or not own:
        return 0
    return 4 if any(last.endswith(name) or name.endswith(last) for name in own) else -4


def _bare(name: str) -> str:
    return re.sub(r"[\s()（）]", "", name)
