"""Declares a permission, or asks the user for it, though nothing in the package uses it.

Clause: 26号-1.10.10 合理申请使用权限
Needs: permissions, calls, manifest.
Violates: never; a dangerous permission none of whose known calls, fields, addresses or intents stands in
    the loaded code is suspected where the code does not mention its name either, or where it names it only
    to ask the user for it.
Limits: use through native code, reflection or code loaded later is not seen; packages with hidden code or a
    packer are left undetermined. Permissions without known calls are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import app, owner
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._asking import is_request
from mingjian.rules._evidence import code, manifest_line
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.10.10",), severity="low", needs=("permissions", "calls", "manifest"))
OPENS_FILES = frozenset({"STORAGE"})
"""Groups whose use is opening a file by path, which any library may do."""

TELEPHONY = "android.provider.Telephony."
HEARD = {
    "android.permission.RECEIVE_SMS": (
        f"{TELEPHONY}SMS_RECEIVED", f"{TELEPHONY}SMS_DELIVER", "android.intent.action.DATA_SMS_RECEIVED",
    ),
    "android.permission.RECEIVE_MMS": (f"{TELEPHONY}WAP_PUSH_RECEIVED", f"{TELEPHONY}WAP_PUSH_DELIVER"),
    "android.permission.RECEIVE_WAP_PUSH": (f"{TELEPHONY}WAP_PUSH_RECEIVED", f"{TELEPHONY}WAP_PUSH_DELIVER"),
    "android.permission.READ_PHONE_STATE": ("android.intent.action.PHONE_STATE",),
    "android.permission.READ_CALL_LOG": ("android.intent.action.PHONE_STATE",),
    "android.permission.PROCESS_OUTGOING_CALLS": ("android.intent.action.NEW_OUTGOING_CALL",),
}  # fmt: skip
"""Broadcasts that only a holder of the permission hears: a receiver for one uses it
(documentation of the constants in android.content.Intent and android.provider.Telephony)."""

NETWORK_NAMED = frozenset({"ssid_bssid.WifiInfo.getSSID", "ssid_bssid.WifiInfo.getBSSID"})
"""Which network the phone is on. Android 8.1 and 9 tell it to a holder of either location permission, later
versions ask for the precise one (documentation of WifiManager.getConnectionInfo, Android 10 changes)."""
COARSE = "android.permission.ACCESS_COARSE_LOCATION"
COARSE_ENOUGH_UNTIL = 28
"""API level."""


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    hidden = facts.hidden_code.hidden if facts.hidden_code else ()
    if any(part.kind in ("dex", "apk", "jar", "odex", "cdex") for part in hidden):
        return NotApplicable(
            "包内有随后加载的代码，可能使用这些权限 · code that is loaded later may use them"
        )
    return _unused(facts)


def _unused(facts: Facts) -> Iterator[Finding]:
    hits = facts.calls.hits if facts.calls else ()
    heard = set(_heard(facts))
    places_by_network = _places_by_network(facts)
    used = {use.group for use in facts.permissions.uses if use.api_hits} if facts.permissions else set[str]()
    for use in facts.permissions.uses if facts.permissions else ():
        if use.protection != "dangerous" or use.group in OPENS_FILES or use.max_sdk is not None:
            continue
        if use.api_hits or not knowledge.apis_of(use.name) or heard.intersection(HEARD.get(use.name, ())):
            continue
        if use.name == COARSE and places_by_network:
            continue
        bare = use.name.rpartition(".")[2]
        asked = [one for one in (hits[i] for i in use.requested_at) if one.reachable and is_request(one)]
        if asked and use.group not in used:
            yield finding(
                f"向用户申请{use.name_zh or use.name}权限但未见使用：{bare}",
                f"Asks the user for {bare} but nothing in the code uses it",
                key=("asked", use.name),
                party=owner(facts, [hit.caller for hit in asked]),
                verdict="suspected",
                evidence=[code(asked[0]), manifest_line(facts, use.line)],
            )
        elif not use.mentions and not use.requested_at:
            yield finding(
                f"声明了{use.name_zh or use.name}权限但未见使用：{bare}",
                f"Declares {bare} but nothing in the code uses it",
                key=("unused", use.name),
                party=app(facts),
                verdict="suspected",
                evidence=[manifest_line(facts, use.line)],
            )


def _heard(facts: Facts) -> Iterator[str]:
    """Actions that the manifest's receivers listen for."""
    for component in facts.manifest.components if facts.manifest else ():
        if component.kind == "receiver" and component.enabled:
            for filter_ in component.filters:
                yield from filter_.actions


def _places_by_network(facts: Facts) -> bool:
    """The code asks which network the phone is on, and some phone it runs on answers for coarse location."""
    manifest, calls = facts.manifest, facts.calls
    if manifest is None or calls is None or (manifest.min_sdk or 1) > COARSE_ENOUGH_UNTIL:
        return False
    return any(hit.api in NETWORK_NAMED for hit in calls.hits)
