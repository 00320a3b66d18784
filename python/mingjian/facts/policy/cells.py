"""What the cells of a policy's tables are for: the heading of each one's column, and the cells beside it."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from mingjian.artifacts.policy import Passage

Role = Literal["types", "purpose", "scenario", "party", "permission", "other", ""]
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "other",
        re.compile(
            r"方式|链接|网址|隐私政策|隐私协议|官网|序号|期限|时限|系统|平台|备注|是否|地址|控制|关闭|拒绝|敏感"
        ),
    ),
    ("purpose", re.compile(r"目的|用途|作用|使用说明|用于|为何")),
    ("permission", re.compile(r"权限")),
    (
        "party",
        re.compile(
            r"SDK|第三方|名称|合作|接收|公司|主体|机构|提供(?:者|方|商)|开发者|产品|厂商", re.IGNORECASE
        ),
    ),
    ("types", re.compile(r"信息|字段|数据|类型|范围|内容|种类")),
    ("scenario", re.compile(r"场景|功能|业务|服务|情形|描述|说明")),
)
_PARTY = re.compile(r"SDK|第三方|合作方|接收方|开发者|厂商", re.IGNORECASE)
_MOST_HEADER = 30
"""Characters of a column's heading; longer cells are content."""


class Cell(Struct, frozen=True):
    role: Role
    row: dict[Role, int]
    """The passages of the same row by role, the first of each."""
    party: bool
    """The table is of third parties."""


def roles(passages: tuple[Passage, ...]) -> dict[int, Cell]:
    """Each cell (by index of its passage) and its row; header cells are left out."""
    tables: dict[int, list[int]] = {}
    for index, passage in enumerate(passages):
        if passage.kind == "cell" and passage.table is not None:
            tables.setdefault(passage.table, []).append(index)
    found: dict[int, Cell] = {}
    for cells in tables.values():
        _table(passages, cells, found)
    return found


def _table(passages: tuple[Passage, ...], cells: list[int], found: dict[int, Cell]) -> None:
    first = min(passages[at].row for at in cells)
    heads = [at for at in cells if passages[at].header and passages[at].column >= 0 and passages[at].text]
    if not any(passages[at].row == first for at in heads):
        heads = [at for at in cells if passages[at].row == first and len(passages[at].text) <= _MOST_HEADER]
    columns: dict[int, Role] = {}
    for at in heads:
        for column in range(passages[at].column, passages[at].column + min(passages[at].columns, 32)):
            columns.setdefault(column, role_of(passages[at].text))
    named = sum(role in ("types", "purpose", "permission", "party", "scenario") for role in columns.values())
    if named < 2:
        columns = {}
    party = any(_PARTY.search(passages[at].text) for at in heads) and bool(columns)
    heading = set(heads) if columns else set[int]()
    rows: dict[int, dict[Role, int]] = {}
    budget = 4 * len(cells) + 1000
    for at in cells:
        cell = passages[at]
        role = columns.get(cell.column, "")
        if at in heading or not role:
            continue
        for row in range(cell.row, cell.row + max(1, min(cell.rows, budget))):
            rows.setdefault(row, {}).setdefault(role, at)
        budget = max(0, budget - cell.rows)
    for at in cells:
        if at not in heading:
            cell = passages[at]
            found[at] = Cell(columns.get(cell.column, ""), rows.get(cell.row, {}), party)


def role_of(label: str) -> Role:
    """What a column, or a key before a colon, is for."""
    if len(label) > _MOST_HEADER:
        return ""
    for role, pattern in _ROLES:
        if pattern.search(label):
            return role
    return ""
