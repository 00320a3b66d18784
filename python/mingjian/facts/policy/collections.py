"""Which types of personal information the text says are processed, or are not, by whom and why.

Verbs and headings say what is done with what they govern; lists hand theirs to their members, columns to
their cells, keys to what follows the colon. What is meant by the law is not asked here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.policy import Mark
from mingjian.facts.policy import cells, grammar
from mingjian.facts.policy.grammar import Denial, Practice, Verb
from mingjian.facts.policy.mentions import Mention
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, StatedCollection, StatedSdk

_GAP = re.compile(
    r"\s*[，,]\s*(?:以及|和|及|或|与)?|(?:信息|数据|号码|等|中的|内容)?\s*(?:[、/;；|（()）+&]|和|及|与|或|以及|或者|和/或|还有)+\s*"
    r"(?:您的|你的|用户|设备的?|手机的?|您设备的|您所?使用的?|其|包括|如|例如|比如|的|当前|本机|移动)*\s*|\s+"
    r"|(?:信息|数据)?[，,]?(?:包括|如|例如|比如)\s*|的|(?:信息|数据)"
)
_DIRECT = re.compile(
    r"(?:收集|采集|获取|读取|访问|上传|提供|填写|记录|提交|输入|上报|调用|启用|使用(?=您|你|手机|设备))(?:了|到|并[^，。]{2})?(?:您|你|用户|其)?(?:的|设备|手机|本人|所?使用的)*$"
)
_PARTLY = re.compile(r"(?:信息|内容|数据)?(?:中|里|内|上)?的?(?:任何)?(?:其他|其它|所有|全部|多余|无关|完整)")
_SOME = frozenset({"全量", "全部", "所有", "其他", "其它", "完整"})
_TAIL = re.compile(
    r"(?:[（(][^）)]{0,20}[）)])?(?:和[^，,。；;、]{1,8})?(?:[（(][^）)]{0,20}[）)])?[^，,。；;（(、]{0,12}?的?权限"
)
_GUARDED = re.compile(r"(?:[（(][^）)]{0,20}[）)])?(?:访问|读取|获取|系统)?权限|[）)]授权")
_DEFINES = re.compile(
    r"(?:个人信息|敏感信息)(?:[（(][^）)]{0,30}[）)])?[”’」》]?[^，。：:]{0,6}(?:是指|指的是|指|包括|主要包括|包含|：指|：是指)|是指|属于(?:个人)?敏感(?:个人)?信息的(?:有|包括)|》规定[：:]|个人生物识别信息包括|视为[^，。]{0,3}敏感"
)
_GIVES = re.compile(r"收集|采集")
_FUNCTIONS = re.compile(r"(?:等|这|那|几|各|多|项|类|相关|的)*(?:功能|服务(?!信息|日志|记录|数据))")
_TAKES = re.compile(r"我们[^，。]{0,8}(?:收集|采集|获取)|(?:需要?|需)您?(?:主动)?(?:提供|填写)|用于|为了")
_WE = re.compile(r"我们|我行|我司|本公司")
_OWN = re.compile(r"我们|本公司|本行|我行|您|你")
_DEFINING_HEADING = re.compile(r"定义|释义|术语|名词|关键词")
_CONTROL_HEADING = re.compile(
    r"您的?权利|用户权利|管理您?的?个人信息|(?:您如何|如何)(?:访问|管理|查询|查阅|更正|删除|行使)|注销"
)
_SHARE_HEADING = re.compile(r"共享|转让|公开披露|委托处理|对外提供|披露|第三方")
_STORE_HEADING = re.compile(r"存储|保存|储存|保留|保护您|安全")
_COLLECT_HEADING = re.compile(r"收集|采集|获取|处理|使用|权限|功能|服务")
_THIRD_HEADING = re.compile(r"SDK|第三方|合作方|合作伙伴|开发工具包", re.IGNORECASE)
_THIRD = re.compile(
    r"第三方SDK(?:所|可能|会)|(?:SDK|第三方|合作伙伴|合作方|开发者|厂商|服务商|服务提供者|供应商|插件|支付机构|该等机构)[^，。；]{0,24}(?:收集|采集|获取|读取|记录)",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(r"(?:以下|如下|下列)[^，。]{0,12}[：:]$")
_KEY = re.compile(r"^[^：:，。]{2,24}[：:]")
_BACK = re.compile(
    r"(?:上述|以上|前述|该|此|这|这些|此类|该类|这类|收集|使用)(?:[^，。；]{0,14})(?:信息|数据)[^。]{0,24}?(?:用于|是为了?|以便|目的|为了)"
)
_SENSITIVE_TOLD = re.compile(
    r"(?:属于|均为|为|是)[^，。]{0,8}(?:敏感个人信息|个人敏感信息|敏感信息)|[（(][^）)]{0,8}敏感[^）)]{0,6}[）)]"
)
_NOTHING = re.compile(
    r"(?:不会|不)(?:主动|以任何方式|通过任何方式)?(?:收集|采集|获取|处理)(?:或|和|、|、?存储|使用|保存|上传)*(?:您|你|用户)?的?任何(?:您的?|用户的?)?个人(?:信息|数据|隐私)"
)
_LIMITED = re.compile(r"除|未经|如|若|以外|之外|无关|拒绝|关闭|后，|前，|功能|模式|仅|未成年|儿童")
_STRESS = frozenset({"bold", "underline", "colour", "large"})
MOST_LED = 40
"""Passages a line that ends in a colon may lead."""


class _Lead(Struct, frozen=True):
    """What a line before a list hands to its members."""

    passage: int
    practice: Practice | None
    purpose: Quote | None
    scenario: str
    third: bool
    denied: bool


def find(text: PolicyText, sdks: Sequence[StatedSdk] = ()) -> tuple[StatedCollection, ...]:
    """Every statement, in reading order; `sdks`: the entries whose words for types are known."""
    found: list[StatedCollection] = []
    table = text.cells
    entries = _entries(sdks)
    lead: _Lead | None = None
    passage, since, when = -1, 0, ""
    for clause, named in zip(text.clauses, text.mentions, strict=True):
        at = clause.quote.passage
        if at != passage:
            passage, since, when = at, len(found), ""
            if lead is not None and (at - lead.passage > MOST_LED or _ends(text, at, lead)):
                lead = None
        cell = table.get(at)
        if cell is not None:
            if named:
                found += _in_cell(text, clause, named, cell, entries)
            continue
        when = grammar.scenario(clause.text) or when
        types = [one for one in named if one.entry.type or one.entry.bundle is not None]
        heading = text.document.passages[at].kind == "heading"
        if any(one.entry.type for one in types) and not heading:
            found += _in_sentence(text, clause, types, lead, when, entries)
        if len(found) > since and (lost := grammar.refusal(clause.text)):
            found[since:] = [one if one.refusal else replace(one, refusal=lost) for one in found[since:]]
        if len(found) > since and (why := _back(clause)) is not None:
            found[since:] = [_explained(one, why, text) for one in found[since:]]
        if clause.text.endswith(("：", ":")) and not heading:
            lead = _lead(clause, when)
    return tuple(_marked(text, found))


def nothing(text: PolicyText) -> Quote | None:
    """Where the text says that no personal information is collected at all."""
    for clause in text.clauses:
        match = _NOTHING.search(clause.text, 0, grammar.MOST)
        if match is not None and not _LIMITED.search(clause.text, 0, grammar.MOST):
            return _within(clause, match.span())
    return None


def _entries(sdks: Sequence[StatedSdk]) -> dict[int, list[tuple[int, int, int]]]:
    """Passage → the stretches that are some SDK's words for types, and whose."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for index, sdk in enumerate(sdks):
        if sdk.types is not None:
            quote = sdk.types.quote
            found.setdefault(quote.passage, []).append((quote.start, quote.end, index))
    return found


