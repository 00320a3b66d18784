"""Names of companies and institutions in running text, cut free of the words before them.

Chinese puts no space before a name: `由深圳市…有限公司提供` must give `深圳市…有限公司`. The name starts at a
place it begins with, else after the last word that cannot be part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts.policy.places import PLACE

_SUFFIX = re.compile(
    r"(?:股份)?有限(?:责任)?公司(?:[\u4e00-\u9fff]{2,12}?(?:分公司|运营中心|分行|事业部))?|集团公司"
    r"|有限合伙[)）]?"
    r"|Co\.?, ?Ltd\.?|Pte\.? ?Ltd\.?|Limited|Inc\.|LLC|B\.V\.|GmbH|Corporation|Corp\.",
)
_INSTITUTION = re.compile(
    r"(?:研究院|研究所|信息中心|数据中心|管理中心|运营中心|服务中心|管理局|委员会|人民政府|办公厅|总局"
    r"|协会|基金会|出版社|医院|大学|学院|银行|电视台|工作室|事务所)"
    r"(?=[(（]|,?(?:以下|下)简?称|[”\"]?(?:提供|运营|开发))"
)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9()（）·&.\- ]{2,60}$")
_LATIN_NAME = re.compile(r"(?:[A-Z][\w&.-]*,? ){1,6}$")
_CUT = re.compile(
    r"由|(?<!华)为|是|指|即|向|的|系(?!统)|与(?!众)|以及|[及和或](?=[\u4e00-\u9fff(（]{4})|我们|您"
    r"|公司|名称|主体|作为|介绍|提供[者方]|运营[者方]|开发[者方]"
    r"|经营[者方]|服务商|处理者|控制者|隶属|委托|授权|联合|包括|全称|属于|来自|归|在(?!线)|对|被"
    r"|从(?!业)|提供给|本行|我行|其|等|版权所有|[:：、,，;；。“”\"《》「」【】\[\]|/=]"
)
MOST = 40


def companies(text: str) -> Iterator[tuple[int, int]]:
    """Where the names of companies and institutions stand in `text`, in order."""
    last = 0
    for suffix in _SUFFIX.finditer(text):
        start = _start(text, suffix.start())
        last = suffix.end()
        if suffix.start() - start >= 2:
            yield start, suffix.end()
    for suffix in _INSTITUTION.finditer(text):
        start = _start(text, suffix.start())
        if suffix.start() - start >= 2 and suffix.end() > last:
            yield start, suffix.end()


def _start(text: str, end: int) -> int:
    """Where the name that ends with the legal form at `end` begins."""
    floor = max(0, end - MOST)
    run = text[floor:end]
    if run[-1:].isascii() and run[-1:].isalpha():
        latin = _LATIN_NAME.search(run + " ")
        return floor + (latin.start() if latin else len(run))
    last = 0
    for cut in _CUT.finditer(run):
        last = cut.end()
    depth = 0
    for at in range(len(run) - 1, last - 1, -1):
        if run[at] in ")）":
            depth += 1
        elif run[at] in "(（":
            depth -= 1
            if depth < 0:
                last = at + 1
                break
        elif not (run[at].isalnum() or run[at] in "·& .-"):
            last = at + 1
            break
    while last < len(run) and run[last] in " -.()（）0123456789":
        last += 1
    place = _place(run, last)
    return floor + (last if place is None else place)


def _place(run: str, last: int) -> int | None:
    """The first place outside brackets after other words: `提供方广州多益` starts at 广州."""
    for found in PLACE.finditer(run, last):
        opened = run.count("(", last, found.start()) + run.count("（", last, found.start())
        closed = run.count(")", last, found.start()) + run.count("）", last, found.start())
        if opened == closed and len(run) - found.end() >= 2:
            return found.start()
    return None
