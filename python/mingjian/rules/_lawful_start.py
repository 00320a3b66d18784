"""Reasons for which an app may start without its user: what it declares itself to be, what the receiver does.

T/TAF 078.10-2020 chapter 3 forbids starts that are neither told and agreed nor needed for a reasonable
scenario. A role below is one the user gave the app in the system's settings; an alarm, a reminder or a
widget is one the user made. What such an app declares is taken at its word and said in the report.
"""

from __future__ import annotations

from collections.abc import Mapping

from mingjian.facts import Facts
from mingjian.facts.manifest import Component
from mingjian.facts.parties import sdk_of
from mingjian.rules._calls import entry_of, hits, named

Reason = tuple[str, str]
"""In Chinese and English."""
P = "android.permission."
BOUND: Mapping[str, Reason] = {
    P + "BIND_VPN_SERVICE": ("VPN 服务", "a VPN service"),
    P + "BIND_INPUT_METHOD": ("输入法", "an input method"),
    P + "BIND_ACCESSIBILITY_SERVICE": ("无障碍服务", "an accessibility service"),
    P + "BIND_WALLPAPER": ("动态壁纸", "a live wallpaper"),
    P + "BIND_INCALL_SERVICE": ("默认电话应用", "a phone app"),
    P + "BROADCAST_SMS": ("默认短信应用", "an SMS app"),
}
"""Permissions that only the system holds, by which it binds what the user switched on."""
HOME = "android.intent.category.HOME"
SMS_DELIVER = "android.provider.Telephony.SMS_DELIVER"
PROVISIONED = "android.app.action.PROFILE_PROVISIONING_COMPLETE"
WIDGET = "android.appwidget.action.APPWIDGET_UPDATE"
ALARM_ACTIONS = frozenset({"android.intent.action.SET_ALARM", "android.intent.action.SHOW_ALARMS"})
EXACT_ALARM = P + "USE_EXACT_ALARM"
SERVICE_STARTS = frozenset({
    "startService", "startForegroundService", "bindService", "startActivity", "startActivities",
})  # fmt: skip
ALARM_SETS = frozenset({
    "set", "setExact", "setExactAndAllowWhileIdle", "setAndAllowWhileIdle", "setAlarmClock", "setWindow",
})  # fmt: skip
"""Methods of AlarmManager that ring once; repeating ones are not a user's alarm."""


def role(facts: Facts) -> Reason | None:
    """What the user made the app in the system's settings, by its manifest and with code behind it."""
    manifest = facts.manifest
    if manifest is None:
        return None
    gone = set(facts.calls.missing_components) if facts.calls else set[str]()
    for component in manifest.components:
        if not component.enabled or component.name in gone or sdk_of(facts, component.name) is not None:
            continue
        actions = {action for filter_ in component.filters for action in filter_.actions}
        if component.kind == "receiver" and component.permission == P + "BROADCAST_SMS":
            if SMS_DELIVER in actions:
                return BOUND[P + "BROADCAST_SMS"]
        elif component.kind == "receiver" and PROVISIONED in actions:
            return "设备所有者管理应用", "a device owner's app"
        elif (
            component.kind == "service"
            and component.filters
            and (bound := BOUND.get(component.permission or ""))
        ):
            return bound
        elif component.kind == "activity" and any(
            HOME in filter_.categories for filter_ in component.filters
        ):
            return "桌面启动器", "a launcher"
    return None


def reason(facts: Facts, component: Component) -> Reason | None:
    """Why a receiver of the app's own may run by itself: role, widget, or the user's alarms set again."""
    if sdk_of(facts, component.name) is not None:
        return None
    if any(WIDGET in filter_.actions for filter_ in component.filters):
        return "更新用户放置的桌面小部件", "updates a widget the user placed"
    if sets_alarms_again(facts, component):
        return "重新登记用户设定的闹钟或提醒", "sets the user's alarms or reminders again"
    found = role(facts)
    return None if found is None else (f"应用为{found[0]}", f"the app is {found[1]}")


def starts(facts: Facts, component: Component) -> bool:
    """The receiver's code starts a service or a screen."""
    for behaviour in ("linked_start", "cross_app_jump"):
        for hit in hits(facts, behaviour, *SERVICE_STARTS):
            if any(entry_of(facts, path).component == component.name for path in hit.paths):
                return True
    return False


def sets_alarms_again(facts: Facts, component: Component) -> bool:
    """The receiver sets one-time alarms, starts nothing, and the app shows what rings: as an alarm clock or
    calendar it says so in its manifest or calls setAlarmClock, or its alarm posts a notification."""
    sets = any(
        any(entry_of(facts, path).component == component.name for path in hit.paths)
        for hit in hits(facts, "keep_alive", *ALARM_SETS)
    )
    return sets and not starts(facts, component) and (alarm_app(facts) or _rings(facts))


def alarm_app(facts: Facts) -> bool:
    """An alarm clock or calendar, by its manifest or because it calls setAlarmClock."""
    manifest = facts.manifest
    if manifest is None:
        return False
    declared = any(
        ALARM_ACTIONS.intersection(filter_.actions)
        for component in manifest.components
        if component.kind == "activity"
        for filter_ in component.filters
    )
    exact = any(use.name == EXACT_ALARM for use in manifest.permissions)
    return declared or exact or any(True for _ in named(facts, "setAlarmClock"))


def _rings(facts: Facts) -> bool:
    """A receiver of the app posts a notification."""
    return any(
        any(entry_of(facts, path).kind == "receiver" for path in hit.paths)
        for hit in hits(facts, "notification_post", "notify")
    )