def _ends(text: PolicyText, at: int, lead: _Lead) -> bool:
    passages = text.document.passages
    return passages[at].kind == "heading" or passages[at].section != passages[lead.passage].section


def _lead(clause: Clause, when: str) -> _Lead:
    known = grammar.verbs(clause.text)
    why = grammar.purpose(clause.text)
    denied = bool(_FOLLOWING.search(clause.text)) and any(
        d.end >= len(clause.text) - 2 for d in grammar.denials(clause.text, known)
    )
    return _Lead(
        clause.quote.passage,
        known[-1].practice if known else None,
        None if why is None else _within(clause, why),
        when,
        bool(_THIRD.search(clause.text)),
        denied,
    )


def _within(clause: Clause, span: tuple[int, int]) -> Quote:
    return Quote(clause.quote.passage, clause.quote.start + span[0], clause.quote.start + span[1])


def _in_cell(
    text: PolicyText,
    clause: Clause,
    named: Sequence[Mention],
    cell: cells.Cell,
    entries: dict[int, list[tuple[int, int, int]]],
) -> Iterator[StatedCollection]:
    if cell.role not in ("types", "") or (not cell.role and cell.row):
        return
    passages = text.document.passages
    listed = cell.role == "types"
    kept = [m for m in named if m.entry.type] if listed else _accepted(clause.text, named)
    known = grammar.verbs(clause.text)
    denied = grammar.denials(clause.text, known)
    why = cell.row.get("purpose")
    where = cell.row.get("scenario")
    own = None if listed else grammar.purpose(clause.text)
    maybe, maybe_end = grammar.hedge(clause.text)
    choice, ground = grammar.optional(clause.text), grammar.basis(clause.text)
    for one in kept:
        if not listed and not known:
            practice: Practice = _of_heading(text, clause) or "collection"
        else:
            practice = "collection" if listed else _governing(known, one) or "collection"
        sdk = _sdk(entries, clause, one)
        yield StatedCollection(
            type=one.entry.type,
            words=clause.text[one.start : one.end],
            quote=_within(clause, (one.start, one.end)),
            by="third_party" if cell.party or sdk is not None else "app",
            sdk=sdk,
            negated=_denial(clause.text, denied, one) is not None,
            hedge=maybe if one.start >= maybe_end else "",
            sentence=clause.quote,
            purpose=passages[why].text if why is not None else clause.text[own[0] : own[1]] if own else "",
            purpose_quote=Quote(why, 0, len(passages[why].text))
            if why is not None
            else _within(clause, own)
            if own
            else None,
            scenario=passages[where].text if where is not None else "",
            basis=ground,
            optional=choice,
            practice=practice,
        )


