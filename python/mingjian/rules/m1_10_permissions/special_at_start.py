"""Sends the user to a settings page for a special permission when the app opens.

Clause: 26号-1.10.1 在对应业务功能启动时，动态申请所需权限
Needs: calls.
Violates: never by code alone; suspected where the page for drawing over other apps, accessibility, usage
    records, notification access, all files, installing apps, exact alarms or the battery whitelist is
    opened on the way from the start of the app or of its first screen with no human action.
Limits: pages whose address is not a constant of the method that opens them are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._asking import unasked
from mingjian.rules._calls import all_hits, beside, method_name, moment, told
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.10.1",), severity="medium", needs=("calls",), proves=False)
PAGES = {
    "android.settings.action.MANAGE_OVERLAY_PERMISSION": ("悬浮窗", "drawing over other apps"),
    "android.settings.ACCESSIBILITY_SETTINGS": ("无障碍服务", "accessibility"),
    "android.settings.USAGE_ACCESS_SETTINGS": ("使用情况访问", "usage records"),
    "android.settings.NOTIFICATION_LISTENER_SETTINGS": ("通知使用权", "notification access"),
    "android.settings.ACTION_NOTIFICATION_LISTENER_SETTINGS": ("通知使用权", "notification access"),
    "android.settings.MANAGE_APP_ALL_FILES_ACCESS_PERMISSION": ("所有文件访问", "all files"),
    "android.settings.MANAGE_ALL_FILES_ACCESS_PERMISSION": ("所有文件访问", "all files"),
    "android.settings.MANAGE_UNKNOWN_APP_SOURCES": ("安装未知应用", "installing apps"),
    "android.settings.REQUEST_SCHEDULE_EXACT_ALARM": ("精确闹钟", "exact alarms"),
    "android.settings.REQUEST_IGNORE_BATTERY_OPTIMIZATIONS": ("电池优化白名单", "the battery whitelist"),
    "android.settings.IGNORE_BATTERY_OPTIMIZATION_SETTINGS": ("电池优化白名单", "the battery whitelist"),
    "android.settings.action.MANAGE_WRITE_SETTINGS": ("修改系统设置", "changing system settings"),
}
BEHAVIOURS = (
    "permission_request", "overlay", "keep_alive", "apk_install", "accessibility_service",
    "permission_self_grant",
)  # fmt: skip
"""Groups of knowledge whose rows are those addresses."""
OPENS = frozenset({"startActivity", "startActivityForResult", "launch"})


def check(facts: Facts) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for behaviour in BEHAVIOURS:
        for hit in all_hits(facts, behaviour):
            page = PAGES.get(told(hit))
            if page is None or not hit.reachable or (hit.caller, told(hit)) in seen:
                continue
            path = unasked(facts, hit)
            opening = None if path is None else _opening(facts, hit)
            if path is None or opening is None:
                continue
            seen.add((hit.caller, told(hit)))
            yield finding(
                f"打开应用即跳转授予“{page[0]}”的设置页",
                f"Opens the settings page for {page[1]} when the app opens",
                key=("special", told(hit), class_of(hit.caller)),
                party=owner(facts, frames(hit, path)),
                verdict="suspected",
                consent=moment(facts, hit).consent,
                evidence=[call_chain(facts, opening, path), code(hit)],
            )


def _opening(facts: Facts, hit: Hit) -> Hit | None:
    """The call in the same method that opens the page."""
    near = (one for one in beside(facts, hit.caller) if one.caller == hit.caller)
    return next((one for one in near if method_name(one) in OPENS), None)
