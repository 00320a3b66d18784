"""Personal-information calls: which types weigh enough to ask about, and names for messages."""

from __future__ import annotations

from collections.abc import Iterator, Set

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.consent import Moment, moment, tagged
from mingjian.facts.once import once
from mingjian.facts.parties import class_of, frames
from mingjian.patterns import late
from mingjian.rules._calls import beside, method_name

ASKED = frozenset({
    "imei", "imsi", "iccid", "android_id", "mac_address", "bluetooth_mac", "serial_number", "oaid", "gaid",
    "phone_number", "installed_apps", "running_processes", "precise_location", "coarse_location",
    "background_location", "cell_info", "wifi_scan", "ssid_bssid", "contacts", "call_log", "sms", "calendar",
    "clipboard", "account_id", "audio_record", "camera_capture", "photos", "videos", "drm_id",
    "notification_content", "bluetooth_devices", "step_activity", "body_sensor",
})  # fmt: skip
"""Types whose reading before agreement is charged: identifiers of the device or the person, and content.
Model, system version, screen and network type are described by the standards as ordinary and are not."""


VALUES = late(
    r"^L(android/location/Location|com/google/android/gms/location/LocationResult|"
    r"android/telephony/(CellIdentity\w*|NeighboringCellInfo|(gsm|cdma)/\w*CellLocation)|"
    r"android/net/wifi/ScanResult|android/content/ClipData\$Item|android/os/FileObserver|"
    r"android/service/notification/StatusBarNotification|android/app/Notification|"
    r"android/accounts/Account);->"
)
"""Objects that hold what another call fetched: asking them takes nothing more, and they also travel inside
the app for other ends. A FileObserver's path tells what it watches, and is mostly a file of the app's own."""
LISTING = frozenset({
    "queryIntentActivities", "queryIntentServices", "queryBroadcastReceivers", "queryIntentContentProviders",
    "queryIntentActivityOptions",
})  # fmt: skip
"""Calls that list apps only when they ask for all with an icon; else they find who answers an intent."""
LAUNCHER = "android.intent.category.LAUNCHER"
TOLD = frozenset({"onLocationChanged"})
"""Callbacks that only hand over what another call asked for; that call is the taking."""
NAMES_ONLY = ("android.intent.", "android.provider.Telephony.")
"""Beginnings of constants that name an event; hearing of it takes nothing."""
CONSTANT_FROM = 4
"""Least weight at which a constant or field alone stands for a reading (the address content://sms does)."""
PREINIT = "preinit"
SUPPORT = "androidx"
"""Id of the platform's support libraries."""


@once
def readings(facts: Facts) -> tuple[tuple[str, Hit], ...]:
    """Reachable calls that take one of ASKED and may really do so with the permissions declared."""
    return tuple(_readings(facts, ASKED))


@once
def takings(facts: Facts) -> tuple[tuple[str, Hit], ...]:
    """As `readings`, of every type: what a policy must list includes the ordinary ones."""
    return tuple(_readings(facts, {row.id for row in knowledge.personal_info()}))


def _readings(facts: Facts, kinds: Set[str]) -> Iterator[tuple[str, Hit]]:
    held = {use.name for use in facts.manifest.permissions} if facts.manifest else set[str]()
    for kind, hit in tagged(facts, "pi:"):
        if kind not in kinds or not hit.reachable or not hit.args_resolved or hit.confidence == "low":
            continue
        if not _takes(facts, hit):
            continue
        needed = knowledge.permissions_of(hit.api)
        if needed and not held & set(needed):
            continue
        yield kind, hit


def _takes(facts: Facts, hit: Hit) -> bool:
    """The call by itself yields something that tells of a person or device."""
    weight = knowledge.weight(hit.api)
    if "(" not in hit.callee:
        return (
            weight >= CONSTANT_FROM
            and ".permission." not in hit.callee
            and not hit.callee.startswith(NAMES_ONLY)
        )
    if not weight or VALUES.match(hit.callee):
        return False
    if hit.callee == hit.caller and method_name(hit) in TOLD:
        return False
    if method_name(hit) in LISTING:
        return any(
            near.caller == hit.caller and near.callee == LAUNCHER for near in beside(facts, hit.caller)
        )
    return True


def of_support_library(hit: Hit, path: Path) -> bool:
    """The reading is the support library's own doing (a night mode that asks for sunset), not asked through
    one of its Compat classes."""
    below = ""
    for frame in frames(hit, path):
        owner = knowledge.sdk_by_class(class_of(frame))
        if owner is None or owner.id != SUPPORT:
            return bool(below) and not below.endswith("Compat")
        below = class_of(frame).rpartition(".")[2].partition("$")[0]
    return True


def unanswered(facts: Facts) -> Iterator[tuple[str, Hit, Moment]]:
    """Readings that run before the user could agree, or after the user refused, with the way that shows it.

    A way through a pre-initialiser counts only where it leaves no other reading: SDKs document that theirs
    take nothing, and what else seems to be reached is mostly their dispatch. Source: Umeng's, Getui's and
    OpenInstall's integration guides (预初始化不采集).
    """
    early = {
        hit.callee for _, hit in tagged(facts, "sdk_consent:") if method_name(hit).lower().startswith(PREINIT)
    }
    for kind, hit in readings(facts):
        when = moment(facts, hit)
        path = when.path
        if when.consent not in ("before", "refused") or path is None or of_support_library(hit, path):
            continue
        if when.certain or not early.intersection(step.callee for step in path.steps):
            yield kind, hit, when


def name_zh(kind: str) -> str:
    return knowledge.personal_info_type(kind).name_zh


def name_en(kind: str) -> str:
    return knowledge.personal_info_type(kind).name_en
