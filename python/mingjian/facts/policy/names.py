"""What a policy calls itself, the products it is for, and who processes the information.

Many companies stand in a policy: SDK vendors, partners, affiliates, courts' parties. The operator is the one
the text lets speak: `…有限公司（以下简称“我们”）`, `由 … 提供`, `运营者为 …`, the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from mingjian.facts.policy.companies import companies
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, Said


class Names(Struct, frozen=True):
    titles: tuple[Said, ...] = ()
    apps: tuple[Said, ...] = ()
    operators: tuple[Said, ...] = ()


_POLICY = re.compile(
    r"(?:用户|个人|客户)?(?:隐私权?(?:保护|权限)?(?:政策|指引|声明|条款|协议|通知|说明|规则|须知)"
    r"|隐私信息保护政策|隐私与(?:信息)?安全(?:政策|声明)?"
    r"|(?:用户|儿童|客户)?个人信息(?:和隐私|及隐私|隐私)?(?:保护|处理|收集使用)(?:政策|规则|声明|指引"
    r"|告知书|说明)"
    r"|用户隐私(?:保护)?(?:政策|协议|指引)?|privacy (?:policy|notice|statement))",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(
    r"(?:用户|服务|使用|注册|许可)(?:服务|使用|许可)?(?:协议|条款)|服务条款|terms of (?:service|use)", re.I
)
_ALIAS = re.compile(
    r"^[^。;；(（]{0,24}[(（](?P<aside>[^)）]{0,140})|^[^。;；(（]{0,24}?[,，](?P<plain>[^。;；]{0,20})"
)
_FIRST_PERSON = re.compile(
    r"(?:称|称为|称作|简称|或|、|“|\"|「|『|'|^) ?(?:为)?[“\"「『' ]*(?:我们|本公司|我司|我行|我方"
    r"|本行|本单位|we\b|us\b)",
    re.IGNORECASE,
)
"""Inside the bracket or clause after a name: it is called 我们."""
_INSIDE = re.compile(r"(?P<of>[^()（）]*)[(（][^()（）]*$")
_PROVIDED = re.compile(
    r"^[^。;；,，]{0,40}?(?:提供|运营|开发|所有|经营|负责|作为(?:本|该|个人信息|“)[^。]{0,20}(?:处理者"
    r"|运营者|控制者)|(?:共同)?拥有|研发|发行)"
)
_BY = re.compile(r"(?:由|为|是|指|系|：|:|即|者|方|称|位于.{2,40}的) ?[“\"(（]?$")
_ROLE = re.compile(
    r"(?:运营(?:者|方|主体|商|单位)|经营者|开发者|开发商|服务(?:的)?提供(?:者|方|商)|提供方"
    r"|个人信息处理者|控制[者方]|运营公司|公司名称|公司全称|我行全称|企业名称|主体名称|版权所有"
    r"|联系单位|名称)"
    r"[^。;；,，]{0,14}$"
)
_WE = re.compile(
    r"(?:我们|本公司|我司|我行|本平台|本应用|本软件|本产品|本app)[”\"」』]?[^。;；,，]{0,16}(?:是|指"
    r"|即|为|由)[^。;；,，]{0,6}$",
    re.I,
)
_MEANT = re.compile(
    r"[“「\"](?:我们|我司|本公司)[”」\"][^。]{0,30}(?:意为|是指|均指|指的是)[^。]{0,110}$"
    r"|^[^:：]{2,8}公司[:：]$"
)
_OTHERS = re.compile(
    r"SDK|第三方|合作|供应商|共享|受托|委托|支付机构|推送|关联公司|关联方|子公司|广告|统计|法院"
    r"|境外接收方|提供给|接入|合作方|收购|兼并",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^(?: ?[(（][^)）]{0,80}[)）])? ?(?:(?:以?及|和|与|、|/|或)+其?(?:各|旗下|[一二三四五六七八九十]个)?"
    r"(?:关联(?:公司|方|企业|单位)"
    r"|子公司|分支机构|控股公司)等?(?: ?[(（][^)）]{0,80}[)）])?)?"
)
"""Address and affiliates between a company's name and what is said of it."""
_ACTS = re.compile(r"^[^。;；,，]{0,4}(?:将|会|承诺|尊重|非常|深知|一贯|高度|致力|十分|重视|依照|按照|遵守)")
_REGISTERED = re.compile(r" ?[(（,，]? ?(?:注册地|住所|公司注册地|地址|联系地址)")
_SEAT = re.compile(r"注册地|住所地|办公地址")
_KIN = re.compile(r"关联(?:公司|方|企业|单位)|子公司")
_WRITTEN = re.compile(r"(?:注册地|地 ?址|联系地|办公地|邮 ?编|邮政|电 ?话|客服|邮 ?箱)")
_AFFILIATE = re.compile(r"关联(?:公司|方|企业|单位)[^。]{0,4}$")
_SIGNED = 12
"""Passages at the end among which a line that is only a company's name is the signature."""
_HEAD_SHARE = 0.12
MOST_SENTENCE = 4000
LEAST_SAID = 3
"""Times a product is named at least, where no title names it (project choice)."""
LEAST = 5
"""A company with a lower score is only mentioned (project choice)."""
OFTEN = 0.05
"""What each further mention adds."""
MOST = 4
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff()（）]) | (?=[\u4e00-\u9fff()（）])")
_GENERIC = re.compile(
    r"(?:本|该|我们的?|用户|个人|客户|服务|平台|应用|软件|产品|最新|完整|儿童|未成年人|通用|总|公司"
    r"|网站|手机|移动|app|sdk|法律|中国|您|第三方|合作方|旗下|游戏|更新|全文|电子银行|网上银行|柜面)*"
    r"(?:的)?",
    re.I,
)
_TRIM = re.compile(
    r"^[\s“”\"'《》<>「」【】\[\]()（）:：、,，]+|[\s“”\"'《》<>「」【】\[\]()（）:：、,，的]+$"
)
_KIND = re.compile(
    r"(?: ?(?:用户|手机|移动)?(?:app|应用程序|应用软件|应用|客户端|软件|平台|网站|用户|产品))+$", re.I
)
_BOOK = re.compile(r"《(?P<in>[^》]{1,50})》")
_WORDS = re.compile(
    r"公司|^[及和与或]|[我您你其各该]|根据|以及|或|并|和$|由|时|的|这|某|本|因|过程|使用|提供|功能|服务|登录"
    r"|信息|内容|主体|产品"
)
"""Words no product's name holds: the match took more than a name."""
_THIS_APP = re.compile(r"[^。;；]{0,8}称[^。;；]{0,3}本(?:app|应用|软件|产品|平台|游戏|客户端)", re.I)
_QUOTED_APP = re.compile(
    r"[“\"「《](?P<app>[^”\"」》。,，]{1,24}?)(?:[”\"」》] ?(?:app|客户端|软件|应用|手机应用|小程序"
    r"|平台|游戏|产品)|(?:app|客户端)[”\"」》])",
    re.I,
)
_RUN_APP = re.compile(
    r"(?:是|为|作为) ?[“\"「《]?(?P<app>[A-Za-z0-9\u4e00-\u9fff·]{2,20}?)[”\"」》]? ?"
    r"(?:[(（][^()（）]{0,30}[)）])?的?(?:运营者|运营方|经营者|开发者|提供者)",
    re.I,
)
_SUBJECT_APP = re.compile(
    r"^[“\"「《]?(?P<app>[A-Za-z0-9\u4e00-\u9fff·]{2,16}?)[”\"」》]? ?(?:app|客户端)?"
    r"(?: ?[(（](?:以下)?(?:或|简|亦|统)?称[^()（）]{0,12}我们[”\"」]?[)）]|(?:系|是)(?:由|一款))",
    re.I,
)
_NAMED_APP = re.compile(
    r"(?:产品名称|应用名称|APP名称|软件名称|适用(?:的)?产品|欢迎(?:您|你)?(?:使用|访问|选择|来到|下载)"
    r"|(?:您|你)(?:在)?使用|作为) ?[:：]?"
    r" ?[“\"「《]?(?P<app>[A-Za-z0-9\u4e00-\u9fff·]{2,16}?)[”\"」》]? ?(?:app|客户端|软件|应用|小程序"
    r"|手游|游戏|平台|服务|的(?:运营|服务)|及相关|[,，。!！(（])",
    re.I,
)


