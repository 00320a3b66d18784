"""Which system permissions the text says are asked for, why, and what happens when one is refused.

A permission is named by its own words (`相机权限`, `READ_CONTACTS`), or by a plain one (`相机`) in a list
that ends in 权限 or a column of permissions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from msgspec.structs import replace

from mingjian import knowledge
from mingjian.facts.policy import grammar
from mingjian.facts.policy.mentions import Entry, Mention
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, StatedPermission

_NAME = re.compile(
    r"(?<![A-Za-z])(?:(?:com\.)?android\.permission\.)?([A-Z]{3,12}(?:_[A-Z]{2,16}){1,5}|CAMERA|INTERNET|BLUETOOTH|NFC)(?![A-Za-z])"
)
_TAIL = re.compile(
    r"[”’」』》】）)]?[^，,。；;、]{0,10}?的?(?:系统|设备|访问|使用|相关)?(?:权限|功能权限)(?!控制|管理|体系|分级)"
)
_REFUSAL = re.compile(
    r"拒绝|不同意|不授权|不授予|不开启|不允许|未授权|未开启|关闭|取消|撤回|撤销|不提供|不会影响|不影响|(?:可|可以|随时)[^，。；]{0,12}(?:设置|管理)"
)
_THIRD = re.compile(r"SDK|第三方|合作方|合作伙伴", re.IGNORECASE)
_SETTING = re.compile(
    r"(?:关闭|取消|撤回|撤销|拒绝|停用)[^，。；]{0,14}$|(?:您|用户)[^，。；]{0,4}可[^。；]{0,60}(?:关闭|管理|收回|撤回|查看)[^。；]{0,100}$"
)
_KEYED = re.compile(r"权限[^：:，。]{0,30}[：:](?P<why>[^。；]{4,80})")
_LIST = 12
"""Members of a list that are looked through for its last word."""
_MOST_CLAUSES = 40
"""Sentences of one passage that are looked through."""
_NEAR = 3
"""Passages after one that names a permission in which its refusal may be told."""


@cache
def _names() -> dict[str, str]:
    """`CAMERA` → `android.permission.CAMERA`, for those the knowledge base has."""
    known = {row.name.rpartition(".")[2]: row.name for row in reversed(knowledge.permissions())}
    for row in knowledge.policy_words().permissions:
        for name in row.names:
            known.setdefault(name.rpartition(".")[2], name)
    return known


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    return {row.id: row.names for row in knowledge.policy_words().permissions}


def find(text: PolicyText) -> tuple[StatedPermission, ...]:
    """Every statement, in reading order."""
    found: list[StatedPermission] = []
    for clause, named in zip(text.clauses, text.mentions, strict=True):
        if "权限" in clause.text or "_" in clause.text or any(one.entry.permission for one in named):
            found += _in_clause(text, clause, named)
    return tuple(_told(text, found))


def _in_clause(text: PolicyText, clause: Clause, named: Sequence[Mention]) -> Iterator[StatedPermission]:
    words = clause.text
    passages = text.document.passages
    cell = text.cells.get(clause.quote.passage)
    if cell is not None and cell.role not in ("permission", "", "types", "scenario"):
        return
    kept = list(_kept(text, clause, named, listed=cell is not None and cell.role == "permission"))
    if not kept:
        return
    if cell is not None and "purpose" in cell.row:
        at = cell.row["purpose"]
        why: Quote | None = Quote(at, 0, len(passages[at].text)) if passages[at].text else None
    elif cell is not None and "scenario" in cell.row and cell.role != "scenario":
        at = cell.row["scenario"]
        why = Quote(at, 0, len(passages[at].text)) if passages[at].text else None
    else:
        why = _why(clause)
    denied = grammar.denials(words, grammar.verbs(words)) if "不" in words or "未" in words else []
    headings = text.headings(clause)
    third = (cell is not None and cell.party) or any(_THIRD.search(one) for one in headings[-1:])
    refusal = _REFUSAL.search(words) is not None
    for start, end, names in kept:
        yield StatedPermission(
            words=words[start:end],
            names=names,
            quote=Quote(clause.quote.passage, clause.quote.start + start, clause.quote.start + end),
            negated=any(d.start <= start < d.end for d in denied) or _refused(words, start),
            purpose=text.words(why) if why else "",
            purpose_quote=why,
            refusal_told=refusal,
            by="third_party" if third else "app",
        )


_NOT_ASKED = re.compile(r"(?:不会|不|无需|未|没有|并不)(?:申请|调用|获取|索取|要求|需要)[^，。；]{0,20}$")


def _refused(words: str, start: int) -> bool:
    return _NOT_ASKED.search(words, max(0, start - 28), start) is not None


def _kept(
    text: PolicyText, clause: Clause, named: Sequence[Mention], *, listed: bool
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    words = clause.text
    at = 0
    for match in _NAME.finditer(words):
        name = _names().get(match[1])
        if name is not None:
            yield match.start(), match.end(), (name,)
    heading = text.document.passages[clause.quote.passage].kind == "heading"
    for index, one in enumerate(named):
        entry: Entry = one.entry
        if not entry.permission or one.start < at:
            continue
        before = words[max(0, one.start - 160) : one.start]
        if entry.bare and not listed and not _followed(words, named, index):
            continue
        if _SETTING.search(before) and not heading:
            continue
        yield one.start, one.end, _kinds()[entry.permission]


def _followed(words: str, named: Sequence[Mention], index: int) -> bool:
    """The plain word, or the list it stands in, ends in 权限."""
    last = named[index]
    for one in named[index + 1 : index + _LIST]:
        gap = words[last.end : one.start]
        if len(gap) > 8 or re.search(r"[。；;：:]", gap):
            break
        if not one.entry.permission:
            break
        last = one
        if not one.entry.bare:
            return True
    return _TAIL.match(words, last.end) is not None


def _why(clause: Clause) -> Quote | None:
    span = grammar.purpose(clause.text)
    keyed = _KEYED.search(clause.text, 0, grammar.MOST) if span is None else None
    if keyed is not None:
        span = keyed.span("why")
    if span is None:
        when = grammar.scenario(clause.text)
        at = clause.text.find(when) if when else -1
        span = (at, at + len(when)) if at >= 0 else None
    if span is None:
        return None
    return Quote(clause.quote.passage, clause.quote.start + span[0], clause.quote.start + span[1])


def _told(text: PolicyText, found: Sequence[StatedPermission]) -> Iterator[StatedPermission]:
    """With purpose and refusal where they stand in the sentences after the one that names it."""
    passages = text.document.passages
    named = sorted({one.quote.passage for one in found})
    after = dict(pairwise([*named, len(passages)]))
    told: dict[int, tuple[list[Quote], bool]] = {}
    for one in found:
        at = one.quote.passage
        if (one.purpose and one.refusal_told) or passages[at].kind == "cell":
            yield one
            continue
        if at not in told:
            told[at] = _around(text, at, min(after[at], at + 1 + _NEAR))
        reasons, refusal = told[at]
        why = one.purpose_quote or next(
            (quote for quote in reasons if quote.passage > at or quote.start >= one.quote.start), None
        )
        yield replace(
            one,
            purpose=text.words(why) if why else "",
            purpose_quote=why,
            refusal_told=one.refusal_told or refusal,
        )


def _around(text: PolicyText, at: int, stop: int) -> tuple[list[Quote], bool]:
    """The first and last purposes of passage `at` and those after it to `stop`; whether a refusal is told."""
    passages = text.document.passages
    section = at if passages[at].kind == "heading" else passages[at].section
    reasons: list[Quote] = []
    refusal = False
    for where in range(at, stop):
        if where != at and passages[where].section != section:
            break
        for clause in text.of_passage(where)[:_MOST_CLAUSES]:
            why = _why(clause)
            if why is not None:
                reasons.append(why)
            refusal = refusal or _REFUSAL.search(clause.text, 0, grammar.MOST) is not None
    return reasons, refusal
