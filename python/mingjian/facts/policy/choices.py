"""Whether what is shown follows the person (recommendation, advertising, push), and the way out of it."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, StatedChoice
from mingjian.facts.policy.ways import Way, way

Kind = Literal["recommendation", "advertisement", "push", "automated_decision"]
_PERSONAL = r"个性化|定向|精准|智能推荐|程序化|千人千面|兴趣|偏好|感兴趣|定制化|用户画像|人群画像|个性"
_SUBJECT = re.compile(rf"{_PERSONAL}|自动化?决策|非人工|算法")
_ADVERT = re.compile(r"广告|营销|商业(?:信息|推广)|推广信息")
_PUSH = re.compile(r"推送(?:消息|通知|服务)?|营销(?:短信|信息|邮件)|消息通知|促销")
_RECOMMENDED = re.compile(r"推荐|展示|展现|呈现|内容|推送|匹配|搜索结果|信息流|服务")
_AUTOMATED = re.compile(
    r"非人工|自动化?(?:决策|决定)(?=[^。；，]{0,16}(?:机制|作出|做出|结果))|(?:仅依据|仅通过)[^。；]{0,24}自动化?决"
    r"|(?:拒绝|约束|限制)[^。；]{0,8}自动化?决策"
)
"""A decision by machines alone; 通过自动化决策方式向您推荐 is recommendation."""
_SHOWN = r"(?:推荐|推送|展示|展现|广告|营销|匹配|内容|商品|信息流)"
_USED = re.compile(
    rf"(?:个性化|定向|精准|智能|程序化|千人千面|定制化)(?:的)?[^，。；]{{0,10}}{_SHOWN}"
    r"|(?:推荐|展示|推送|投放|提供)[^。；]{0,30}感兴趣"
    rf"|(?:用户|人群|间接)画像[^。；]{{0,40}}[向为给][您你][^。；]{{0,10}}{_SHOWN}"
    rf"|(?:兴趣|偏好)[^。；]{{0,40}}[向为给][您你][^。；]{{0,10}}{_SHOWN}"
)
"""Something is chosen for the person; 个性化的服务 and 个性化的体验 alone say less."""
_DENIED = re.compile(
    rf"(?:不会|不|未|没有|并未|暂未|目前没有|无)(?:使用|利用|将|进行|提供|涉及|向您|开展|存在|采用|基于|用于|会|对您)[^。；，]{{0,30}}(?:{_PERSONAL}|自动化决策)[^。；，]{{0,10}}(?:推荐|展示|推送|广告|营销|决策)"
)
_OFF = re.compile(
    r"关闭|退出|拒绝|取消|停止|屏蔽|退订|关掉|不感兴趣|不喜欢|不(?:想|愿|希望|需要|同意|接受|再)[^。；]{0,24}"
)
_MANAGE = re.compile(r"管理|设置|开关|选择是否|控制|调整|清空")
"""A way out only together with a path or a menu."""
_EXPLAINS = re.compile(r"是指|指的是|：指|个人信息是|去标识化.{0,4}是指")


_REFUSES = re.compile(r"拒绝|约束|限制")
_BY_MACHINE = re.compile(r"自动化?决策[^。；]{0,30}(?:推荐|推送|展示|广告|营销)")
_LEAVES = re.compile(r"(?:回复[^，。；]{0,8}|选择|进行|点击|随时)(?:退订|TD|取消订阅)")
_NEAR = 6
"""Clauses after a statement of the use within which 您可以…关闭 still speaks of it."""


class _Last(Struct):
    """The last subject spoken of: what follows it in its section may be its way out."""

    clause: int
    section: int | None
    choice: StatedChoice
    index: int | None
    """Where it stands in what is found; None for a heading, which alone states nothing."""


def find(text: PolicyText) -> tuple[StatedChoice, ...]:
    """Each use of personal information to choose what is shown, with the way out that is told with it."""
    found: list[StatedChoice] = []
    last: _Last | None = None
    for number, clause in enumerate(text.clauses):
        words = clause.text
        kind = _kind(words) if _SUBJECT.search(words) and not _EXPLAINS.search(words) else None
        if kind is not None and text.document.passages[clause.quote.passage].kind == "heading":
            last = _Last(number, clause.quote.passage, StatedChoice(kind=kind, quote=clause.quote), None)
            continue
        near = last is not None and last.section == clause.section and number - last.clause <= _NEAR
        if kind is None and not near:
            continue
        out = _way_out(words)
        if kind is not None:
            choice = _with(_stated(kind, clause, out), clause, out)
            if choice.used is not None or out is not None:
                last = _Last(number, clause.section, choice, len(found))
                found.append(choice)
        elif last is not None and out is not None:
            # 您可以在【设置】中关闭: no subject of its own, it speaks of the last.
            last.choice = _with(last.choice, clause, out)
            if last.index is None:
                last.index = len(found)
                found.append(last.choice)
            else:
                found[last.index] = last.choice
    return tuple(found)


def _stated(kind: Kind, clause: Clause, out: Way | None) -> StatedChoice:
    denied = out is None and _DENIED.search(clause.text) is not None
    automated = kind == "automated_decision" and _REFUSES.search(clause.text) is None
    used = False if denied else True if automated or _USED.search(clause.text) else None
    return StatedChoice(kind=kind, quote=clause.quote, used=used)


def _way_out(words: str) -> Way | None:
    """The way to turn it off that the sentence gives."""
    off = _OFF.search(words) is not None
    if not off and not _MANAGE.search(words):
        return None
    found = way(words)
    if found is None and (leaves := _LEAVES.search(words)):
        return Way("ask", leaves.start(), leaves.end())
    return found if found is not None and (off or found.kind in ("path", "menu")) else None


def _with(choice: StatedChoice, clause: Clause, out: Way | None) -> StatedChoice:
    """`choice` with the way out, unless it has one already."""
    if out is None or choice.switch or choice.used is False:
        return choice
    start = clause.quote.start
    return StatedChoice(
        kind=choice.kind,
        quote=choice.quote,
        used=choice.used,
        switch=clause.text[out.start : out.end],
        switch_quote=Quote(clause.quote.passage, start + out.start, start + out.end),
    )


def _kind(words: str) -> Kind | None:
    if _AUTOMATED.search(words):
        return "automated_decision"
    if not re.search(_PERSONAL, words) and not _BY_MACHINE.search(words):
        return None
    if _ADVERT.search(words):
        return "advertisement"
    if re.search(r"推荐|展示|展现|匹配|搜索|内容", words):
        return "recommendation"
    if _PUSH.search(words):
        return "push"
    return "recommendation" if _RECOMMENDED.search(words) else None
