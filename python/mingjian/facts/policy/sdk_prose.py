"""SDKs named in running text: `我们使用了甲公司的乙SDK，该SDK需要获取…，用于…`.

A name is what stands before the word SDK, back to a verb, a 的 or a mark; names in a row (甲SDK、乙SDK) share
what is said of them, from the sentence with the name up to the next sentence that names another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from mingjian.artifacts.policy import Document
from mingjian.facts.policy import sdk_names
from mingjian.facts.policy.sdk_labels import Field
from mingjian.facts.policy.sdk_rows import SDK_WORD, names_sdk, said, stated
from mingjian.facts.policy.sdk_said import fields_of
from mingjian.facts.policy.types import Said, StatedSdk

MOST_TEXT = 6000
"""Characters of one passage looked at: a longer one is no list."""
MOST_NAMES = 60
NAME_REACH = 30

_SENTENCE = re.compile(r"[。！？!?；;]+[”’」』）)]*")
_HEAD = re.compile(r"^[^：:，。；]{2,44}[：:](?!//)")
_SDK = re.compile(r"sdk", re.I)
_NOT_AFTER = re.compile(
    r"^\s*[）)]?\s*(?:版本|目录|列表|清单|名称|详情|情况|类服务商|服务商|服务提供|提供商|开发者|运营方|"
    r"等技术|或相关技术|或其他相关技术|或类似|"
    r"或其他类似|平台|类型|信息共享|合规|_?int|本机采集|通过系统|采集(?:$|\s|、|/)|收集(?:$|\s|、|/))",
    re.I,
)
_BREAKS = re.compile(
    r"使用了?|用到了?|接入了?|嵌入了?|集成了?|内嵌了?|内置了?|引入了?|采用了?|选用|调用了?|通过了?|依托|"
    r"借助|基于|初始化|sdk|第三方|[一二两三四五六七八九十几多数]+个|包括|包含|涉及到?|例如|"
    r"譬如|比如|分别为|名为|以及|或者|提供的|开发的|运营的|合作的|所属的|分享的|此外|目前|我们|我行|"
    r"其中|用于|需要|可能|关联公司|"
    r"除了?|以上|实现|关于|参考|查阅|了解|阅读|阻止|依赖|属于|共享|这些|部分|上述|前述|以下|此类|该类|"
    r"来自|调起|跳转|如果|对于|请以|相应|相关|简称|"
    r"[的由是为和与及或并将向等于对至含该此其（(）)，。；：、“”‘’「」『』《》【】\[\]/\\,;:!！?？\"|•●]",
    re.I,
)
_QUOTED = re.compile(r"[“‘「『\"《]([^“”‘’「」『』\"《》]{2,30})[”’」』\"》]\s*$")
_FUNCTION = re.compile(
    r"(?:广告|支付|定位|登[录陆]|分享|地图|推送|统计|视频|直播|客服|语音|安全|认证|核身|检测|服务|分析|"
    r"功能|数据)+"
)
_LISTED = re.compile(
    r"^\s*(?:（[^（）]{2,16}）\s*)?(?:包括|有|为|如下|主要有|分别为|（包括|\(包括|:|：|“|「)[:：]?\s*"
)
_BEFORE_LIST = re.compile(r"[、/／]\s*$|(?:或|和|及|与|以及|或者)\s*$")
_ITEM = re.compile(r"[^、/／，。；：:,;（）()“”\s][^、/／，。；：:,;（）()]{0,29}")
_BRACKET = re.compile(r"[（(][^（）()]{1,12}[）)]$")
_DOES = re.compile(
    r"\s*(?:[、和及与或/]\s*[A-Za-z\u4e00-\u9fff+ ]{1,16}sdk\s*)*(?:来|以)?((?:检测|分析|实现|进行|统计|"
    r"优化|监控)"
    r"[^，。；]{2,24})",
    re.I,
)
_QUOTED_ITEM = re.compile(r"([^“”‘’「」]{2,30})[”’」]")
_AND = re.compile(r"\s*[、和及与/]\s*")
_JOINED = re.compile(r"(?:以及|和|及|与|或)")
_CUT = re.compile(r"来|实现|进行|等详见|详见|等")
_LATIN_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}(?![A-Za-z]*API)[A-Za-z][A-Za-z0-9]{1,7}")
"""七牛PCDN: a house and letters, in a row after 第三方SDK."""
_HOUSED = re.compile(r"(?:腾讯|阿里|百度|字节|华为|小米|友盟|极光|网易)[\u4e00-\u9fff]{2,6}$")
"""腾讯播放器: a house and what it does, in a row of SDKs."""
_SAYS = re.compile(r"需要|用到|使用|可能|将会|我们|您|当")
_NEXT = re.compile(r"[”」]?\s*(?:（[^）]{0,30}）)?\s*(?:[、/／]|以及|和|及|与|或)\s*")
_HANDSETS = re.compile(r"手机厂商|设备厂商|终端厂商|终端设备制造商|手机品牌|手机制造商|厂商")
_LIST_OPENS = re.compile(
    r"(?:sdk|软件开发工具包|软件工具开发包)[^。]{0,60}(?:如下|以下|包括|列举|情况)?[：:]$", re.I
)


class _Mention(Struct, frozen=True):
    """A name: characters `start` to `end` of its passage, with the word SDK."""

    start: int
    end: int


def find(document: Document, passages: Sequence[int]) -> Iterator[StatedSdk]:
    """The entries in `passages`, in order."""
    listing = False
    for index in passages:
        passage = document.passages[index]
        text = passage.text
        if passage.kind == "heading":
            listing = bool(SDK_WORD.search(text))
            continue
        if len(text) > MOST_TEXT:
            continue
        head = _headed(text, listing)
        if head is not None:
            for one in _heads(text, head):
                entry = _one(document, index, one, head.end)
                if entry is not None:
                    yield entry
        elif SDK_WORD.search(text):
            yield from _groups(document, index)
        if _LIST_OPENS.search(text):
            listing = True
        elif head is None and len(text) > 60:
            listing = False


def _headed(text: str, listing: bool) -> _Mention | None:
    """The name before the colon, where the line is about one SDK."""
    found = _HEAD.match(text)
    if found is None:
        return None
    start = sdk_names.number(text)
    end = found.end() - 1
    name = text[start:end].strip()
    if not name or sdk_names.generic(name):
        return None
    ends = bool(re.search(r"sdk\s*(?:[（(][^）)]{0,24}[）)])?$", name, re.I))
    return _Mention(start, end) if ends or (listing and names_sdk(name)) else None


def _heads(text: str, head: _Mention) -> list[_Mention]:
    """The names before the colon: 甲SDK、乙SDK：…"""
    parts: list[_Mention] = []
    at = head.start
    for one in [*(found.span() for found in _AND.finditer(text, head.start, head.end)), (head.end, head.end)]:
        parts.append(_Mention(at, one[0]))
        at = one[1]
    several = len(parts) > 1 and all(names_sdk(text[one.start : one.end].strip()) for one in parts)
    return parts if several else [head]


def _one(document: Document, index: int, head: _Mention, body: int) -> StatedSdk | None:
    text = document.passages[index].text
    name = said(document, index, head.start, head.end)
    fields = fields_of(document, index, body + 1, len(text))
    entry = stated(name, fields, (), "item", "")
    if entry.ids or not fields:
        return entry if fields else None
    # 指纹认证SDK：我们使用了国民认证SDK …: the head says what for, the body which.
    within: dict[str, None] = {}
    for one in _mentions(text, body + 1, len(text)):
        within.update(dict.fromkeys(sdk_names.ids(text[one.start : one.end], context=name.value)))
    return stated(name, fields, (), "item", "", tuple(within)) if within else entry


def _groups(document: Document, index: int) -> Iterator[StatedSdk]:
    """Sentences with names, each with those after it that name nothing new."""
    text = document.passages[index].text
    groups: list[tuple[int, int, list[_Mention]]] = []
    for start, end in _sentences(text):
        names = _mentions(text, start, end)
        known = {text[one.start : one.end] for _, _, old in groups[-1:] for one in old}
        new = [one for one in names if text[one.start : one.end] not in known]
        if new:
            groups.append((start, end, names))
        elif groups:
            groups[-1] = (groups[-1][0], end, groups[-1][2])
    for start, end, names in groups:
        told: set[str] = set()
        fields = fields_of(document, index, start, end, names[0].start)
        for one in names:
            name = said(document, index, one.start, one.end)
            if sdk_names.key(name.value) in told:
                continue
            told.add(sdk_names.key(name.value))
            own: dict[Field, Said] = dict(fields) if len(names) == 1 else _shared(fields)
            does = None if "purpose" in own else _DOES.match(text, one.end, min(end, one.end + 60))
            if does is not None:
                own["purpose"] = said(document, index, *does.span(1))
            entry = _entry(document, index, name, own, (start, end))
            if entry.ids or own:
                yield entry


def _shared(fields: dict[Field, Said]) -> dict[Field, Said]:
    """Of several SDKs named together: what holds of all; the company is the last one's alone."""
    return {field: value for field, value in fields.items() if field != "vendor"}


