"""What a run's records name, as types of personal information: operations the system guards, calls, settings.

An operation is a name of AppOpsManager (`FINE_LOCATION`), a call is `package.Class.method` as hooking tools
write it. Hooks below the public classes see the hidden methods that those call: the frames of the record
name the public one, else the hidden name itself is known.
"""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from mingjian import knowledge
from mingjian.artifacts.device_log.event import Event

OPS: dict[str, tuple[str, ...]] = {
    "COARSE_LOCATION": ("coarse_location",),
    "FINE_LOCATION": ("precise_location",),
    "GPS": ("precise_location",),
    "MONITOR_LOCATION": ("precise_location",),
    "MONITOR_HIGH_POWER_LOCATION": ("precise_location",),
    "ACCESS_MEDIA_LOCATION": ("media_location",),
    "NEIGHBORING_CELLS": ("cell_info",),
    "WIFI_SCAN": ("wifi_scan",),
    "BLUETOOTH_SCAN": ("bluetooth_devices",),
    "READ_CONTACTS": ("contacts",),
    "READ_CALL_LOG": ("call_log",),
    "READ_SMS": ("sms",),
    "RECEIVE_SMS": ("sms",),
    "READ_CALENDAR": ("calendar",),
    "READ_CLIPBOARD": ("clipboard",),
    "READ_DEVICE_IDENTIFIERS": ("imei",),
    "READ_PHONE_NUMBERS": ("phone_number",),
    "GET_ACCOUNTS": ("account_id",),
    "RECORD_AUDIO": ("audio_record",),
    "PHONE_CALL_MICROPHONE": ("audio_record",),
    "CAMERA": ("camera_capture",),
    "PHONE_CALL_CAMERA": ("camera_capture",),
    "READ_MEDIA_IMAGES": ("photos",),
    "READ_MEDIA_VIDEO": ("videos",),
    "READ_MEDIA_AUDIO": ("audio_files",),
    "READ_EXTERNAL_STORAGE": ("files_storage",),
    "BODY_SENSORS": ("body_sensor",),
    "ACTIVITY_RECOGNITION": ("step_activity",),
    "GET_USAGE_STATS": ("app_usage",),
    "QUERY_ALL_PACKAGES": ("installed_apps",),
    "ACCESS_NOTIFICATIONS": ("notification_content",),
    "PROJECT_MEDIA": ("screen_content",),
}
"""Source: AOSP android.app.AppOpsManager. READ_PHONE_STATE is not here: it is noted for the state of calls
and the network as well, and does not tell which was taken."""
HIDDEN: dict[str, str] = {
    "getDeviceIdForPhone": "imei",
    "getDeviceIdWithFeature": "imei",
    "getImeiForSlot": "imei",
    "getMeidForSlot": "imei",
    "getNaiForSubscriber": "imei",
    "getDeviceId": "imei",
    "getImei": "imei",
    "getMeid": "imei",
    "getSubscriberId": "imsi",
    "getSubscriberIdForSubscriber": "imsi",
    "getSubscriberIdWithFeature": "imsi",
    "getIccSerialNumber": "iccid",
    "getIccSerialNumberForSubscriber": "iccid",
    "getIccSerialNumberWithFeature": "iccid",
    "getSimSerialNumber": "iccid",
    "getLine1Number": "phone_number",
    "getLine1NumberForSubscriber": "phone_number",
    "getLine1NumberForDisplay": "phone_number",
    "getSerialForPackage": "serial_number",
    "getSerial": "serial_number",
    "getMacAddress": "mac_address",
    "getHardwareAddress": "mac_address",
    "getAllCellInfo": "cell_info",
    "getCellLocation": "cell_info",
    "getNeighboringCellInfo": "cell_info",
    "getScanResults": "wifi_scan",
    "getSSID": "ssid_bssid",
    "getBSSID": "ssid_bssid",
    "getLastKnownLocation": "precise_location",
    "getLastLocation": "precise_location",
    "requestLocationUpdates": "precise_location",
    "getCurrentLocation": "precise_location",
    "getInstalledPackages": "installed_apps",
    "getInstalledApplications": "installed_apps",
    "getInstalledPackagesAsUser": "installed_apps",
    "getInstalledApplicationsAsUser": "installed_apps",
    "getRunningAppProcesses": "running_processes",
    "getRunningTasks": "running_processes",
    "getRunningServices": "running_processes",
    "getRecentTasks": "running_processes",
    "getPrimaryClip": "clipboard",
}
"""Methods whose bare name leaves no doubt. Source: AOSP ITelephony, IPhoneSubInfo, IClipboard,
IPackageManager, IActivityManager, ILocationManager, IWifiManager (aidl)."""
SYSTEM = ("android.", "com.android.", "java.", "javax.", "$Proxy", "com.huawei.android.", "miui.")


