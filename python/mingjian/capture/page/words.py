"""What the words of a control say to a reader, so that the browser knows what a reader would touch, and why.

One table for the visit and for the facts made of it. It reads words alone; what a control then does is
recorded, never guessed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

Says = Literal[
    "download", "open_app", "close", "cancel", "confirm", "unfold", "policy", "permissions", "operator",
    "pay", "login", "bait",
]  # fmt: skip

LONGEST_CONTROL = 40
"""Characters beyond which words are a text, not the words of a control."""

_PARTS: dict[Says, tuple[str, ...]] = {
    "download": (
        r"下\s*载", r"安\s*装(?!包?说明)", "立即获取", "免费获取", r"获取\s*(?:APP|应用|客户端)",
        "升级到?最新",
        r"\bdownload\b", r"\binstall\b", r"\bget\s+(?:the\s+)?app\b", r"\.apk\b", "安卓版", r"Android\s*版",
    ),
    "open_app": (
        r"(?:打\s*开|进\s*入|前\s*往|去|到|用|在|启动|唤起|使用)\s*[「《“]?[^\s，。,.!！?？]{0,12}?(?:APP|应用|客户端)",
        r"APP\s*内?\s*(?:打开|查看|阅读|观看|继续)", "立即打开", "马上打开", "^打开$",
        r"\bopen\s+(?:in\s+)?(?:the\s+)?app\b", r"\bopen in\b", r"\buse (?:the )?app\b",
    ),
    "close": (
        r"^\s*(?:[×✕✖✗╳xX⨉⨯❌🗙]|关\s*闭|关掉|收起|close|dismiss|跳\s*过|skip|(?:我)?知道了"
        r"|got it|点击空白处?关闭)\s*(?:\d+\s*[s秒]?)?\s*$",
    ),
    "cancel": (
        r"取\s*消", r"暂\s*不", "以后再说", "下次再说", "稍后", "不了", "不需要", "不用了", "残忍拒绝",
        "继续(?:浏览|阅读|访问|使用)?(?:网页|网页版|浏览器|本页)", "网页版?继续", "用浏览器",
        "留在(?:网页|本页)",
        "再看看", "我再想想", r"拒\s*绝", "不同意", r"\bcancel\b", r"\bnot now\b", r"\bno,? thanks\b",
        r"\blater\b", r"\bcontinue in browser\b", r"\bstay on\b", r"\bdecline\b", r"\breject\b",
    ),
    "confirm": (
        r"^\s*(?:确\s*定|确\s*认|同\s*意.{0,12}|允\s*许|继\s*续|好\s*的?|是|立即体验|ok|yes|agree|allow|continue"
        r"|confirm)\s*$",
    ),
    "unfold": (
        r"展\s*开", "阅读全文", "查看(?:全文|全部|更多|完整|剩余)", "显示(?:全部|更多|全文)", "全文",
        "加载更多",
        "点击查看", "余下", "继续阅读", r"剩余\s*\d", r"\bread (?:more|on|full)\b",
        r"\bshow (?:more|all|full)\b",
        r"\bview (?:more|all|full)\b", r"\bexpand\b", r"\bcontinue reading\b",
    ),
    "policy": (r"隐\s*私", "个人信息(?:保护|处理)(?:政策|规则|声明)", r"\bprivacy\b"),
    "permissions": (r"权\s*限", r"\bpermissions?\b"),
    "operator": (
        "开发者", "运营者", "开发商", "运营商", "开发运营", "主办(?:方|单位)", "公司信息", r"\bdeveloper\b",
        r"\bpublisher\b", r"\boperator\b",
    ),
    "pay": ("付费", "购买", "开通(?:会员|VIP)", "充值", "订阅", "解锁", r"\bsubscribe\b", r"\bbuy\b"),
    "login": (r"登\s*录", r"登\s*陆", r"注\s*册", r"\blog ?in\b", r"\bsign ?(?:in|up)\b"),
    "bait": (
        "红包", r"领\s*取", "立即领", r"中\s*奖", r"抽\s*奖", "中毒", "病毒", "清理", "加速", "卡顿", "耗电",
        "内存(?:不足|已满)", "提现", "奖励", "福利",
    ),
}  # fmt: skip
_WORDS: dict[Says, re.Pattern[str]] = {
    kind: re.compile("|".join(parts), re.I) for kind, parts in _PARTS.items()
}
_CLOSE_NAME = re.compile(
    r"(?:^|[\s_/.-])(?:btn|icon|ico|popup|modal|dialog|banner|layer|ad)?[_-]?(?:close|dismiss|guanbi|shut)"
    r"(?:[\s_/.-]|btn|icon|$)",
    re.I,
)
_PACKAGE = re.compile(r"\.(?:apk|apks|xapk|aab|hap|ipa)(?:$|[?#])", re.I)
_STORES = ("market:", "itms-apps:", "appmarket:", "mimarket:", "oppomarket:", "vivomarket:", "samsungapps:")
_WEB = frozenset({"", "http", "https", "about", "javascript", "blob", "data", "ftp", "ws", "wss"})
_CALLS = frozenset({"tel", "sms", "smsto", "mailto", "geo", "mms"})
"""Answered by the phone itself: nobody's app is pushed."""


def says(text: str, label: str = "", hint: str = "", href: str = "") -> tuple[Says, ...]:
    """What a control's words, name and address say; several where it says several, in the order of `Says`."""
    found = set(_of_words(text)) if len(text) <= LONGEST_CONTROL else set[Says]()
    if len(label) <= LONGEST_CONTROL:
        found.update(_of_words(label))
    if len(text.strip()) <= 2 and _CLOSE_NAME.search(hint):
        found.add("close")
    if is_package(href):
        found.add("download")
    if is_app_address(href):
        found.add("open_app")
    if "open_app" in found and "继续" in text:
        found.discard("cancel")
    return tuple(kind for kind in _WORDS if kind in found)


@cache
def _of_words(words: str) -> tuple[Says, ...]:
    return tuple(kind for kind, pattern in _WORDS.items() if pattern.search(words))


def is_package(address: str) -> bool:
    """Whether an address names an app package by its ending."""
    return bool(_PACKAGE.search(address.partition("#")[0]))


def is_outside(address: str) -> bool:
    """Whether an address has a scheme that a browser hands to the system instead of opening it."""
    return scheme_of(address) not in _WEB


def is_app_address(address: str) -> bool:
    """Whether an address is an app's or a store's own: an outside scheme that is no call, message or mail."""
    return is_outside(address) and scheme_of(address) not in _CALLS


def is_store(address: str) -> bool:
    """Whether an address opens a store app."""
    return address.lower().startswith(_STORES)


def scheme_of(address: str) -> str:
    """The scheme in lower case, empty where there is none."""
    try:
        return urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return address.partition(":")[0].strip().lower() if ":" in address else ""
