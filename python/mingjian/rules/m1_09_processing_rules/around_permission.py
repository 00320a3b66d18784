"""Takes an identifier by a side door, whatever the user answered about the permission that guards it.

Clause: 关联-3 授权范围 (认定方法 三.3 实际收集的个人信息或打开的可收集个人信息权限超出用户授权范围)
Needs: calls, manifest.
Violates: never by code alone; suspected where reachable code takes IMEI, IMSI, ICCID, the serial number or
    the MAC address from a system property, a file of the system, a shell command or a hidden interface. The
    platform guards these values by a permission, or gives none away; the side door yields them without
    asking.
Limits: on newer versions of the platform most side doors are shut, and the call yields nothing; names put
    together at run time and native code are not seen. Rows of knowledge that rest on memory are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding, Party
from mingjian.rules import Rule
from mingjian.rules._calls import moment, tagged, told
from mingjian.rules._evidence import code, reached
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh

RULE = Rule(requirements=("关联-3",), severity="high", needs=("calls", "manifest"), proves=False)
KINDS = ("imei", "imsi", "iccid", "serial_number", "mac_address")
DOORS = (".property.", ".file.", ".exec.")
"""Parts of row ids: a property, a file, a command."""
HIDDEN = ("IPhoneSubInfo", "ITelephony;", "IWifiManager", "IDeviceIdentifiersPolicyService")
ALSO_OTHERWISE = frozenset(
    {"/proc/net/arp", "/proc/net/dev", "/sys/class/net/", "wifi.interface", "/proc/cmdline"}
)
"""Addresses that tell of more than the identifier: neighbours, traffic, names of interfaces."""


def check(facts: Facts) -> Iterator[Finding]:
    found: dict[tuple[str, Party], list[Hit]] = {}
    for kind, hit in tagged(facts, "pi:"):
        if kind in KINDS and hit.reachable and hit.args_resolved and hit.confidence != "low" and _door(hit):
            party = owner(facts, frames(hit, moment(facts, hit).path))
            found.setdefault((kind, party), []).append(hit)
    for (kind, party), seen in found.items():
        hit = seen[0]
        when = moment(facts, hit)
        shown = told(hit) or hit.callee.rpartition("/")[2].partition("(")[0]
        yield finding(
            f"绕过权限读取{name_zh(kind)}：{shown}",
            f"Takes the {name_en(kind)} round its permission: {shown}",
            key=("door", kind),
            party=party,
            verdict="suspected",
            consent=when.consent,
            personal_info=(kind,),
            evidence=[*reached(facts, hit, when.path), *(code(other) for other in seen[1:3])],
        )


def _door(hit: Hit) -> bool:
    address = told(hit)
    if address:
        return address not in ALSO_OTHERWISE and any(door in hit.api for door in DOORS)
    return any(name in hit.callee for name in HIDDEN)
