"""The grammar of sentences about personal information: verbs, what is denied, why, when, on what basis.

Every pattern is bounded and looks at one clause, so that the time is that of the text's length.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from mingjian import knowledge

Practice = Literal["collection", "sharing", "use", "storage", "control", "example"]
Span = tuple[int, int]

MOST = 400
"""Characters of a clause that grammar is read in; what lies past it belongs to a list of its own."""

_IF_NOT = re.compile(
    r"(?:如果?|若|当|一旦|假如|倘若)[^。；]{0,40}?(?:拒绝|不同意|不授权|取消|关闭|不开启|不提供|撤回|撤销|不使用|停止|不允许|不希望|不选择|不打开"
    r"|注销|卸载|未(?:授权|同意|开启|打开|登录|选择|使用|提供|进行|事先))"
    r"|未经|未获|未取得|未征得|未得到|除非|模式下|(?:关闭|清除|删除|注销|撤回|取消|停用)[^，。；]{0,8}之?后|没有[^，。]{0,8}(?:同意|授权)|同意之?前|授权之?前|不经"
)
_UNLESS = re.compile(
    r"除非|除外|但(?:经|在)您|另有规定|另有约定|之外|以外|(?<!或)用于(?:任何)?其[他它](?:任何)?(?:目的|用途)|其[他它](?:任何)?(?:信息|内容)|无关|前提下|以[^，。；]{1,6}(?:方式|形式)"
)
_MAY_DENY = re.compile(r"不|未|无|没有|毋")
_TWICE = re.compile(r"不得不|并非不|不会不|不是不|无不|不能不|非不")
_DENIED = re.compile(
    r"(?:不会|不再|不能|没有|并未|从未|不曾|未曾|不需要|不予|不主动|不直接|不(?!得|断|便|时)|(?<!尚)未(?!成年|来|事先|经)|无法|无需|无须|毋需)"
    r"(?P<how>(?:主动|自动|直接|额外|再|单独|另行|擅自|非法|私自|强制|后台|任何|进行|会|去|对外"
    r"|能|需要|要求|您|同步|长期|永久|实际|完整|再次|继续|的)*)"
)
_ABLE = re.compile(r"(?:我们|我司|我行|公司|平台|系统|开发者|App)[^，。；]{0,4}$", re.IGNORECASE)
_USER_DOES = re.compile(r"(?:您|你|用户|监护人|儿童)(?!的|本人|所|设备)[^，。；]{0,14}$")
_BREAK = re.compile(
    r"[。；;！!]|[，,](?=但|而|仅|只|除非|我们|您|你|如|若|请|以|从而|并|同时|因此|否则|也不|亦不|不|即|就|系统|由|均|将|会|该|此|这|且|更)"
)
_EXCEPT = re.compile(r"除(?!非)[^，。；]{1,40}?(?:以外|之外|外)")
_CHOSEN = re.compile(r"您|你|用户|经|同意|授权|选|情形|情况")
_CONTAINS = re.compile(r"(?:包含|包括|涉及|含有|含)")
_TOPIC = re.compile(
    r"(?:\s*$|[。；;，,！!）)]|(?:任何)?(?:上述|该|此|这些?|前述|以上|其|您的?该|您的?这)|(?:至|到|于))"
)
_SELF = re.compile(r"(?:您|你|用户|需要?|须|应|请|可以|可|主动|自行|自愿|选择|必须|要求)[^，。；]{0,10}$")
_MAY = re.compile(
    r"(?:您|你|用户|监护人)[^，。；]{0,6}(?:可以?|有权|能|想|希望|需要|自行)(?!能会?收)(?:(?!我们|我行|我司)[^。；]){0,70}$"
)
_TO_OTHERS = re.compile(
    r"(?:向|给|与)[^，。；]{0,4}(?:第三方|第三人|合作|关联|其他|商家|广告|机构|公司|外|他人|任何|供应商|服务商|境外|卖家)[^，。；]{0,16}$"
)
_TO_USER = re.compile(r"(?:向|给|为|对)(?:您|你|用户|其|了|更|广大|全体)[^，。；]{0,24}$")
_CONSENT = re.compile(
    r"(?:到|了)?(?:您|你|用户|其|个人|监护人|儿童监护人)?的?[^，。；]{0,8}?(?:同意|授权|许可)"
)
_PURPOSE = re.compile(
    r"(?:用于|用来|用以|以便于?|目的(?:是|为|在于|：|:)|是为了?|帮助(?=您|我们|你)|便于|方便(?=您|我们|你)|(?<!提)供(?=您|我们|你)|使(?=您能|您可|你能|你可|得)"
    r"|来(?=推送|实现|提供|完成|进行|识别|判断|帮助|保障|确保|展示)"
    r"|作为(?=[^，。；]{1,12}(?:依据|凭证|标识|方式))|从而"
    r"|(?<![可所予加足难得])以(?=将|实现|完成|保障|确保|帮助|提供|提升|判断|识别|验证|防|供|支持|满足|为您|使您|确定|核验|保证|优化|改善|进行|向您|达到|提高|及时|更|维护|检测|校验|展示|履行|协助|方便|解决))"
    r"(?P<why>[^。；;]{2,80})"
)
_FOR = re.compile(
    r"(?<![作成因较认称视变])为(?:了(?P<why>[^，,。；：:]{2,60})|(?P<for>(?:您|你|用户|向|更|便|保|实|完|提|满|确|使|方|帮|遵|防|优|改|维|处|履"
    r"|配|验|识|分|开|打|支|进|判|解|辅|尽|避|让|符|落|准|统|加|减|降|调)[^，,。；：:]{2,60}))"
)
_WHEN = re.compile(
    r"(?:(?:当|在|如|若|如果|一旦)[^，,。；：:]{0,8}?)?(?:您|你|用户)[^，,。；：:]{1,50}?(?:时|过程中|期间|的情况下|之?后|功能|服务)(?=[，,：:（(]|我们|需|，)"
    r"|(?:当|在)?(?:使用|办理|进行|开通|注册|登录|申请|购买|发布|参与|绑定|开具)[^，,。；：:]{1,40}?(?:时|过程中|期间)(?=[，,：:])"
)
_REFUSED = re.compile(
    r"(?:不提供|拒绝|不同意|未提供|不授权|不填写|不开启|不允许)[^。；]{0,40}?(?:无法|不能|不可|停止|不得)"
    r"(?P<what>[^。；]{0,40})"
)
_PART = re.compile(r"该|此|相应|对应|相关|这|上述|部分|前述|某|特定|功能|业务|所述|其中")
_WHOLE = re.compile(
    r"我们的?(?:全部|所有)?(?:产品|服务)|本(?:产品|服务|应用|软件|App|平台)|APP|客户端|(?:产品|服务)(?:与|和|或|及|/)+(?:产品|服务)|全部|所有|任何",
    re.IGNORECASE,
)
_LOST = re.compile(r"无法|不能|拒绝|不同意|撤回|取消|关闭|卸载|注销")
"""What follows from a refusal is no purpose and no scenario."""
_HEADING_WHEN = re.compile(r"^[\s（(]*(?:[0-9０-９一二三四五六七八九十]+[.、．:：）)]?)+[\s、.．）)]*")


_PREPOSITION = re.compile(r"将|把|对|向|与|以|在|因|为|通过|从")
_FAR = 40
_STOP = re.compile(r"[，,。；]")
_THESE = re.compile(r"您?的?(?:这些|上述|前述|以上)(?:个人)?信息")
_WE_TAKE = re.compile(r"(?:我们|我行|我司)[^，。；]{0,12}(?:收集|获取|采集|读取)")
_LOCAL = re.compile(r"本地|本机|设备上|终端上")
_GIVEN = frozenset({"提供", "填写", "提交", "授权", "输入", "补充", "完善", "登记"})
"""What only the user does: `不填写` tells what follows from it."""


class Verb(NamedTuple):
    start: int
    end: int
    practice: Practice


class Denial(NamedTuple):
    """A stretch of a clause whose types are said not to be processed."""

    start: int
    end: int
    practice: Practice


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def marked(group: str) -> re.Pattern[str]:
    """Finds the words of a group of `markers` in knowledge/policy_words.yaml."""
    return re.compile(_any(knowledge.policy_words().markers[group]))


@cache
def _verbs() -> re.Pattern[str]:
    groups = knowledge.policy_words().markers
    parts: list[str] = []
    seen: set[str] = set()
    for name in ("share", "collect", "give", "store", "control", "use"):
        words = tuple(word for word in groups[name] if word not in seen)
        seen.update(words)
        parts.append(f"(?P<{name}>{_any(words)})")
    return re.compile("|".join(parts))


_PRACTICES: dict[str, Practice] = {
    "share": "sharing", "collect": "collection", "give": "collection", "store": "storage",
    "control": "control", "use": "use",
}  # fmt: skip


def verbs(text: str) -> list[Verb]:
    """What a clause says is done, in order."""
    found: list[Verb] = []
    for match in _verbs().finditer(text, 0, MOST):
        kind = match.lastgroup or "use"
        start, end = match.span()
        practice = _PRACTICES[kind]
        before = text[max(0, start - 90) : start]
        if kind == "collect" and _CONSENT.match(text, end, end + 24):
            continue
        if match[0] == "提供":
            if _TO_OTHERS.search(before):
                practice = "sharing"
            elif _TO_USER.search(before) or not _SELF.search(before):
                continue
        elif kind == "control" or match[0] == "访问":
            practice = "control" if _MAY.search(before) else "collection" if match[0] == "访问" else "use"
        found.append(Verb(start, end, practice))
    return found


def denials(text: str, known: list[Verb]) -> list[Denial]:
    """Stretches in which what is named is said not to be processed at all, whatever the user does."""
    if not _MAY_DENY.search(text, 0, MOST):
        return []
    excepted = [match.span() for match in _EXCEPT.finditer(text, 0, MOST)]
    found: list[Denial] = []
    for match in _DENIED.finditer(text, 0, MOST):
        start, end = match.span()
        verb = _denied_verb(text, match, known)
        if verb is None and (_CONTAINS.match(text, end) is None or len(match["how"]) > 1):
            continue
        after = verb.end if verb is not None else end + 2
        stop = _BREAK.search(text, after, MOST)
        scope = _closed(text, start, stop.start() if stop else min(len(text), MOST))
        if _conditional(text, start, scope, match[0], verb, excepted):
            continue
        begin = start
        if _TOPIC.match(text, after):
            begin = 0 if _points_back(text, start, after) else _topic(text, start, known)
        practice: Practice = verb.practice if verb is not None else "collection"
        found += [Denial(a, b, practice) for a, b in _without((begin, scope), excepted)]
    return found


def _denied_verb(text: str, match: re.Match[str], known: list[Verb]) -> Verb | None:
    """The verb a denial is of: at once, or after `将…`, `向…`, `通过…`; one before 的 only describes."""
    end = match.end()
    limit = end + _FAR if _PREPOSITION.match(text, end) else end
    stop = _STOP.search(text, end, limit)
    limit = stop.start() if stop else limit
    return next(
        (v for v in known if match.start("how") <= v.start <= limit and not text.startswith("的", v.end)),
        None,
    )


def _points_back(text: str, start: int, after: int) -> bool:
    """`不会收集您的这些信息` is of what the user was said to give; not of what we were said to take."""
    return _THESE.match(text, after) is not None and _WE_TAKE.search(text, 0, start) is None


def _conditional(
    text: str, start: int, scope: int, words: str, verb: Verb | None, excepted: list[Span]
) -> bool:
    """The denial holds under a condition only, or is none."""
    if _TWICE.search(text, max(0, start - 3), start + 4) or _USER_DOES.search(
        text, max(0, start - 24), start
    ):
        return True
    if verb is not None and words[0] in "不未" and text[verb.start : verb.end] in _GIVEN and len(words) < 3:
        return True
    if words.startswith("无法") and _ABLE.search(text, max(0, start - 12), start) is None:
        return True
    if words.startswith(("无需", "无须", "毋需", "不需要")) and (
        verb is None or text[verb.start : verb.end] not in ("提供", "填写", "提交", "收集", "获取")
    ):
        return True
    if (
        _IF_NOT.search(text, max(0, start - 60), start)
        or _UNLESS.search(text, start, scope)
        or text[scope : scope + 4].strip("，,").startswith("除非")
    ):
        return True
    return any(a <= start < b or (b <= start and _CHOSEN.search(text, a, b)) for a, b in excepted)


def _closed(text: str, start: int, end: int) -> int:
    """`end`, or the bracket before it that closes one opened before `start`."""
    depth = 0
    for at in range(start, end):
        if text[at] in "（(":
            depth += 1
        elif text[at] in "）)":
            if not depth:
                return at
            depth -= 1
    return end


def _topic(text: str, start: int, known: list[Verb]) -> int:
    """Where the topic of a denial (`您的面容信息，我们不会上传`) begins; `start` where a verb governs it."""
    own = max(text.rfind(mark, 0, start) for mark in "，,；：（(") + 1
    before = max(text.rfind(mark, 0, max(0, own - 1)) for mark in "，,；：（(") + 1
    for begin in (before, own):
        if _LOCAL.search(text, begin, start) or not any(begin <= v.start < start for v in known):
            return begin
    return start


def _without(span: Span, holes: list[Span]) -> list[Span]:
    parts: list[Span] = []
    at = span[0]
    for start, end in holes:
        if at <= start < span[1]:
            parts.append((at, start))
            at = end
    return [*parts, (at, span[1])] if at < span[1] else parts


def purpose(text: str) -> Span | None:
    """The words that say why."""
    for pattern in (_PURPOSE, _FOR):
        for match in pattern.finditer(text, 0, MOST):
            if not _LOST.search(text, max(0, match.start() - 12), match.start() + 4):
                return match.span(match.lastgroup or 0)
    return None


def scenario(text: str) -> str:
    """The words that say when: what the user does, or which function runs."""
    for match in _WHEN.finditer(text, 0, MOST):
        if not _LOST.search(match[0]):
            return match[0].strip(" ，,")
    return ""


def unnumbered(heading: str) -> str:
    """A heading without its number."""
    return _HEADING_WHEN.sub("", heading[:120]).strip(" ：:")


def refusal(text: str) -> Literal["", "function", "service"]:
    """What a clause says is lost when the user does not give what is asked for."""
    match = _REFUSED.search(text, 0, MOST)
    if match is None:
        return ""
    what = match["what"]
    return "service" if _WHOLE.search(what) and not _PART.search(what) else "function"


def basis(text: str) -> str:
    """The words that give a legal basis."""
    match = marked("basis").search(text)
    return match[0] if match else ""


def hedge(text: str) -> tuple[str, int]:
    """The first word that leaves open whether what follows happens, and its end; past the text without."""
    match = marked("hedge").search(text, 0, MOST)
    return (match[0], match.end()) if match else ("", len(text))


def optional(text: str) -> bool | None:
    """Whether a clause says that giving it is optional (True) or necessary (False)."""
    if marked("optional").search(text):
        return True
    return False if marked("necessary").search(text) else None