def _entry(
    document: Document, index: int, name: Said, fields: dict[Field, Said], span: tuple[int, int]
) -> StatedSdk:
    context = document.passages[index].text[span[0] : span[0] + 200]
    if _HANDSETS.search(name.value):
        makers: dict[str, None] = {}
        for house in ("华为", "荣耀", "小米", "oppo", "vivo", "魅族"):
            if house in document.passages[index].text.lower():
                makers.update(dict.fromkeys(sdk_names.ids(house, context=f"{name.value}{context}")))
        return stated(name, fields, (), "sentence", context, tuple(makers))
    return stated(name, fields, (), "sentence", context)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SENTENCE.finditer(text):
        yield start, found.end()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def _mentions(text: str, start: int, end: int) -> list[_Mention]:
    """Names of SDKs between `start` and `end`, in order, each place once."""
    found: dict[int, _Mention] = {}
    for word in _SDK.finditer(text, start, end):
        if len(found) > MOST_NAMES:
            break
        if _NOT_AFTER.match(text[word.end() : word.end() + 12]):
            continue
        begin = _begins(text, start, word.start())
        if begin is not None:
            stop = word.end()
            found.setdefault(begin, _Mention(begin, stop))
            for other in _before(text, start, begin):
                found.setdefault(other.start, other)
        elif (
            _LISTED.match(text[word.end() : word.end() + 30])
            or text[word.start() - 3 : word.start()] == "第三方"
        ):
            for other in _after(text, word.end(), end):
                found.setdefault(other.start, other)
    ordered = sorted(found.values(), key=lambda one: (one.start, -one.end))
    kept = ordered[:1]
    for _, one in pairwise(ordered):
        if one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _begins(text: str, least: int, at: int) -> int | None:
    """Where the name that ends at `at` begins; None where only a general word stands there."""
    stop = at
    while stop > least and text[stop - 1] in " \u3000":
        stop -= 1
    quoted = _QUOTED.search(text, max(least, stop - 34), stop)
    if quoted is not None:
        return None if sdk_names.generic(quoted[1]) or _FUNCTION.fullmatch(quoted[1]) else quoted.start()
    window = text[max(least, stop - NAME_REACH) : stop]
    base = stop - len(window)
    closed = re.search(r"[（(][^（）()]{1,20}[）)]$", window)
    scope = window[: closed.start()] if closed else window
    begin = 0
    for found in _BREAKS.finditer(scope):
        if found.end() == len(scope) and len(found[0]) == 1 and found[0] in "为与和及以于":
            break  # 瑞为SDK: a name may end as a particle does
        begin = found.end()
    # A known name may hold a word that else ends one: 联通和沃SDK.
    for seen in sdk_names.scan(window):
        if seen.start < begin < seen.end:
            begin = seen.start
    house = sdk_names.house_at_end(scope)
    if house and begin > len(scope) - house:
        begin = len(scope) - house
    name = scope[begin:].strip()
    if scope[:begin].endswith("第三方") and (_FUNCTION.fullmatch(name) or not sdk_names.ids(name)):
        return None
    while begin < len(window) and window[begin] in " \u3000":
        begin += 1
    if len(name) < 2 and not sdk_names.ids(name):
        return None
    return None if sdk_names.generic(name) else base + begin