def find(text: PolicyText) -> Names:
    """Titles, products and operators, each the likeliest first."""
    titles = tuple(_titles(text))
    return Names(titles, _apps(text, titles), _operators(text))


def _titles(text: PolicyText) -> Iterator[Said]:
    """Lines at the head that name a policy or an agreement and say nothing else."""
    passages = text.document.passages
    for index, passage in enumerate(passages[:12]):
        words = passage.text.strip()
        named = _POLICY.search(words) or _AGREEMENT.search(words)
        if (
            named
            and len(words) <= 40
            and not re.search(
                r"[。；;！!]|详情|请您|点击|阅读|帮助[您你]|以下内容|版本：|提示|适用范围", words
            )
        ):
            yield Said(words.strip("《》 "), Quote(index, 0, len(passage.text)))


def _apps(text: PolicyText, titles: tuple[Said, ...]) -> tuple[Said, ...]:
    score: dict[str, float] = {}
    first: dict[str, Said] = {}

    def count(name: str, weight: float, quote: Quote) -> None:
        cleaned = product(name)
        if cleaned:
            score[cleaned] = score.get(cleaned, 0.0) + weight
            first.setdefault(cleaned, Said(cleaned, quote))

    for said in titles:
        named = _POLICY.search(said.value)
        if named:
            at = text.document.passages[said.quote.passage].text.find(
                said.value[: named.start()] or said.value
            )
            start = said.quote.start + max(0, at)
            count(said.value[: named.start()], 4.0, Quote(said.quote.passage, start, start + named.start()))
    if text.document.title and (named := _POLICY.search(text.document.title)) and text.document.passages:
        count(text.document.title[: named.start()], 3.0, Quote(0, 0, len(text.document.passages[0].text)))
    head = max(20, int(len(text.clauses) * _HEAD_SHARE))
    for at, clause in enumerate(text.clauses):
        words = clause.text[:MOST_SENTENCE]
        for book in _BOOK.finditer(words):
            named = _POLICY.search(book["in"])
            if named and at < head:
                start = clause.quote.start + book.start("in")
                count(
                    book["in"][: named.start()],
                    1.0,
                    Quote(clause.quote.passage, start, start + named.start()),
                )
        if at >= head:
            continue
        for pattern, weight in ((_QUOTED_APP, 2.0), (_NAMED_APP, 1.5), (_RUN_APP, 3.0), (_SUBJECT_APP, 3.0)):
            for found in pattern.finditer(words):
                start = clause.quote.start + found.start("app")
                called = 3.0 if _THIS_APP.match(words[found.end() : found.end() + 16]) else 0.0
                count(
                    found["app"],
                    weight + called,
                    Quote(clause.quote.passage, start, start + len(found["app"])),
                )
    whole = "\n".join(passage.text for passage in text.document.passages)
    ranked = sorted(
        (n for n in score if score[n] >= 3 or whole.count(n) >= LEAST_SAID), key=lambda n: -score[n]
    )
    return tuple(first[name] for name in ranked if score[name] >= max(1.5, score[ranked[0]] / 4))[:MOST]


