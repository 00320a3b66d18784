"""The tabs of the top bar and what the person's menu leads to, by what the actor may do."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from msgspec import Struct

from mingjian.platform.web.words import Said, say


class Link(Struct, frozen=True):
    section: str
    words: str
    address: str


_TABS: tuple[tuple[str, Said, str], ...] = (
    ("overview", Said("总览", "Overview"), "apps:read"),
    ("apps", Said("应用", "Apps"), "apps:read"),
    ("scans", Said("队列", "Queue"), "scans:read"),
    ("findings", Said("发现", "Findings"), "findings:read"),
    ("sdks", Said("SDK", "SDKs"), "apps:read"),
    ("rules", Said("规则", "Rules"), "public"),
)
_KEYS = {"overview": "o", "apps": "a", "scans": "q", "findings": "f", "sdks": "s", "rules": "r"}
_MENU: tuple[tuple[str, Said, str], ...] = (
    ("account", Said("我的设置", "My settings"), "signed_in"),
    ("organisation", Said("本单位", "Organisation"), "organisation:read"),
    ("members", Said("成员", "Members"), "organisation:read"),
    ("tokens", Said("API 令牌", "API tokens"), "tokens:manage"),
    ("notifications", Said("通知", "Notifications"), "organisation:read"),
    ("audit", Said("操作日志", "Audit log"), "audit:read"),
)


def tabs(request: HttpRequest) -> list[Link]:
    """The tabs this person sees; each leads to the page whose route has the section's name."""
    return _links(request, _TABS)


def menu(request: HttpRequest) -> list[Link]:
    """What stands under the person's initial."""
    return _links(request, _MENU)


def keyed(request: HttpRequest) -> list[tuple[str, str]]:
    """What `g` and a letter lead to: the tabs this person sees."""
    return [(_KEYS[tab.section], tab.words) for tab in tabs(request) if tab.section in _KEYS]


def _links(request: HttpRequest, rows: tuple[tuple[str, Said, str], ...]) -> list[Link]:
    actor = getattr(request, "actor", None)
    held: set[str] = {"public", *(actor.scopes if actor else ()), *(("signed_in",) if actor else ())}
    return [Link(section, say(words), reverse(section)) for section, words, needs in rows if needs in held]
