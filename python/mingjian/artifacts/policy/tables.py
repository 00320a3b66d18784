"""Tables: rows and columns that spans cover, and which row is the header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingjian.artifacts.policy.caps import MAX_SPAN

_WORDS = re.compile(
    r"名称|名字|序号|编号|类型|种类|类别|目的|用途|场景|功能|业务|方式|主体|公司|运营|提供[方者商]|机构|第三方|权限|链接|官网|网址"
    r"|说明|描述|备注|期限|平台|系统|信息|字段|范围|联系|政策|SDK|sdk|目标|数据|内容|操作|关闭|开启|必要|所属|合作|服务"
)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: short words of which most are usual names of columns."""
    if len(rows) < 2:
        return False
    first = [c for c in rows[0] if c]
    if len(first) < 2 or any(len(c) > 24 or c[-1] in "。；" for c in first):
        return False
    named = sum(bool(_WORDS.search(c)) for c in first)
    return named * 2 >= len(first) and len(set(first)) == len(first)


class Grid:
    """Where the cells of a table come to stand: those above with a `rowspan` push the later ones aside.

    Source: HTML, "Forming a table".
    """

    def __init__(self) -> None:
        self.row = -1
        self._column = 0
        self._until: list[int] = []
        """A column → the first row that no cell from above covers."""

    def next_row(self) -> None:
        self.row += 1
        self._column = 0

    def put(self, rows: int, columns: int) -> tuple[int, int, int, int]:
        """Row, column, rows and columns of the next cell of the row. `rows` 0: down to the end."""
        rows = MAX_SPAN if rows == 0 else max(1, min(rows, MAX_SPAN))
        columns = max(1, min(columns, MAX_SPAN))
        at = self._column
        while at < len(self._until) and self._until[at] > self.row:
            at += 1
        if at > MAX_SPAN * 2:
            self._column = at + 1
            return self.row, at, 1, 1
        if at + columns > len(self._until):
            self._until.extend([0] * (at + columns - len(self._until)))
        self._until[at : at + columns] = [self.row + rows] * columns
        self._column = at + columns
        return self.row, at, rows, columns
