"""Ways to get in touch that an app prints on its screens, and whether they can work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from mingjian.facts import Facts
from mingjian.facts.once import once
from mingjian.facts.resources import Text
from mingjian.model import Evidence
from mingjian.patterns import bilingual, late
from mingjian.rules._evidence import layout_view

HOTLINE = late(
    r"(客服热线|客服电话|服务热线|服务电话|官方热线|官方电话|咨询热线|咨询电话|投诉热线|投诉电话"
    r"|客户服务热线|hotline|customer service)"
    r"\s?(号码|number)?\s?[:：](?P<told>[^\n]{0,200})",
    re.IGNORECASE,
)
CONTACT = bilingual(
    "联系我们|联系方式|联系邮箱|客服邮箱|投诉邮箱|反馈邮箱|客服|投诉|意见反馈",
    "contact|support|feedback",
    re.IGNORECASE,
)
PHONE = late(
    r"(?<![\d.])(?:\+?86[- ]?)?(?:[48]00[- ]?\d{3}[- ]?\d{4}|1010[- ]?\d{4}|100\d{2}|9[56]\d{3,6}|12[13]\d{2}"
    r"|0\d{2,3}[- ]?\d{7,8}(?:[- ]\d{1,6})?|1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![\d.])"
)
"""400 and 800 numbers, 1010xxxx, 100xx, 95xxx to 96xxxxxx, 12xxx, landlines with area code, mobiles
(电信网编号计划)."""
MAIL = late(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
NOTHING = late(
    r"(暂未开通|暂无|待定|待补充|敬请期待|tbd|n/a|无$|x{3,}"
    r"|\*{3,}|(?:[48]00)?[- ]?0{3}[- ]?0{4}|(?:[48]00)?[- ]?123[- ]?4567)",
    re.I,
)
"""What stands where a number was never filled in."""
NO_MAIL = late(
    r"(@(example|xxx+|yourdomain|yourcompany|domain|company|test)\.(com|net|org|cn)$|^(xxx+|your[._-]?(e?mail|name)?)@)",
    re.IGNORECASE,
)
"""Addresses that never arrive: RFC 2606 names and the placeholders of templates."""


@once
def printed(facts: Facts) -> tuple[tuple[str, Callable[[], Evidence]], ...]:
    """Texts of layouts that speak of contact, then such string resources that no layout shows; each with what
    gives its place. Hints are examples and left out."""
    return tuple(_printed(facts))


def _printed(facts: Facts) -> Iterator[tuple[str, Callable[[], Evidence]]]:
    seen: set[str] = set()
    for layout in facts.layout.layouts if facts.layout else ():
        for index, view in enumerate(layout.views):
            if view.text and view.text not in seen and _speaks(view.text):
                seen.add(view.text)
                yield view.text, partial(layout_view, layout, index)
    for text in facts.resources.texts if facts.resources else ():
        if text.value not in seen and _speaks(text.value):
            seen.add(text.value)
            yield text.value, partial(_resource, text)


def _speaks(text: str) -> bool:
    has_colon = ":" in text or "：" in text  # which a hotline needs, and few texts have
    return CONTACT.search(text) is not None or (has_colon and HOTLINE.search(text) is not None)


def _resource(text: Text) -> Evidence:
    return Evidence(kind="resource", location=text.entry, excerpt=f"{text.name}: {text.value[:200]}")


def idle_hotline(text: str) -> str | None:
    """What stands after 客服热线 and is no number to call; None where one stands or nothing is told."""
    found = HOTLINE.search(text)
    told = found["told"].strip() if found else ""
    if not told or "%" in told or "{" in told:
        return None
    bare = NOTHING.search(told)
    return told[:60] if bare and not PHONE.search(NOTHING.sub(" ", told)) else None


def idle_mail(text: str) -> str | None:
    """A contact's address that cannot arrive; None where there is none or another beside it can."""
    if not CONTACT.search(text):
        return None
    mails = MAIL.findall(text)
    return mails[0] if mails and all(NO_MAIL.search(mail) for mail in mails) else None