def _in_sentence(
    text: PolicyText,
    clause: Clause,
    named: Sequence[Mention],
    lead: _Lead | None,
    when: str,
    entries: dict[int, list[tuple[int, int, int]]],
) -> Iterator[StatedCollection]:
    words = clause.text
    key = _KEY.match(words)
    listed = key is not None and cells.role_of(key[0][:-1]) == "types"
    kept = _accepted(words, named, all_weak=listed)
    if not kept:
        return
    spans = [(one.start, one.end) for one in named]
    known = [v for v in grammar.verbs(words) if not any(a <= v.start < b for a, b in spans)]
    denied = grammar.denials(words, known)
    why = grammar.purpose(words)
    quote = _within(clause, why) if why is not None else lead.purpose if lead else None
    headings = text.headings(clause)
    third = bool(_THIRD.search(words)) or bool(lead and lead.third) or (listed and _third(headings))
    defines = _defines(words, headings)
    choice, ground = grammar.optional(words), grammar.basis(words)
    maybe, maybe_end = grammar.hedge(words)
    above: Practice | None = lead.practice if lead else None
    controls = (
        bool(headings)
        and _CONTROL_HEADING.search(headings[-1]) is not None
        and not _WE.search(words)
        and not _GIVES.search(words)
    )
    for one in kept:
        practice = _governing(known, one) or above or _of_heading(text, clause) or "use"
        if practice == "collection" and controls:
            practice = "control"
        denial = _denial(words, denied, one)
        sdk = _sdk(entries, clause, one)
        yield StatedCollection(
            type=one.entry.type,
            words=words[one.start : one.end],
            quote=_within(clause, (one.start, one.end)),
            by="third_party" if third or sdk is not None else "app",
            sdk=sdk,
            negated=denial is not None or bool(lead and lead.denied),
            hedge=maybe if one.start >= maybe_end else "",
            sentence=clause.quote,
            purpose=text.words(quote) if quote else "",
            purpose_quote=quote,
            scenario=when or (lead.scenario if lead else "") or _function(headings),
            basis=ground,
            optional=choice,
            practice="example" if defines else denial.practice if denial else practice,
        )


def _denial(words: str, denied: Sequence[Denial], one: Mention) -> Denial | None:
    """The denial a mention stands in; of some of it only (`剪切板中的其他信息`) is none."""
    if _PARTLY.match(words, one.end) or words[max(0, one.start - 2) : one.start] in _SOME:
        return None
    return next((d for d in denied if d.start <= one.start < d.end), None)


def _sdk(entries: dict[int, list[tuple[int, int, int]]], clause: Clause, one: Mention) -> int | None:
    at = clause.quote.start + one.start
    return next((index for a, b, index in entries.get(clause.quote.passage, ()) if a <= at < b), None)


