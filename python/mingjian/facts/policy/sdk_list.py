"""Where the list of SDKs stands when it stands elsewhere: another page, another document, the app's menu."""

from __future__ import annotations

import re

from mingjian.facts.policy.sdk_rows import URL
from mingjian.facts.policy.text import PolicyText
from mingjian.facts.policy.types import Quote, Said

_LIST = r"(?:目录|列表|清单|情况表|一览表?|名单|明细|说明|情况说明|信息表)"
_ABOUT = r"(?:sdk|软件开发工具包|软件工具开发包|第三方|合作方|合作伙伴|共享|服务商)"
_TITLE = re.compile(
    rf"《[^《》]{{0,30}}{_ABOUT}[^《》]{{0,24}}》?[^《》]{{0,10}}》|"
    rf"“[^“”]{{0,24}}{_ABOUT}[^“”]{{0,16}}{_LIST}”",
    re.I,
)
_PLAIN = re.compile(
    r"(?:第三方)?(?:sdk|软件开发工具包|第三方(?:信息)?共享|个人信息共享|"
    r"与第三方共享(?:个人)?信息?的?)[\u4e00-\u9fffA-Za-z]{0,10}?"
    r"(?:目录|列表|清单|情况表|一览|名单|情况说明)",
    re.I,
)
_SENDS = re.compile(
    r"点击|查看|查阅|详见|请见|参见|见|阅读|访问|链接|此处|这里|详情|获悉|了解|参阅|附件|"
    r"附录"
)
_TOLD = re.compile(
    r"(?:sdk|软件开发工具包)[^。；]{0,40}(?:列举|列明)[^。；]{0,10}(?:点击|查阅|查看)|^(?:了解|查看|点击)[^。；，]{0,16}sdk[^。；，]{0,12}。?$",
    re.I,
)
_HERE = re.compile(r"(?:点击|查看|查阅|访问|详见|请见)[^。；]{0,10}(?:此处|这里|此链接|链接|"
                   r"下方)[^。；]{0,40}(?:sdk|软件开发工具包)|"
                   r"(?:sdk|软件开发工具包)[^。；]{0,40}(?:详见|请见|点击|查看|请点击|参见|"
                   r"见)[^。；]{0,10}(?:此处|这里|链接|下方)", re.I)  # fmt: skip
_RULES_OF = re.compile(r"隐私(?:权)?政策》|协议》|服务条款")


def find(text: PolicyText) -> Said | None:
    """The address of the list, or the words that name it where no address is written."""
    named: Said | None = None
    for clause in text.clauses:
        lower = clause.text
        if len(lower) > 2000 or not _MAY.search(lower) or _heads(text, clause.quote.passage):
            continue
        title = _title(lower)
        if title is None:
            continue
        start = clause.quote.start
        quote = Quote(clause.quote.passage, start + title[0], start + title[1])
        address = _address(text, clause.quote, quote)
        if address is not None:
            return address
        named = named or Said(lower[title[0] : title[1]], quote)
    return named


_MAY = re.compile(
    r"sdk|软件开发工具包|软件工具开发包|共享清单|共享信息清单|合作方清单|第三方[^。；《》]{0,12}(?:目录|清单|列表|名单)|"
    r"《[^《》]{0,30}(?:第三方|合作方|合作伙伴|共享)[^《》]{0,20}》",
    re.I,
)


def _heads(text: PolicyText, index: int) -> bool:
    """A heading with something under it: the list stands there, not elsewhere."""
    passages = text.document.passages
    if passages[index].kind != "heading" or index + 1 >= len(passages):
        return False
    below = passages[index + 1]
    return below.kind != "heading" or below.level > passages[index].level


def _title(text: str) -> tuple[int, int] | None:
    for found in _TITLE.finditer(text):
        if not _RULES_OF.search(found[0]):
            return found.span()
    plain = _PLAIN.search(text)
    if plain and (_SENDS.search(text) or len(text) < 40):
        return plain.span()
    here = _HERE.search(text) or _TOLD.search(text)
    return here.span() if here else None


def _address(text: PolicyText, clause: Quote, title: Quote) -> Said | None:
    """The target of a link in the sentence, or the address written there."""
    passage = text.document.passages[clause.passage]
    for mark in passage.marks:
        if mark.kind == "link" and mark.value and clause.start <= mark.start < clause.end:
            return Said(mark.value, Quote(clause.passage, mark.start, mark.end))
    written = URL.search(passage.text, title.end, min(len(passage.text), clause.end + 120))
    return Said(written[0], Quote(clause.passage, written.start(), written.end())) if written else None
