"""Numbers before headings and members of lists: 第一条, 一、, （一）, 1., 1.1, （1）, ①, a)."""

from __future__ import annotations

import re

from msgspec import Struct

_HAN = "[一二三四五六七八九十百零〇]{1,4}"
_NUMBER = re.compile(
    rf"""第\s?(?P<ordinal>{_HAN}|\d{{1,3}})\s?(?P<unit>[章节條条编篇]|部分)[、:：.．]?\s*
    |(?P<han>{_HAN})(?P<hansep>[、.．:：]|\s(?=\S))\s*
    |[（(\[【]\s?(?P<parenhan>{_HAN})\s?[）)\]】][、.．]?\s*
    |[（(\[【]\s?(?P<paren>\d{{1,2}})\s?[）)\]】][、.．]?\s*
    |[（(]\s?(?P<parenletter>[a-zA-Z]|[ivxIVX]{{1,4}})\s?[）)]\s*
    |(?P<dotted>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,5}})(?![\d%％])(?:[.．、:：)）]|(?=\D|$))\s*
    |(?P<decimal>\d{{1,2}})(?P<sep>[.．、:：)）]|\s(?=\D))(?!\d)\s*
    |(?P<circled>[①-⑳❶-❿⑴-⒇⒈-⒛㈠-㈩])[、.．]?\s*
    |(?P<roman>[IVXivxⅠ-Ⅻⅰ-ⅻ]{{1,4}})[.．、)）]\s*
    |(?P<letter>[a-zA-Z])[.．、)）]\s*""",
    re.VERBOSE,
)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
STRONG = frozenset({"章", "节", "条", "部分", "编", "篇", "一、", "一.", "一：", "（一）"})
"""Schemes that name sections; the rest also number the members of a list."""


class Number(Struct, frozen=True):
    scheme: str
    """One name for every number of the same form: `一、`, `1.1`, `（1）`."""
    value: int
    """Within its scheme; -1 when it cannot be told."""
    end: int
    """Where the text after it starts."""
    depth: int = 1
    """Of `1.1.1`: 3."""


def number(text: str) -> Number | None:
    """The number that `text` starts with."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    kind, end = match.lastgroup, match.end()
    words = match[kind] if kind else ""
    if kind == "unit":
        return Number("条" if words == "條" else words, _value(match["ordinal"]), end)
    if kind == "hansep":
        sep = {".": ".", "．": ".", "、": "、", ":": "：", "：": "："}.get(words, " ")
        return Number("一" + sep, _value(match["han"]), end)
    if kind == "parenhan":
        return Number("（一）", _value(words), end)
    if kind == "paren":
        return Number("（1）", int(words), end)
    if kind == "dotted":
        parts = words.replace("．", ".").split(".")
        return Number(".".join("1" * len(parts)), int(parts[-1]), end, len(parts))
    if kind == "sep":
        sep = {".": ".", "．": ".", "、": "、", ")": "）", "）": "）"}.get(words, " ")
        return Number("1" + sep, int(match["decimal"]), end)
    if kind == "circled":
        return Number("①", ord(words) - 0x245F if words <= "⑳" else -1, end)
    if kind == "letter":
        return Number("a.", ord(words.lower()) - 96, end)
    return Number("（a）" if kind == "parenletter" else "i.", -1, end)


def _value(words: str) -> int:
    """二十一 → 21; digits as they are."""
    if words.isdecimal():
        return int(words)
    total, digit = 0, 0
    for character in words:
        if character == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif character == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = _DIGITS.get(character, 0)
    return total + digit
