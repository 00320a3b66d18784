"""Words that leave open what is taken, why, by whom: 等信息 after a list, 包括但不限于, 其他信息, 可能.

A fact only where the sentence is about processing: named types beside it, or a verb of collecting or sharing
over it. A bare 等 that closes a list is told as such; which of them matter is the rules' to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, cast

from mingjian.facts.policy import grammar
from mingjian.facts.policy.mentions import Mention
from mingjian.facts.policy.text import Clause, PolicyText
from mingjian.facts.policy.types import Quote, Vague

About = Literal["types", "purpose", "recipient", "permission"]
_OPEN = re.compile(
    r"(?P<permission>等(?:相关|必要|系统|设备|敏感|其[他它])*权限)"
    r"|(?P<recipient>等(?:第三方|合作伙伴|合作方|机构|公司|主体|服务商)|其[他它](?:第三方|合作伙伴|合作方|合作机构)(?!的))"
    r"|(?P<purpose>等(?:目的|用途)|其[他它](?:合理|合法|相关|必要|商业)*(?:目的|用途))"
    r"|(?P<types>(?:等等|等)(?:相关|其[他它]|必要|有关|个人|设备|用户|敏感|基本|类似|的|身份|各类|多种)*(?:信息|数据|资料)"
    r"|包[括含]但?不限于|其[他它](?:相关|必要|有关|个人|类似|设备|身份|敏感|的)*(?:信息|数据|资料)"
    r"|(?:一些|某些|若干)(?:的|个人)*(?:信息|数据)|必要的?信息|相关的?信息|所需的?(?:个人)?信息)"
)
_HINT = re.compile(r"等|其[他它]|不限于|一些|某些|若干|必要|相关|所需|可能")
_LISTED = re.compile(r"\s*(?:[（(：:]|包括|如下|例如|如|，包括)")
_MAYBE = re.compile(r"(?P<words>可能)(?:会|需要|将)*(?:自动|主动|另行)?(?:收集|采集|获取|读取|记录)")
_NEAR = 12
"""Characters between the last type of a list and its 等信息."""
_PROCESSED = frozenset({"collection", "sharing"})


def find(text: PolicyText) -> tuple[Vague, ...]:
    """Every such place, in reading order."""
    found: list[Vague] = []
    for clause, named in zip(text.clauses, text.mentions, strict=True):
        if _HINT.search(clause.text):
            found += _in_clause(text, clause, named)
    return tuple(found)


def _in_clause(text: PolicyText, clause: Clause, named: Sequence[Mention]) -> Iterator[Vague]:
    words = clause.text[: grammar.MOST]
    matches = list(_OPEN.finditer(words))
    maybe = _MAYBE.search(words)
    if not matches and maybe is None:
        return
    cell = text.cells.get(clause.quote.passage)
    known = grammar.verbs(words)
    denied = grammar.denials(words, known)
    ends = {one.end for one in named if one.entry.type}
    for match in matches:
        start, end = match.span()
        about = cast("About", match.lastgroup)
        if about == "types":
            listed = cell is not None and cell.role == "types"
            before = [v for v in known if v.end <= start]
            collects = listed or (bool(before) and before[-1].practice in _PROCESSED)
            follows = any(start - back in ends for back in range(_NEAR + 1))
            if not collects or (not follows and match[0].startswith("等")):
                continue
            if any(d.start <= start < d.end for d in denied) or _LISTED.match(words, end):
                continue
        yield Vague(match[0], _quote(clause, start, end), about)
    if maybe is not None and not any(d.start <= maybe.start() < d.end for d in denied):
        yield Vague(maybe["words"], _quote(clause, *maybe.span("words")), "types")


def _quote(clause: Clause, start: int, end: int) -> Quote:
    return Quote(clause.quote.passage, clause.quote.start + start, clause.quote.start + end)