def product(words: str) -> str:
    """`“掌上书房”APP` → `掌上书房`; empty for words that name no product."""
    name = re.sub(r"^.{2,30}?有限(?:责任)?公司", "", words)
    name = _TRIM.sub("", _KIND.sub("", _TRIM.sub("", name)))
    for opened, closed in ("（）", "()"):
        if name.count(opened) > name.count(closed):
            name += closed
    if not 2 <= len(name) <= 24 or _GENERIC.fullmatch(name) or _WORDS.search(name):
        return ""
    return name


def _operators(text: PolicyText) -> tuple[Said, ...]:
    """Companies by the mention that says most, then by how often they are named."""
    score: dict[str, float] = {}
    first: dict[str, Said] = {}
    last = len(text.document.passages)
    for clause in text.clauses:
        chained, reached = 0.0, -2
        for start, end in companies(clause.text[:MOST_SENTENCE]):
            value = _SPACE.sub("", clause.text[start:end])
            name = value.replace("(", "（").replace(")", "）")
            weight = _speaks(text, clause, start, end, last)
            if clause.text[reached:start].strip() in ("、", "和", "与", "及", "以及", "，") and chained > 0:
                weight = max(weight, chained - 0.5)
            chained, reached = weight, end
            if name not in first or weight > score[name]:
                quote = Quote(clause.quote.passage, clause.quote.start + start, clause.quote.start + end)
                first[name] = Said(value, quote)
            score[name] = max(score.get(name, 0.0), weight) + OFTEN
    ranked = sorted(score, key=lambda name: -score[name])
    return tuple(first[name] for name in ranked if score[name] >= max(LEAST, score[ranked[0]] / 2))[:MOST]


