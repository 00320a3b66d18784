"""Rights the text gives the user: which, by what way, within how long, and what is asked in return.

A right is stated where the user may do the thing (您可以…删除…, 有权…查阅…) or where a heading is named
after it. What stands under such a heading, or in the list after a lead-in (您可以通过以下方式注销：), gives
its way. What happens *after* a right was used (注销账号后, 撤回同意不影响…) states none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from mingjian.artifacts.policy import Passage
from mingjian.facts.policy.conditions import Limit, conditions, limit
from mingjian.facts.policy.right_words import heading_kinds, stated
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, RightKind, Said, StatedRight
from mingjian.facts.policy.ways import Way, WayKind, way

_NUMBERING = re.compile(r"^[\s（(【\[]*[\d一二三四五六七八九十A-Za-zⅠ-Ⅹ①-⑳.．]{0,8}[\s、.．)）】\]：:]*")
_OTHER_TITLE = re.compile(r"^[\s（(【]*(?:[\d.．]{1,8}|[一二三四五六七八九十]{1,3})[、.．)）】\s]")
_LISTED = re.compile(r"^\s*(?:[（(]?[\d一二三四五六七八九十a-zA-Z]{1,3}[)）.、．]|[①-⑳•·\-—●○◆■▪【“])")
_INLINE = re.compile(
    r"^[\s（(【\[]*[\d一二三四五六七八九十A-Za-z①-⑳.．]{0,8}[\s、.．)）】\]]*"
    r"(?P<name>[^，。：:；、]{2,18})[：:]\s?(?=.{5})"
)
"""更正权：您可以 …: a heading in the line of its text."""
_MOST_TITLE = 36
_SPEAKS = re.compile(r"您可|你可|我们(?:将|会|可)|可以|如果|有权|为了")
_DOES = re.compile(r"点击|进入|登[录陆]|打开|选择|前往|找到|通过|拨打|发送|联系|页面|按钮|输入|提交|点选")
_RIGHTS = re.compile(
    r"权利|权益|管理(?:您|你|个人|本人)|控制|您的选择|自主|主体权|个人信息的?管理|查询|访问|查阅"
)
_NO_RIGHTS = re.compile(r"如何(?:收集|使用|存储|保护|共享)|第三方|SDK|[Cc]ookie|未成年|儿童|权限")
_OF_PERSON = re.compile(
    r"个人信息|(?:您|你)的?(?:信息|资料|数据)|个人资料|[账帐][号户]信息|注册信息|基本资料|身份信息"
)
_LEAD_IN = re.compile(
    r"(?:[：:]|如下|下列|以下(?:方式|路径|途径|步骤)?|步骤|指引[^，。]{0,6}操作)[^，。；]{0,8}$"
)
_GOES_ON = re.compile(r"申请|行使|操作|实现|办理|联系|提出|进行|完成|提交|具体")
_MOST_UNDER = 14
"""Clauses after a lead-in that may belong to its list."""
_MOST_HEADED = 60
"""Clauses after a heading that may still speak of it."""
_FIRM: dict[WayKind, int] = {"path": 4, "address": 3, "phone": 3, "menu": 2, "ask": 1}
_BARE_ANYWHERE = frozenset({"withdraw", "cancel_account", "refuse_automated"})
"""Rights whose mere mention states them outside a section on rights too: the words say nothing else."""
_OF_ANY = frozenset({"complain", "explain"})
"""Named beside any other right (… 向我们反馈或投诉) without ending what is said of that one."""
_TITLE_LEVEL, _INLINE_LEVEL, _ROW_LEVEL = 7, 8, 9
"""Levels of headings that the format does not mark: below all that it does."""
_MOST_INHERITED = 3
"""A heading that names more rights than this is a chapter; what stands below it speaks for itself."""
_BY_DOING = re.compile(
    r"通过(?:删除|关闭|修改|更改|开启|卸载|调整|设置)[^。；]{2,90}?(?=[，,]?(?:来)?(?:改变|变更|撤[回销]|取消))"
)
_WITH_CONDITIONS = frozenset({"cancel_account", "correct", "delete", "access", "withdraw"})


class _Entry(Struct):
    """One right under one heading, or in one statement with its list, while it is read."""

    kind: RightKind
    quote: Quote
    headed: bool = False
    """The quote is only a heading so far."""
    strong: bool = True
    """Said where the text speaks of rights; what is said elsewhere counts only for want of that."""
    way: Way | None = None
    channel: str = ""
    channel_quote: Quote | None = None
    limit: Limit | None = None
    conditions: dict[str, Said] = field(default_factory=dict[str, Said])


def find(text: PolicyText) -> tuple[StatedRight, ...]:
    """Every right stated, in the order of the text; one entry a right and heading or statement."""
    reader = _Reader(text)
    reader.read()
    entries = [e for e in reader.closed if not e.headed or e.way is not None or e.strong]
    sure = {e.kind for e in entries if e.strong and e.way is not None}
    entries = [e for e in entries if e.strong or e.kind not in sure]
    entries.sort(key=lambda e: (e.quote.passage, e.quote.start))
    return tuple(_right(entry) for entry in entries)


def _right(entry: _Entry) -> StatedRight:
    return StatedRight(
        kind=entry.kind,
        quote=entry.quote,
        channel=entry.channel,
        channel_quote=entry.channel_quote,
        days=entry.limit.days if entry.limit else None,
        working_days=entry.limit is not None and entry.limit.working,
        days_quote=entry.limit.quote if entry.limit else None,
        conditions=tuple(entry.conditions.values()),
    )


class _Reader:
    """Walks the clauses once; what is open is what the next clause may speak of."""

    def __init__(self, text: PolicyText) -> None:
        self.text = text
        self.closed: list[_Entry] = []
        self.headed: dict[RightKind, _Entry] = {}
        """Entries of the heading we stand under, or of the one above it that names rights."""
        self.above: list[tuple[int, dict[RightKind, _Entry]]] = []
        """Open headings with their levels, outermost first."""
        self.under = 0
        """Clauses since that heading."""
        self.said: dict[RightKind, _Entry] = {}
        """Entries of the last statement without a heading."""
        self.passage = -1
        """Passage of that statement."""
        self.listing = 0
        """How many more clauses its list may have."""
        self.row: tuple[int | None, int] | None = None
        """Row of a table the heading is good for."""
        self.rights_level: int | None = None
        """Level of the heading of the section on rights we stand in."""

    def read(self) -> None:
        """Fills `closed`."""
        for clause in self.text.clauses:
            passage = self.text.document.passages[clause.quote.passage]
            if passage.kind == "cell":
                self._cell(clause, passage)
            elif passage.kind == "heading" or is_title(passage, clause):
                self._heading(clause, passage)
            else:
                if self.row is not None:
                    self._leave(_ROW_LEVEL)
                self._body(clause, passage)
        self._leave()

    def _leave(self, level: int = 0) -> None:
        """Closes what is open at `level` and deeper."""
        while self.above and self.above[-1][0] >= level:
            self.closed += self.above.pop()[1].values()
        self.closed += self.said.values()
        self.headed = self.above[-1][1] if self.above and len(self.above[-1][1]) <= _MOST_INHERITED else {}
        self.said, self.row = {}, None
        self.listing, self.passage, self.under = 0, -1, 0

    def _open(self, clause: Clause, kinds: Iterable[RightKind], level: int) -> None:
        """Everything up to the next heading of `level` speaks of `kinds`, unless it says otherwise."""
        strong = self.rights_level is not None
        opened: dict[RightKind, _Entry] = {
            kind: _Entry(kind, clause.quote, headed=True, strong=strong or kind == "refuse_automated")
            for kind in kinds
        }
        if opened:
            self.above.append((level, opened))
            self.headed = opened

    def _heading(self, clause: Clause, passage: Passage) -> None:
        level = passage.level if passage.kind == "heading" else _TITLE_LEVEL
        self._leave(level)
        if self.rights_level is not None and level <= self.rights_level:
            self.rights_level = None
        if self.rights_level is None and _RIGHTS.search(clause.text) and not _NO_RIGHTS.search(clause.text):
            self.rights_level = level
        told = stated(clause.text)
        self._open(clause, dict.fromkeys((*heading_kinds(clause.text), *told)), level)
        for kind in told:
            self.headed[kind].headed = False

    def _cell(self, clause: Clause, passage: Passage) -> None:
        """A row of a table: the first cell that names a right is its heading."""
        if self.row != (passage.table, passage.row):
            self._leave(_ROW_LEVEL)
            self.row = (passage.table, passage.row)
        opened = self.above and self.above[-1][0] == _ROW_LEVEL
        if not opened and not passage.header and len(clause.text) <= _MOST_TITLE:
            kinds = heading_kinds(clause.text)
            self._open(clause, kinds, _ROW_LEVEL)
            if kinds:
                return
        self._body(clause, passage)

    def _body(self, clause: Clause, passage: Passage) -> None:
        opens = False
        if clause.quote.start <= 2 and passage.kind != "cell":
            if self.headed and is_other_title(passage):
                self._leave(_TITLE_LEVEL)
                return
            opens = self._inline(clause)
        self.under += 1
        if self.under > _MOST_HEADED:
            self._leave()
        own: tuple[RightKind, ...] = stated(clause.text, implied=self.rights_level is not None)
        found = way(clause.text) if own or self.headed or self.said else None
        if found is None and "withdraw" in own and (done := _BY_DOING.search(clause.text)):
            found = Way("ask", done.start(), done.end())
        if not self.headed and self.rights_level is None:
            firm = found is not None and _OF_PERSON.search(clause.text) is not None
            own = tuple(kind for kind in own if firm or kind in _BARE_ANYWHERE)
        told = self._targets(clause, passage, own)
        self._tell(clause, list(self.headed.values()) if opens else told, found)

    def _inline(self, clause: Clause) -> bool:
        """更正权：您可以 … opens a heading of its own, unless it belongs to the one we stand under."""
        inline = _INLINE.match(clause.text)
        kinds = heading_kinds(inline["name"]) if inline is not None else ()
        if kinds and not set(kinds) <= set(self.headed):
            self._leave(_INLINE_LEVEL)
            self._open(clause, kinds, _INLINE_LEVEL)
            return True
        return False

    def _targets(self, clause: Clause, passage: Passage, own: tuple[RightKind, ...]) -> list[_Entry]:
        """What a clause speaks of that states `own`."""
        if self.headed:
            for kind in own:
                entry = self.headed.setdefault(kind, _Entry(kind, clause.quote))
                if entry.headed:
                    entry.quote, entry.headed = clause.quote, False
            told = [self.headed[kind] for kind in own]
            return told if set(own) - _OF_ANY else list(self.headed.values())
        if own:
            self.closed += self.said.values()
            self.said = {
                kind: _Entry(kind, clause.quote, strong=self.rights_level is not None) for kind in own
            }
            self.passage = clause.quote.passage
            self.listing = _MOST_UNDER if _LEAD_IN.search(clause.text) else 0
        elif self.said and not self._goes_on(clause, passage):
            self.closed += self.said.values()
            self.said = {}
        return list(self.said.values())

    def _goes_on(self, clause: Clause, passage: Passage) -> bool:
        """Whether a clause without a right of its own still speaks of the last one."""
        same = clause.quote.passage == self.passage
        speaks = _GOES_ON.search(clause.text) is not None
        if self.listing > 0 and (same or speaks or passage.kind == "item" or _LISTED.match(passage.text)):
            self.listing -= 1
            return True
        return same and speaks

    def _tell(self, clause: Clause, targets: list[_Entry], found: Way | None) -> None:
        """Writes what the clause tells to the entries it speaks of."""
        if not targets:
            return
        within = limit(clause)
        asked = tuple(conditions(clause))
        for entry in targets:
            if found is not None and (entry.way is None or _FIRM[entry.way.kind] < _FIRM[found.kind]):
                start = clause.quote.start
                entry.way = found
                entry.channel = clause.text[found.start : found.end]
                entry.channel_quote = Quote(clause.quote.passage, start + found.start, start + found.end)
            if within is not None and (entry.limit is None or entry.limit.length < within.length):
                entry.limit = within
            if entry.kind in _WITH_CONDITIONS:
                for one in asked:
                    entry.conditions.setdefault(one.value, one)


def is_title(passage: Passage, clause: Clause) -> bool:
    """A short paragraph that stands alone and names a right, where the format marks no headings."""
    words = passage.text
    if len(words) > _MOST_TITLE or len(clause.text) < len(words.strip()) or words[-1:] in "。；;，,！？":
        return False
    bare = _NUMBERING.sub("", words).rstrip("：: ")
    return bool(bare) and not _SPEAKS.search(bare) and bool(heading_kinds(bare))


def is_other_title(passage: Passage) -> bool:
    """A numbered line that stands alone, names no right and tells of no step to take."""
    words = passage.text
    if len(words) > _MOST_TITLE or words[-1:] in "。；;，,：:！？" or not _OTHER_TITLE.match(words):
        return False
    return not _DOES.search(words)
