"""Whether what is shown follows the person (recommendation, advertising, push), and the way out of it."""

from __future__ import annotations

import re
from typing import Literal

from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, StatedChoice
from mingjian.facts.policy.ways import Way, way

Kind = Literal["recommendation", "advertisement", "push", "automated_decision"]
_PERSONAL = r"个性化|定向|精准|智能推荐|程序化|千人千面|兴趣|偏好|感兴趣|定制化|画像|个性"
_SUBJECT = re.compile(rf"{_PERSONAL}|自动化?决策|非人工|算法")
_ADVERT = re.compile(r"广告|营销|商业(?:信息|推广)|推广信息")
_PUSH = re.compile(r"推送(?:消息|通知|服务)?|营销(?:短信|信息|邮件)|消息通知|促销")
_RECOMMENDED = re.compile(r"推荐|展示|展现|呈现|内容|推送|匹配|搜索结果|信息流|服务")
_AUTOMATED = re.compile(r"自动化?决策|非人工|自动化?决定")
_USED = re.compile(
    rf"(?:我们|平台|本[^，。]{{0,6}}|[\w]{{2,8}}|将|会|可能|用于|以便|为了?|基于|根据|通过)[^。；]{{0,80}}(?:{_PERSONAL})[^。；]{{0,60}}(?:推荐|展示|展现|推送|广告|营销|服务|内容|匹配|信息|画像)"
    r"|(?:推荐|展示|推送|投放)[^。；]{0,30}(?:可能)?感兴趣|提供[^。；]{0,20}(?:个性化|定制化)"
)
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
_NEAR = 6
"""Clauses after a statement of the use within which 您可以…关闭 still speaks of it."""


def find(text: PolicyText) -> tuple[StatedChoice, ...]:
    """Each use of personal information to choose what is shown, with the way out that is told with it."""
    found: list[StatedChoice] = []
    recent: list[tuple[int, int]] = []
    for number, clause in enumerate(text.clauses):
        words = clause.text
        if not _SUBJECT.search(words) and not (
            recent and number - recent[-1][0] <= _NEAR and _way_out(words)
        ):
            continue
        if _EXPLAINS.search(words):
            continue
        own = _kind(words)
        denied = _DENIED.search(words)
        out = _way_out(words)
        if own is None:
            # 您可以在【设置】中关闭: no subject of its own, it speaks of the last.
            if out is not None and recent:
                index = recent[-1][1]
                found[index] = _with(found[index], clause, out)
            continue
        automated = own == "automated_decision" and _REFUSES.search(words) is None
        used = False if denied else True if automated or _USED.search(words) else None
        if used is None and out is None:
            continue
        choice = StatedChoice(kind=own, quote=clause.quote, used=used)
        if out is not None and not denied:
            choice = _with(choice, clause, out)
        recent.append((number, len(found)))
        found.append(choice)
    return tuple(found)


def _way_out(words: str) -> Way | None:
    """The way to turn it off that the sentence gives."""
    off = _OFF.search(words) is not None
    if not off and not _MANAGE.search(words):
        return None
    found = way(words)
    return found if found is not None and (off or found.kind in ("path", "menu")) else None


def _with(choice: StatedChoice, clause: Clause, out: Way) -> StatedChoice:
    """`choice` with the way out, unless it has one already."""
    if choice.switch or choice.used is False:
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
    if not re.search(_PERSONAL, words):
        return None
    if _ADVERT.search(words):
        return "advertisement"
    if re.search(r"推荐|展示|展现|匹配|搜索|内容", words):
        return "recommendation"
    if _PUSH.search(words):
        return "push"
    return "recommendation" if _RECOMMENDED.search(words) else None