def _speaks(text: PolicyText, clause: Clause, start: int, end: int, last: int) -> float:
    """How much one mention says that this company is the one that speaks."""
    before, after = clause.text[max(0, start - 40) : start], clause.text[end : end + 150]
    passage = clause.quote.passage
    plain = _ASIDE.sub("", after)
    weight = 0.2
    inside = _INSIDE.search(before)
    if inside and inside["of"].endswith("有限公司"):
        weight -= 2
    elif _called_we(after, plain, inside is not None):
        weight += 6
    if _WE.search(before) or _MEANT.search(clause.text[max(0, start - 160) : start]):
        weight += 6
    if _ROLE.search(before):
        weight += 5
    if _PROVIDED.match(plain):
        weight += 5 if _BY.search(before) else 3 if passage < last * _HEAD_SHARE else 0
    if _ACTS.match(plain):
        weight += 5
    if passage < last * _HEAD_SHARE or passage < 8:
        weight += 2
    whole = clause.text.strip(" 。.")
    if len(whole) == end - start and (passage >= last - _SIGNED or _card(text, passage)):
        weight += 5
    if _REGISTERED.match(after):
        weight += 1
    bracket = _ALIAS.match(after)
    if bracket and _SEAT.search(bracket[bracket.lastgroup or 0]) and passage < last * _HEAD_SHARE:
        weight += 3
    if text.document.passages[passage].kind == "cell":
        weight -= 4
    if _AFFILIATE.search(before):
        weight -= 5
    if _OTHERS.search(before[-24:]) or _OTHERS.search(_KIN.sub("", re.split("[（(]", plain[:16])[0])):
        weight -= 3
    if any(_OTHERS.search(heading) for heading in text.headings(clause)):
        weight -= 3
    return weight


def _card(text: PolicyText, passage: int) -> bool:
    """A name that stands by itself over an address or telephone in the last part: where to write to."""
    below = text.document.passages[passage + 1 : passage + 4]
    late = passage > len(text.document.passages) * 0.75
    return (
        late and text.document.passages[passage].kind != "cell" and any(_WRITTEN.match(p.text) for p in below)
    )


def _called_we(after: str, plain: str, inside: bool) -> bool:
    """The bracket it stands in, or the one that follows, calls it 我们."""
    if inside:
        return _FIRST_PERSON.search(re.split("[)）]", after)[0]) is not None
    for alias in (_ALIAS.match(after), _ALIAS.match(plain)):
        if alias is None:
            continue
        called = _FIRST_PERSON.search(alias[alias.lastgroup or 0])
        if called and (alias.lastgroup == "aside" or "称" in called[0]):
            return True
    return False
