"""Starts services or screens on events that are none of its user's doing: a call, a message, the clock.

Clause: 26号-1.6.1 不得自启动
Needs: manifest, calls.
Violates: never by itself; a manifest receiver for calls, messages, a changed clock, zone, date or language,
    new pictures or finished downloads of others that starts a service or a screen is suspected, where some
    phone the app supports delivers the event. Not applicable where every such receiver has a lawful reason:
    it sets the user's alarms again, updates a widget, or the app is the phone or SMS app and the like.
Limits: a receiver that only keeps its own records is left out. Whether the user chose what it starts is not
    in the code; a run settles it.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.manifest import ManifestFacts
from mingjian.rules import Judgement, Rule
from mingjian.rules._self_start import woken

RULE = Rule(requirements=("26号-1.6.1",), severity="medium", needs=("manifest", "calls"))
INTENT = "android.intent.action."
ALWAYS = 10_000
EVENTS = {
    INTENT + "PHONE_STATE": ALWAYS,
    INTENT + "NEW_OUTGOING_CALL": ALWAYS,
    "android.provider.Telephony.SMS_RECEIVED": ALWAYS,
    INTENT + "TIME_SET": ALWAYS,
    INTENT + "TIMEZONE_CHANGED": ALWAYS,
    INTENT + "LOCALE_CHANGED": ALWAYS,
    INTENT + "DATE_CHANGED": 26,
    INTENT + "AIRPLANE_MODE": 26,
    "android.hardware.action.NEW_PICTURE": 24,
    "android.hardware.usb.action.USB_STATE": 26,
}
"""Events with the API level from which they no longer reach manifest receivers of apps that target it (list
of exceptions of Android 8, behaviour changes of Android 7; developer.android.com)."""


def check(facts: Facts) -> Judgement:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    heard = frozenset(action for action, cut in EVENTS.items() if _lowest(manifest) < cut)
    return woken(
        facts,
        heard,
        zh="系统事件发生时自行启动服务或页面",
        en="Starts a service or a screen on a system event",
        starting=True,
    )


def _lowest(manifest: ManifestFacts) -> int:
    return min(manifest.min_sdk or 1, manifest.target_sdk or 1)
