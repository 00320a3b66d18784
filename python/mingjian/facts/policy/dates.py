"""When a policy was published, last changed and takes effect, and its version.

A date counts when the words beside it say so (更新日期：…, … 起生效); a law's date stands behind the law's
name and is left out. A date by itself at the head or under the signature is the day of publication, unless
the text says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from mingjian.facts.policy.numerals import fold, number
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, Said

Event = Literal["published", "updated", "effective"]


class Dates(Struct, frozen=True):
    published: Said | None = None
    updated: Said | None = None
    effective: Said | None = None
    version: Said | None = None


_CN = "〇零○一二三四五六七八九"
_MONTHS: tuple[str, ...] = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:(?P<y>20\d\d|二[{_CN}]{{3}}) ?\]?年 ?\[?(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}}) ?\]?月"
    r" ?(?:\[?(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3}) ?\]?[日号])?"
    r"|(?P<y2>20\d\d) ?(?P<sep>[-./]) ?(?P<m2>\d{1,2})(?: ?(?P=sep) ?(?P<d2>\d{1,2}))?(?![\d.])"
    r"|(?P<y3>20[0-4]\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>[0-3]\d)(?!\d)"
    rf"|(?P<m4>{_MONTH}) ?(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y4>20\d\d)"
    rf"|(?P<d5>\d{{1,2}})(?:st|nd|rd|th)? ?(?P<m5>{_MONTH}),? ?(?P<y5>20\d\d))"
)
_ACT = r"(?:更新|修订|修改|修正|变更|发布|公布|颁布|发表|制定|生效|实施|施行|启用|执行)"
_DAY = re.compile(r"(?<![\d.])" + _DATE, re.IGNORECASE)
_CENTURY = re.compile(r"[2２二][0０〇零○]")
"""Without these two signs a clause holds no date of our time; a look that costs next to nothing."""
_BEFORE = re.compile(
    rf"(?P<act>(?:{_ACT} ?[与和及并/、&]? ?){{1,3}}|last (?:updated|modified|revised)(?: on)?"
    rf"|updated(?: on)?"
    r"|effective(?: date| from| on)?|published(?: on)?|release date)"
    r" ?(?:的)?\(?(?:日期|时间|日|版本)? ?[)\]】”\"]? ?(?:[为是于自在从])? ?[::|]? ?[\[(“\"]? ?$",
    re.IGNORECASE,
)
"""What stands right before a date that it tells of; matched against the few characters before it."""
_AFTER = re.compile(
    rf"^ ?[)\]”\"]? ?(?:起|开始|正式|首次|最新|最近|最后一次|最后|进行|已|时|之日|,)*(?P<act>{_ACT}{{1,3}})"
    r"(?!的)"
)
_LABEL = re.compile(
    rf"^[^。;]{{0,16}}?(?P<act>(?:{_ACT} ?[与和及并/、&]? ?){{1,3}})(?:日期|时间|日)? ?[::]? ?$"
)
"""A cell or line that is nothing but the name of a date; the date stands in the next."""
_FIRST = re.compile(r"首次|初次|最初|原")
_OWN = re.compile(r"隐私|政策|指引|协议|声明|个人信息保护规则|条款|规则")
_BOOK = re.compile(r"《([^《》]{1,60})》")
_EVENTS: tuple[tuple[Event, re.Pattern[str]], ...] = (
    ("updated", re.compile(r"更新|修订|修改|修正|变更|updated|modified|revised", re.IGNORECASE)),
    ("effective", re.compile(r"生效|实施|施行|启用|执行|effective", re.IGNORECASE)),
    ("published", re.compile(r"发布|公布|颁布|发表|制定|published|release", re.IGNORECASE)),
)
_VERSION = re.compile(
    r"(?:版本(?:号|编号)?|version|ver\.?) ?[::为]? ?(?P<v>(?:[Vv]\.?)?\d[\w. -]{0,18}\w|\d)|"
    r"(?<![A-Za-z0-9])(?P<v2>[Vv](?:ersion|er)?\.? ?\d{1,4}(?:\.\d{1,4}){0,3})(?![\w.])|"
    r"第(?P<v3>[\d一二三四五六七八九十]{1,3})版",
    re.IGNORECASE,
)
_OF_APP = re.compile(r"app|客户端|软件|系统|ios|android|安卓|固件", re.IGNORECASE)
HEAD = 14
"""Passages at either end among which a date or version by itself tells of the document."""
_LABEL_ROOM = 30


def find(text: PolicyText) -> Dates:
    """The dates and the version of `text`."""
    best: dict[Event, tuple[int, Said]] = {}
    last = len(text.document.passages)
    bare: Said | None = None
    version: Said | None = None
    label: Clause | None = None
    for clause in text.clauses:
        near = min(clause.quote.passage, last - 1 - clause.quote.passage)
        if near >= HEAD and not _CENTURY.search(clause.text):
            label = clause if len(clause.text) <= _LABEL_ROOM and _LABEL.match(fold(clause.text)) else None
            continue
        folded = fold(clause.text)
        if version is None and clause.quote.passage < HEAD:
            version = _version(clause, folded)
        for day in _DAY.finditer(folded):
            value = _iso(day)
            if value is None:
                continue
            said = Said(value, _part(clause.quote, day.start(), day.end()))
            told = tuple(_told(folded, day, label))
            for event, rank in told:
                if event not in best or rank < best[event][0]:
                    best[event] = (rank, said)
            if not told and near < HEAD and not _rest(folded, day):
                bare = said
        label = clause if len(folded) <= _LABEL_ROOM and _LABEL.match(folded) else None
    dates: dict[Event, Said] = {event: said for event, (_, said) in best.items()}
    if not dates and bare is not None:
        dates["published"] = bare
    return Dates(dates.get("published"), dates.get("updated"), dates.get("effective"), version)


def _told(folded: str, day: re.Match[str], label: Clause | None) -> Iterator[tuple[Event, int]]:
    """What the words beside a date say happened then; rank 0 is surest."""
    before = folded[max(0, day.start() - _LABEL_ROOM) : day.start()]
    found = _BEFORE.search(before)
    rank = 0
    if found is None and label is not None and not folded[: day.start()].strip():
        found = _LABEL.match(fold(label.text))
    if found is None:
        found = _AFTER.match(folded[day.end() : day.end() + _LABEL_ROOM])
        rank = 1
    if found is None or _of_law(folded, day.start()):
        return
    act = found["act"]
    if _FIRST.search(before[-4:] + found[0]):
        rank += 2
    for event, words in _EVENTS:
        if words.search(act):
            yield event, rank


def _of_law(folded: str, at: int) -> bool:
    """A date of a law or standard, named right before it, not of the policy."""
    books = list(_BOOK.finditer(folded, max(0, at - 80), at))
    return bool(books) and not _OWN.search(books[-1][1])


def _rest(folded: str, day: re.Match[str]) -> str:
    """What the clause says besides the date."""
    return (folded[: day.start()] + folded[day.end() :]).strip(" .。()[]|-版")


def _version(clause: Clause, folded: str) -> Said | None:
    for found in _VERSION.finditer(folded):
        if _OF_APP.search(folded, max(0, found.start() - 12), found.start()):
            continue
        group = next(name for name in ("v", "v2", "v3") if found[name])
        day = _DAY.match(found[group])
        if day is None:
            return Said(found[group].strip(), _part(clause.quote, found.start(group), found.end(group)))
    return None


def _iso(day: re.Match[str]) -> str | None:
    """`2022-06-17`, `2022-06` where the day is not said; None for a day that does not exist."""
    get = day.groupdict()
    suffix = next(s for s in ("", "2", "3", "4", "5") if get[f"y{s}"])
    year, told = number(get[f"y{suffix}"]), get[f"m{suffix}"]
    month = _MONTHS.index(told[:3].lower()) + 1 if suffix in ("4", "5") else number(told)
    day_words = get[f"d{suffix}"]
    in_month = number(day_words) if day_words else None
    try:
        whole = date(year or 0, month or 0, in_month or 1)
    except ValueError:
        return None
    return whole.isoformat() if in_month else f"{whole:%Y-%m}"


def _part(quote: Quote, start: int, end: int) -> Quote:
    return Quote(quote.passage, quote.start + start, quote.start + end)
