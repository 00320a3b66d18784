"""Asks for more permissions than the version before, or lowers its target to be granted them unasked.

Clause: 26号-2.5.5 申请的权限
Needs: manifest, permissions, and the earlier version's.
Violates: never: the duty to patrol is the distribution platform's. Each dangerous or special permission
    that the earlier version did not declare, each one whose upper API level was lifted, and a target API
    level that was lowered (below 23 the system grants everything at installation) is a lead: compare it
    with what was listed. A permission into which the platform split one that was already held is not new.
Limits: normal permissions are told in the version difference only; whether the listing was renewed is not
    in the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.permissions import PermissionUse
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import MANIFEST, line_of, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._versions import change, earlier, named

RULE = Rule(
    requirements=("26号-2.5.5",), severity="high", needs=("manifest", "permissions", "earlier"), lead=True
)
ASKED = frozenset({"dangerous", "special"})
RUNTIME_PERMISSIONS = 23
"""API level from which dangerous permissions are asked for while running (Android 6.0 behaviour changes)."""
NOTIFICATIONS = 33
"""API level from which posting notifications needs a permission (Android 13 behaviour changes)."""
P = "android.permission."
SPLIT: Mapping[str, Set[str]] = {
    P + "READ_MEDIA_IMAGES": {P + "READ_EXTERNAL_STORAGE"},
    P + "READ_MEDIA_VIDEO": {P + "READ_EXTERNAL_STORAGE"},
    P + "READ_MEDIA_AUDIO": {P + "READ_EXTERNAL_STORAGE"},
    P + "READ_MEDIA_VISUAL_USER_SELECTED": {P + "READ_EXTERNAL_STORAGE", P + "READ_MEDIA_IMAGES"},
    P + "READ_EXTERNAL_STORAGE": {P + "WRITE_EXTERNAL_STORAGE"},
    P + "BLUETOOTH_SCAN": {P + "BLUETOOTH_ADMIN"},
    P + "BLUETOOTH_CONNECT": {P + "BLUETOOTH"},
    P + "BLUETOOTH_ADVERTISE": {P + "BLUETOOTH_ADMIN"},
    P + "NEARBY_WIFI_DEVICES": {P + "ACCESS_FINE_LOCATION"},
    P + "ACCESS_COARSE_LOCATION": {P + "ACCESS_FINE_LOCATION"},
    P + "READ_PHONE_NUMBERS": {P + "READ_PHONE_STATE"},
}
"""Permissions the platform split off, with those that covered them (behaviour changes of Android 4.1,
8, 12, 13 and 14)."""


def check(facts: Facts) -> Iterator[Finding]:
    old = earlier(facts)
    assert facts.permissions is not None and old.permissions is not None  # noqa: S101, PT018
    before = {use.name: use for use in old.permissions.uses}
    for use in facts.permissions.uses:
        if use.protection not in ASKED:
            continue
        was = before.get(use.name)
        if was is None and not _covered(old, use.name, before.keys()):
            yield _more(facts, old, use)
        elif was is not None and _lifted(was.max_sdk, use.max_sdk):
            yield _wider(facts, old, use, was.max_sdk)
    yield from _target(facts, old)


def _covered(old: Facts, name: str, held: Set[str]) -> bool:
    """What it allows was allowed before, under another name or without one."""
    if name == P + "POST_NOTIFICATIONS":
        target = old.manifest.target_sdk if old.manifest else None
        return (target or 1) < NOTIFICATIONS
    return bool(SPLIT.get(name, frozenset()) & held)


def _lifted(was: int | None, now: int | None) -> bool:
    return was is not None and (now is None or now > was)


def _told(use: PermissionUse) -> str:
    short = use.name.rpartition(".")[2]
    return f"{use.name_zh}（{short}）" if use.name_zh else short


def _more(facts: Facts, old: Facts, use: PermissionUse) -> Finding:
    short = use.name.rpartition(".")[2]
    return finding(
        f"较 {named(old)} 新增申请权限：{_told(use)}",
        f"Asks for a permission that {named(old)} did not: {short}",
        key=("permission", use.name),
        party=app(facts),
        evidence=[
            manifest_line(facts, use.line or line_of(facts, use.name)),
            change(MANIFEST, new=[f"uses-permission {use.name}"]),
        ],
    )


def _wider(facts: Facts, old: Facts, use: PermissionUse, was: int | None) -> Finding:
    short = use.name.rpartition(".")[2]
    now = "不限" if use.max_sdk is None else str(use.max_sdk)
    return finding(
        f"较 {named(old)} 在更多系统上申请权限 {_told(use)}：最高 API 级别 {was} → {now}",
        f"Asks for {short} on more phones than {named(old)}: up to API level {was} → {use.max_sdk or 'any'}",
        key=("max-sdk", use.name),
        party=app(facts),
        evidence=[
            manifest_line(facts, use.line or line_of(facts, use.name)),
            change(
                MANIFEST,
                gone=[f"uses-permission {use.name} maxSdkVersion={was}"],
                new=[f"uses-permission {use.name} maxSdkVersion={use.max_sdk or '–'}"],
            ),
        ],
    )


def _target(facts: Facts, old: Facts) -> Iterator[Finding]:
    """A lowered target: below 23 it does away with asking, above it brings back older, laxer rules."""
    assert facts.manifest is not None and old.manifest is not None  # noqa: S101, PT018
    now, was = facts.manifest.target_sdk or facts.manifest.min_sdk or 1, old.manifest.target_sdk or 1
    if now >= was:
        return
    unasked = now < RUNTIME_PERMISSIONS <= was
    yield finding(
        f"目标 API 级别由 {was} 降至 {now}" + ("，权限改为安装时一并授予、不再询问" if unasked else ""),
        f"Lowers its target API level from {was} to {now}"
        + (": permissions are granted at installation, unasked" if unasked else ""),
        key=("target",),
        party=app(facts),
        evidence=[
            manifest_line(facts, line_of(facts, "android:targetSdkVersion")),
            change(MANIFEST, gone=[f"targetSdkVersion={was}"], new=[f"targetSdkVersion={now}"]),
        ],
    )
