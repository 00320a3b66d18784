"""Periods of time in words: 15个工作日, 【15】个工作日, 十五天, 48小时, 半年."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_DIGITS = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,5}|半)"
_PERIOD = re.compile(
    rf"(?P<open>[【（(\[]?)\s*(?P<number>{_NUMBER})\s*(?:[】）)\]]|[（(]\s*\d{{1,4}}\s*[）)])?\s*"
    r"(?:个|箇)?\s*(?P<unit>工作日|自然日|日历日|小时|星期|礼拜|个?月|日(?![期志常程记历])|天|周(?![岁年边期围])|年(?![级龄月])|[hH](?![a-zA-Z]))"
)
_DAYS = {
    "工作日": 1.0, "自然日": 1.0, "日历日": 1.0, "日": 1.0, "天": 1.0, "小时": 1 / 24, "h": 1 / 24,
    "星期": 7.0, "礼拜": 7.0, "周": 7.0, "月": 30.0, "年": 365.0,
}  # fmt: skip


class Period(Struct, frozen=True):
    """`days` (a week 7, a month 30, a year 365); the words are characters `start` to `end` of the text."""

    days: float
    working: bool
    start: int
    end: int


def periods(text: str) -> Iterator[Period]:
    """Every period in `text`; dates (2021年11月1日) and ages (14周岁) are none."""
    last = -1
    for match in _PERIOD.finditer(text):
        number = count(match["number"])
        unit = match["unit"].removeprefix("个").lower()
        dated = match.start() == last or (
            unit in ("月", "年", "日") and _dated(text, match.start(), match.end())
        )
        last = match.end()
        if number and not dated:
            yield Period(number * _DAYS[unit], unit == "工作日", match.start(), match.end())


def count(words: str) -> float:
    """`15`, `十五`, `半`, `两` as a number; 0 when it is none."""
    if words.isdecimal():
        return int(words)
    if words == "半":
        return 0.5
    total, digit = 0, 0
    for char in words.replace("两", "二"):
        unit = _UNITS.get(char)
        if unit is not None:
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = _DIGITS.find(char)
            if digit < 0:
                return 0
    return total + digit


def _dated(text: str, start: int, end: int) -> bool:
    """A number of a date: `2021年`, `11月1日`, `第一天`."""
    if text[start:end].rstrip("年月日").isdecimal() and end - start == 5:
        return True
    return text[max(0, start - 1) : start] in ("第", "月", "年") or text[end : end + 1].isdecimal()