def _before(text: str, least: int, begin: int) -> Iterator[_Mention]:
    """Known names in a row before a name: 微信、支付宝SDK."""
    at = begin
    for _ in range(MOST_NAMES):
        mark = _BEFORE_LIST.search(text, max(least, at - 4), at)
        if mark is None:
            return
        window_start = max(least, mark.start() - NAME_REACH)
        window = text[window_start : mark.start()]
        bracket = _BRACKET.search(window)
        if bracket:
            window = window[: bracket.start()]
        cut = 0
        for found in _BREAKS.finditer(window):
            cut = found.end()
        name = window[cut:].strip()
        if not name or not sdk_names.known(name):
            return
        start = window_start + window.index(name, cut)
        yield _Mention(start, start + len(name) + (len(bracket[0]) if bracket else 0))
        at = start


def _after(text: str, at: int, end: int) -> Iterator[_Mention]:
    """Known names in a row after 第三方SDK包括."""
    opened = _LISTED.match(text[at : at + 30])
    place = at + (opened.end() if opened else 0)
    for _ in range(MOST_NAMES):
        if text[place - 1 : place] in "“「‘" and (quoted := _QUOTED_ITEM.match(text, place, end)):
            yield _Mention(place, quoted.end(1))
            return
        found = _ITEM.match(text, place, end)
        if found is None:
            return
        name = _CUT.split(found[0])[0].rstrip(" ”」")
        joined = _JOINED.search(name)
        if joined and not sdk_names.known(name):
            name = name[: joined.start()]
        if _SAYS.search(name):
            return
        if not (
            names_sdk(name) or sdk_names.known(name) or _LATIN_NAME.fullmatch(name) or _HOUSED.match(name)
        ):
            seen = next((one for one in sdk_names.scan(name) if one.start == 0), None)
            if seen is None:
                return
            yield _Mention(place, place + seen.end)
            return
        yield _Mention(place, place + len(name))
        stop = place + len(name)
        rest = _NEXT.match(text, stop, min(end, stop + 40))
        if rest is None:
            return
        place = rest.end()
