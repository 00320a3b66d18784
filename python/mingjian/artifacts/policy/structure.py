"""Lines become passages: which of them are headings, at which level, and under which heading each stands.

Where the format says so (h1, a style named 标题 1) it is believed. Else a heading is a short line without the
end of a sentence that is numbered, looks like one (bold, larger) or is one of the usual names. Levels follow
the schemes of numbers in the order they appear: whatever first comes below 一、 is one deeper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mingjian.artifacts.policy.document import Passage
from mingjian.artifacts.policy.lines import Line
from mingjian.artifacts.policy.numbering import STRONG, Number, number

_SENTENCE = re.compile(r"[。；;！!]|[？?].")
_TITLE = re.compile(
    r"隐私|個人資料|个人信息|政策|协议|条款|声明|指引|须知|规则|privacy|policy|notice|statement",
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"(?:【|\[)?(?:引言|前言|序言|导言|导语|总则|附则|定义|概述|摘要|目录|概要|特别提示|重要提示|提示条款|温馨提示"
    r"|关于我们|联系我们|如何联系我们|与我们联系|联系方式|我们的联系方式|适用范围|本政策的适用范围|其他|其它|附录.{0,20}"
    r"|附件.{0,20}|未成年人(?:保护|条款|隐私保护|信息保护)?|儿童(?:隐私|个人信息)?保护?|(?:本)?(?:隐私)?政策的?(?:更新|变更|修订)"
    r"|(?:我们)?如何(?:收集|使用|存储|保存|保护|共享|委托|对外|处理|更新|管理|联系|向|转让|公开).{2,28}"
    r"|(?:您)?如何(?:管理|访问|控制|行使|联系|查询).{2,24}|(?:信息|个人信息|您的个人信息)的?(?:收集|使用|存储|保存|保护|共享|安全)"
    r"|(?:您|用户)的?(?:个人信息)?权利.{0,10}|Cookies?.{0,12})(?:】|\])?[:：]?",
    re.IGNORECASE,
)
_TOP = re.compile(
    r"引言|前言|序言|导言|总则|附则|概述|摘要|目录|特别提示|关于我们|如何联系我们|联系我们|附录|附件"
)
_NOT_HEADING = re.compile(
    r"公司$|^\d{4}\s?[年.-]|[年日]$|(?:更新|生效|发布|修订)(?:日期|时间)|^[\d\W]+$|https?://|@|^版本"
)
_PAIR = re.compile(r"[:：]\s*\S")
LONGEST_NUMBERED, LONGEST_PLAIN = 45, 28
_PLAIN = "plain"


def passages(lines: Sequence[Line]) -> tuple[Passage, ...]:
    """The passages of a document whose text is `lines`."""
    numbers = [None if line.cell else number(line.text) for line in lines]
    heads = _headings(lines, numbers)
    found: list[Passage] = []
    levels = _Levels()
    section: int | None = None
    for index, line in enumerate(lines):
        if line.cell is not None:
            cell = line.cell
            found.append(
                Passage(
                    kind="cell",
                    text=line.text,
                    place=line.place,
                    section=section,
                    marks=line.marks,
                    table=cell.table,
                    row=cell.row,
                    column=cell.column,
                    rows=cell.rows,
                    columns=cell.columns,
                    header=cell.header,
                )
            )
            continue
        numbered = numbers[index]
        if heads[index]:
            found.append(
                Passage(
                    kind="heading",
                    text=line.text,
                    place=line.place,
                    level=levels.of(line, numbered, first=section is None),
                    section=section,
                    marks=line.marks,
                )
            )
            section = index
            continue
        depth = line.item or (numbered.depth if numbered else 0)
        found.append(
            Passage(
                kind="item" if depth else "paragraph",
                text=line.text,
                place=line.place,
                level=min(depth, 6),
                section=section,
                marks=line.marks,
            )
        )
    return tuple(found)


class _Levels:
    """The headings open at a point, by the scheme that numbers them."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []

    def of(self, line: Line, numbered: Number | None, *, first: bool) -> int:
        """The level of the next heading."""
        scheme = numbered.scheme if numbered else _PLAIN
        if line.level:
            while self._open and self._open[-1][1] >= line.level:
                self._open.pop()
            self._open.append((scheme if numbered else f"h{line.level}", line.level))
            return line.level
        if first and numbered is None and _TITLE.search(line.text):
            self._open.append(("title", 1))
            return 1
        schemes = [name for name, _ in self._open]
        if numbered is None and _TOP.match(line.text):
            while self._open and not (self._open[-1][0] == "title" or self._open[-1][0][0] == "h"):
                self._open.pop()
        elif scheme in schemes:
            level = self._open[schemes.index(scheme)][1]
            del self._open[schemes.index(scheme) + 1 :]
            return level
        elif numbered is not None:
            self._below(numbered)
        level = min(self._open[-1][1] + 1, 6) if self._open else 1
        self._open.append((scheme, level))
        return level

    def _below(self, numbered: Number) -> None:
        """Leave what a number of a new scheme cannot stand under."""
        under = [
            i for i, (name, _) in enumerate(self._open) if name not in {_PLAIN, "title"} and name[0] != "h"
        ]
        if not under:
            while self._open and self._open[-1][0] == _PLAIN:
                self._open.pop()
        rank = _RANK.get(numbered.scheme)
        while rank is not None and self._open and _RANK.get(self._open[-1][0], -1) > rank:
            self._open.pop()


