"""Personal-information calls: which types weigh enough to ask about, and names for messages."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.rules._calls import tagged

ASKED = frozenset({
    "imei", "imsi", "iccid", "android_id", "mac_address", "bluetooth_mac", "serial_number", "oaid", "gaid",
    "phone_number", "installed_apps", "running_processes", "precise_location", "coarse_location",
    "background_location", "cell_info", "wifi_scan", "ssid_bssid", "contacts", "call_log", "sms", "calendar",
    "clipboard", "account_id", "audio_record", "camera_capture", "photos", "videos", "drm_id",
    "notification_content", "bluetooth_devices", "step_activity", "body_sensor",
})  # fmt: skip
"""Types whose reading before agreement is charged: identifiers of the device or the person, and content.
Model, system version, screen and network type are described by the standards as ordinary and are not."""


def readings(facts: Facts) -> Iterator[tuple[str, Hit]]:
    """Reachable calls that take one of ASKED and may really do so with the permissions declared."""
    held = {use.name for use in facts.manifest.permissions} if facts.manifest else set[str]()
    for kind, hit in tagged(facts, "pi:"):
        if kind not in ASKED or not hit.reachable or not hit.args_resolved or hit.confidence == "low":
            continue
        if ".permission." in hit.callee:  # naming a permission takes nothing
            continue
        needed = knowledge.permissions_of(hit.api)
        if needed and not held & set(needed):
            continue
        yield kind, hit


def name_zh(kind: str) -> str:
    return knowledge.personal_info_type(kind).name_zh


def name_en(kind: str) -> str:
    return knowledge.personal_info_type(kind).name_en
