"""What the readers of SDK lists share: an entry being gathered, and what its words look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from mingjian.artifacts.policy import Document
from mingjian.facts.policy import sdk_names
from mingjian.facts.policy.sdk_labels import Field, trimmed
from mingjian.facts.policy.types import Quote, Said, StatedSdk

NOTHING = re.compile(r"^[\s/／\\\-—–_~*]*$")
"""A cell that holds nothing but a stroke."""
COMPANY = re.compile(
    r"有限公司|有限责任公司|股份公司|集团|公司|研究院|事务所|中心$|Inc\b|Ltd\b|LLC|Corp|GmbH|Limited|"
    r"Company|基金会|联盟|社区",
    re.I,
)
TYPES = re.compile(
    r"信息|标识|IMEI|IMSI|IDFA|OAID|MAC|Android\s?ID|IP\s?地址|设备|位置|手机号|型号|列表|序列号|账号|"
    r"昵称|头像|网络|日志|"
    r"经纬度|传感器|运营商|姓名|身份证|数据|记录|不收集|不涉及|不采集|^无",
    re.I,
)
URL = re.compile(r"(?:https?://|www\.)[^\s\u3000，。；、（）()《》“”\"'<>\u4e00-\u9fff]{3,400}", re.I)
SDK_WORD = re.compile(r"sdk|软件开发工具包|软件工具开发包|软件开发包", re.I)
SHORT = 44
"""Characters of the longest line taken for a name."""

Layout = Literal["table", "block", "item", "sentence"]


class Row:
    """One entry while its fields gather; the first value of a field stays, more types are kept beside it."""

    __slots__ = ("fields", "heading", "more")

    def __init__(self, heading: str = "") -> None:
        self.fields: dict[Field, Said] = {}
        self.more: list[Said] = []
        self.heading = heading

    def add(self, field: Field, said: Said) -> None:
        """Keeps a value; empty ones and strokes are nothing."""
        if NOTHING.match(said.value):
            return
        if field not in self.fields:
            self.fields[field] = said
        elif field == "types" and said.quote != self.fields["types"].quote and said not in self.more:
            self.more.append(said)

    def stated(self, layout: Layout, name: Said | None = None) -> StatedSdk | None:
        """The entry; None where nothing names it."""
        fields = self.fields
        told = name or fields.get("name") or fields.get("weak_name") or fields.get("vendor")
        if told is None or not told.value:
            return None
        return stated(told, fields, tuple(self.more), layout, self.heading)


def stated(
    name: Said,
    fields: Mapping[Field, Said],
    more: tuple[Said, ...],
    layout: Layout,
    heading: str = "",
    known: tuple[str, ...] = (),
) -> StatedSdk:
    """An entry from its fields, with the SDKs its name may stand for (`known`: found already)."""
    vendor = fields.get("vendor")
    kind = fields.get("kind")
    context = " ".join(
        [heading, *(fields[one].value for one in ("kind", "purpose", "scenario") if one in fields)]
    )
    ids = known or sdk_names.ids(name.value, vendor=vendor.value if vendor else "", context=context[:200])
    if not ids and kind is not None and kind.value != name.value:
        ids = sdk_names.ids(kind.value, vendor=vendor.value if vendor else "", context=context[:200])
    on = fields.get("platform")
    platform = sdk_names.platform(name.value) or (sdk_names.platform(on.value) if on else "")
    return StatedSdk(
        name=name.value,
        quote=name.quote,
        ids=ids,
        layout=layout,
        vendor=vendor if vendor is not name else None,
        purpose=fields.get("purpose"),
        scenario=fields.get("scenario"),
        types=fields.get("types"),
        more_types=more,
        method=fields.get("method"),
        permissions=fields.get("permissions"),
        link=fields.get("link") or fields.get("site"),
        platform=platform or (sdk_names.platform(heading) if layout in ("table", "block") else ""),
    )


def said(document: Document, passage: int, start: int, end: int) -> Said:
    """Characters `start` to `end` of a passage, without blanks round them."""
    text = document.passages[passage].text
    start, end = trimmed(text, start, end)
    return Said(text[start:end], Quote(passage, start, end))


def link_of(document: Document, passage: int, start: int = 0, end: int | None = None) -> Said | None:
    """The address in a passage: one written out, else the target of a link."""
    cell = document.passages[passage]
    stop = len(cell.text) if end is None else end
    found = URL.search(cell.text, start, stop)
    if found:
        return Said(found[0], Quote(passage, found.start(), found.end()))
    for mark in cell.marks:
        if mark.kind == "link" and mark.value and start <= mark.start < stop:
            return Said(mark.value, Quote(passage, mark.start, mark.end))
    return None


def names_sdk(text: str) -> bool:
    """A short line that names an SDK: it ends in the word, or is a name that is known."""
    if not 1 < len(bare_of(text)) <= SHORT or text[-1] in "。；，：;,:" or sdk_names.generic(text):
        return False
    return bool(_ENDS_SDK.search(text)) or sdk_names.known(text)


def bare_of(text: str) -> str:
    """A line without the brackets at its end, which may hold more names of the same SDK."""
    return _TRAILING.sub("", text[: 4 * SHORT])


_TRAILING = re.compile(r"\s*[（(【][^（）()【】]{0,90}[）)】]$")
_ENDS_SDK = re.compile(r"(?:sdk|软件开发工具包|插件)\s*(?:[（(【][^（）()【】]{0,90}[）)】])?$", re.I)
"""Also 微信SDK（Android）."""

Looks = Callable[[str], bool]
LOOKS: Mapping[Field, Looks] = {
    "name": names_sdk,
    "vendor": lambda text: len(text) <= 60 and COMPANY.search(text) is not None,
    "types": lambda text: TYPES.search(text) is not None,
    "link": lambda text: (
        URL.search(text) is not None or (len(text) <= 20 and text.endswith(("隐私政策", "链接", "协议")))
    ),
    "permissions": lambda text: "权限" in text,
    "kind": lambda text: names_sdk(text) or text.endswith("类"),
}
"""What a value of a field looks like, where that can be told."""