TELLING_FROM = 3
"""Least weight of a row that tells of a person by itself (knowledge.weight)."""


class _Filter(Struct):
    texts: tuple[str, ...] = ()


class _Row(Struct):
    kind: str
    tags: tuple[str, ...] = ()
    name: str = ""
    owner: str = msgspec.field(name="class", default="")
    key: str = ""
    confidence: str = ""
    weight: int = 0
    args: tuple[_Filter, ...] = ()


class _Table(Struct):
    rows: tuple[_Row, ...]


class _Call(Struct, frozen=True):
    """What one call takes: always, and only when an argument says so."""

    always: tuple[str, ...] = ()
    by_argument: tuple[tuple[str, str], ...] = ()
    """(constant in an argument, type)."""


@cache
def _known() -> tuple[dict[str, _Call], tuple[tuple[str, str], ...]]:
    """Calls by `android.telephony.TelephonyManager.getImei`, and (address, type) of content providers."""
    always: dict[str, dict[str, None]] = {}
    argued: dict[str, dict[tuple[str, str], None]] = {}
    addresses: dict[tuple[str, str], None] = {}
    for row in msgspec.json.decode(knowledge.compiled(), type=_Table).rows:
        types = [tag.removeprefix("pi:") for tag in row.tags if tag.startswith("pi:")]
        if not types or row.confidence == "low" or row.weight < TELLING_FROM:
            continue
        if row.kind == "uri" and row.key.startswith("content://"):
            addresses.update(dict.fromkeys((row.key, kind) for kind in types))
        if row.kind != "method" or not row.name:
            continue
        name = f"{row.owner[1:-1].replace('/', '.')}.{row.name}"
        if row.args:
            texts = [text for one in row.args for text in one.texts if len(text) > 1]
            argued.setdefault(name, {}).update(
                dict.fromkeys((text, kind) for text in texts for kind in types)
            )
        else:
            always.setdefault(name, {}).update(dict.fromkeys(types))
    for kinds in always.values():
        if (
            len(kinds) > 1
        ):  # one overload of requestLocationUpdates goes on in the background: the name hides it
            kinds.pop("background_location", None)
    calls = {
        name: _Call(tuple(always.get(name, ())), tuple(argued.get(name, ()))) for name in {**always, **argued}
    }
    return calls, tuple(sorted(addresses, key=lambda one: -len(one[0])))


@cache
def of_op(op: str) -> tuple[str, ...]:
    """Types that an operation takes: `FINE_LOCATION`, `android:fine_location`."""
    return OPS.get(op.rpartition(":")[2].upper(), ())


def normal(name: str) -> str:
    """`Landroid/a/B;->c(I)V`, `android.a.B#c`, `android.a.B->c(int)` → `android.a.B.c`."""
    plain = name.partition("(")[0].strip().rpartition(" ")[2]
    if ";->" in plain:
        plain = plain.removeprefix("L").replace(";->", ".").replace("/", ".")
    return plain.replace("->", ".").replace("::", ".").replace("#", ".")


def of_call(name: str, args: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Types that one call with these arguments takes: `android.telephony.TelephonyManager.getImei(I)`, or a
    bare hidden name."""
    plain = normal(name)
    calls, addresses = _known()
    known = calls.get(plain)
    if known is not None:
        told = [kind for text, kind in known.by_argument if any(text in arg for arg in args)]
        if told or known.always:
            return tuple(dict.fromkeys((*known.always, *told)))
    owner, _, method = plain.rpartition(".")
    if method == "query" and owner.rpartition(".")[2].startswith("ContentResolver"):
        return next(((kind,) for key, kind in addresses if any(arg.startswith(key) for arg in args)), ())
    kind = HIDDEN.get(method)
    if kind is None or (owner and not owner.startswith(SYSTEM)):
        return ()
    return (kind,)


def of_event(event: Event) -> tuple[str, ...]:
    """Types of personal information that the record shows being taken; empty where it shows none."""
    if event.kind != "api_call":
        return of_op(event.what)
    found = of_call(event.what, event.args)
    if found or "." in normal(event.what):
        return found
    # a bare name that says nothing: the public method it was called through may
    return next((kinds for frame in event.stack[:NEAR] if (kinds := of_call(frame, event.args))), ())


NEAR = 12
"""Frames above a hidden method within which the public one stands (hooks and proxies between)."""