def _accepted(words: str, named: Sequence[Mention], *, all_weak: bool = False) -> list[Mention]:
    """The mentions that name a type: weak ones in a list with a stronger, and none that name a permission."""
    kept: list[Mention] = []
    for chain in _chains(words, named):
        kind = chain
        if _TAIL.match(words, chain[-1].end) and any(one.entry.permission for one in chain):
            kind = [one for one in chain if not one.entry.permission]
        if _GUARDED.match(words, chain[-1].end):
            kind = [one for one in kind if one is not chain[-1]]
        if not all_weak and _FUNCTIONS.match(words, chain[-1].end):
            continue
        strong = all_weak or any(one.entry.type and not one.entry.weak for one in kind)
        for one in kind:
            if one.entry.type and (strong or _DIRECT.search(words, max(0, one.start - 16), one.start)):
                kept.append(one)
    return kept


def _chains(words: str, named: Sequence[Mention]) -> Iterator[list[Mention]]:
    chain: list[Mention] = []
    for one in named:
        if chain:
            gap = one.start - chain[-1].end
            if gap > 14 or (gap and _GAP.fullmatch(words, chain[-1].end, one.start) is None):
                yield chain
                chain = []
        chain.append(one)
    if chain:
        yield chain


def _governing(known: Sequence[Verb], one: Mention) -> Practice | None:
    """What the verb over a mention says is done: the last before it, mere use last of all; else the next."""
    before = [verb for verb in known if verb.end <= one.start]
    for verb in reversed(before):
        if verb.practice != "use":
            return verb.practice
    if before:
        return "use"
    after = next((verb for verb in known if verb.start >= one.end), None)
    return after.practice if after else None


def _of_heading(text: PolicyText, clause: Clause) -> Practice | None:
    for heading in reversed(text.headings(clause)):
        if _CONTROL_HEADING.search(heading):
            return "control"
        if _COLLECT_HEADING.search(heading):
            return "collection"
        if _SHARE_HEADING.search(heading):
            return "sharing"
        if _STORE_HEADING.search(heading):
            return "storage"
    return None


def _third(headings: Sequence[str]) -> bool:
    return any(_THIRD_HEADING.search(heading) for heading in headings)


def _defines(words: str, headings: Sequence[str]) -> bool:
    match = _DEFINES.search(words[: grammar.MOST])
    if match is not None and not re.search(r"我们(?:会|将|可能|需要)?(?:收集|获取)", words):
        return (
            "指" in match[0]
            or "属于" in match[0]
            or "规定" in match[0]
            or not _OWN.search(words[: match.start() + 2])
        )
    defining = bool(headings) and _DEFINING_HEADING.search(headings[-1]) is not None
    return defining and _TAKES.search(words, 0, grammar.MOST) is None


def _function(headings: Sequence[str]) -> str:
    """The heading, where it names a function rather than personal information."""
    if not headings:
        return ""
    last = grammar.unnumbered(headings[-1])
    return "" if re.search(r"个人信息|收集|隐私|信息$|第三方|定义|共享", last) else last


def _back(clause: Clause) -> Quote | None:
    """The purpose a clause gives for what was named before it."""
    if _BACK.search(clause.text, 0, grammar.MOST) is None:
        return None
    why = grammar.purpose(clause.text)
    return _within(clause, why) if why else None


def _explained(one: StatedCollection, why: Quote, text: PolicyText) -> StatedCollection:
    return one if one.purpose else replace(one, purpose=text.words(why), purpose_quote=why)


def _marked(text: PolicyText, found: Sequence[StatedCollection]) -> Iterator[StatedCollection]:
    """With how the words stand out: looks, a heading or a remark that calls them sensitive."""
    passages = text.document.passages
    told: dict[int, bool] = {}
    looks: dict[int, list[tuple[int, int]]] = {}
    for one in found:
        at = one.quote.passage
        if at not in told:
            clause = Clause(passages[at].text, one.quote, passages[at].section)
            told[at] = bool(_SENSITIVE_TOLD.search(passages[at].text)) or any(
                "敏感" in heading for heading in text.headings(clause)
            )
            looks[at] = _stretches(passages[at].marks)
        near = bisect_left(looks[at], (one.quote.end, 0)) - 1
        stands_out = near >= 0 and looks[at][near][1] > one.quote.start
        yield replace(one, marked=True) if stands_out or told[at] else one


def _stretches(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Where the text stands out, joined and in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((mark.start, mark.end) for mark in marks if mark.kind in _STRESS):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