_RANK = {name: i for i, name in enumerate(("编", "篇", "部分", "章", "节", "条"))} | {
    ".".join("1" * depth): 10 + depth for depth in range(2, 7)
}
"""Schemes whose order is fixed whatever comes first."""


def _headings(lines: Sequence[Line], numbers: Sequence[Number | None]) -> list[bool]:
    heads = [_may_be(line, n) for line, n in zip(lines, numbers, strict=True)]
    styled = Counter[str]()
    shown = 0
    for line, n, may in zip(lines, numbers, heads, strict=True):
        if may and (line.level or line.styled):
            shown += 1
            if n:
                styled[n.scheme] += 1
    for index, (line, n) in enumerate(zip(lines, numbers, strict=True)):
        if not heads[index] or line.level:
            continue
        if line.styled is False and shown >= 3 and not (n and n.scheme in STRONG and not styled[n.scheme]):
            heads[index] = False
    _drop_contents(lines, numbers, heads)
    for index, (line, n) in enumerate(zip(lines, numbers, strict=True)):
        if heads[index] and not line.level and not line.styled and (n is None or n.scheme not in STRONG):
            heads[index] = (index == 0 and n is None) or _has_body(lines, numbers, index)
    return heads


def _may_be(line: Line, n: Number | None) -> bool:
    """Whether the line, seen alone, can be a heading."""
    text = line.text
    if line.level:
        return len(text) <= 200
    if line.cell is not None or line.entry or len(text) > 60:
        return False
    rest = text[n.end :] if n else text
    if not rest or _SENTENCE.search(rest) or rest[-1] in "，,、…" or _NOT_HEADING.search(rest):
        return False
    if _PAIR.search(rest) and not line.styled:
        return False
    if n is not None:
        if line.item and not line.styled:
            return False
        return len(rest) <= LONGEST_NUMBERED and rest.count("，") <= 1
    if len(rest) > LONGEST_PLAIN or line.item or _PAIR.search(rest):
        return bool(line.styled and len(rest) <= 40 and _TITLE.search(rest) and not line.item)
    if line.styled:
        return True
    return bool(_USUAL.fullmatch(rest)) or (
        len(rest) <= 40 and bool(_TITLE.search(rest[-6:])) and "，" not in rest
    )


def _drop_contents(lines: Sequence[Line], numbers: Sequence[Number | None], heads: list[bool]) -> None:
    """Leave out tables of contents and lists: numbered lines one after another with nothing below them."""
    index = 0
    while index < len(lines):
        if not heads[index] or numbers[index] is None:
            index += 1
            continue
        end = index
        while end < len(lines) and heads[end] and numbers[end] is not None:
            end += 1
        if end - index >= 3:
            _settle(lines, numbers, heads, index, end)
        index = end


def _settle(
    lines: Sequence[Line], numbers: Sequence[Number | None], heads: list[bool], start: int, end: int
) -> None:
    block = [n for n in numbers[start:end] if n is not None]
    outer, last, fresh = block[0].scheme, 0, start
    for offset, n in enumerate(block):
        if n.scheme == outer:
            if offset and n.value <= last:
                fresh = start + offset
            last = n.value
    counts = Counter(n.scheme for n in block[fresh - start :])
    for at in range(start, end):
        this = numbers[at]
        if lines[at].level or this is None:
            continue
        if at < fresh or counts[this.scheme] >= 3:
            heads[at] = False


def _has_body(lines: Sequence[Line], numbers: Sequence[Number | None], index: int) -> bool:
    """Whether something stands below: not the end, and not the next number of the same scheme."""
    if index + 1 >= len(lines):
        return False
    here, after = numbers[index], numbers[index + 1]
    if here is None:
        return True
    return after is None or after.scheme != here.scheme or lines[index + 1].cell is not None
