"""Permissions on a store's page against those of the package, by constant, by Chinese name or by group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.listing import ListedPermission
from mingjian.facts.permissions import PermissionUse
from mingjian.rules._evidence import line_of, manifest_line
from mingjian.rules._listing_page import PLACEHOLDER, Difference, of_page, page
from mingjian.rules._names import skeleton

GUARDED = ("dangerous", "special")
"""Permissions a user grants or switches; the others need no word on a page."""


def guarded(facts: Facts) -> Sequence[PermissionUse]:
    """Permissions of the package that a user grants or switches."""
    uses = facts.permissions.uses if facts.permissions else ()
    return [use for use in uses if use.protection in GUARDED]


GROUP_WORDS = (
    ("相机", "CAMERA"), ("摄像", "CAMERA"), ("拍照", "CAMERA"), ("拍摄", "CAMERA"), ("camera", "CAMERA"),
    ("位置", "LOCATION"), ("定位", "LOCATION"), ("location", "LOCATION"),
    ("麦克风", "MICROPHONE"), ("录音", "MICROPHONE"), ("microphone", "MICROPHONE"),
    ("存储", "STORAGE"), ("文件", "STORAGE"), ("相册", "STORAGE"), ("照片", "STORAGE"),
    ("storage", "STORAGE"),
    ("相册", "READ_MEDIA_VISUAL"), ("照片", "READ_MEDIA_VISUAL"), ("视频", "READ_MEDIA_VISUAL"),
    ("媒体", "READ_MEDIA_VISUAL"), ("音频", "READ_MEDIA_AURAL"), ("音乐", "READ_MEDIA_AURAL"),
    ("通讯录", "CONTACTS"), ("联系人", "CONTACTS"), ("contacts", "CONTACTS"),
    ("日历", "CALENDAR"), ("日程", "CALENDAR"), ("calendar", "CALENDAR"),
    ("电话", "PHONE"), ("设备信息", "PHONE"), ("手机状态", "PHONE"), ("本机识别码", "PHONE"),
    ("phone", "PHONE"),
    ("通话记录", "CALL_LOG"), ("短信", "SMS"), ("sms", "SMS"),
    ("传感器", "SENSORS"), ("健身", "ACTIVITY_RECOGNITION"), ("运动", "ACTIVITY_RECOGNITION"),
    ("身体活动", "ACTIVITY_RECOGNITION"), ("蓝牙", "NEARBY_DEVICES"), ("附近", "NEARBY_DEVICES"),
    ("bluetooth", "NEARBY_DEVICES"), ("通知", "NOTIFICATIONS"), ("notification", "NOTIFICATIONS"),
)  # fmt: skip
"""Words by which pages name a whole group (appendix A of T/TAF 069.1-2020 and the platform's own names)."""


def meant(row: ListedPermission) -> frozenset[str]:
    """The permissions a listed name may mean; none when it is not understood."""
    name = row.name.strip()
    if re.fullmatch(r"[A-Z][A-Z0-9_]+", name):
        name = f"android.permission.{name}"
    if re.fullmatch(r"[A-Za-z]\w*(\.\w+)+", name):
        return frozenset((name,))
    wanted = skeleton(name)
    by_name, by_group = _known()
    found = set(by_name.get(wanted, ()))
    for word, group in GROUP_WORDS:
        if word in wanted:
            found.update(by_group.get(group, ()))
    return frozenset(found)


@cache
def _known() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Permissions by the skeleton of their names, and by group."""
    by_name: dict[str, set[str]] = {}
    by_group: dict[str, set[str]] = {}
    for known in knowledge.permissions():
        for told in (*known.name_zh.split("/"), known.name_zh, known.name_en):
            by_name.setdefault(skeleton(told), set()).add(known.name)
        if known.group:
            by_group.setdefault(known.group, set()).add(known.name)
    by_name.pop("", None)
    return by_name, by_group


def unlisted(facts: Facts, *, only: tuple[str, ...] = GUARDED) -> Iterator[Difference]:
    """Permissions the package asks for and the page does not name; one difference each.

    Where the page also names things that are no known permission, one of them may be meant: suspected.
    """
    listing = page(facts)
    if not listing.permissions:
        return
    known = [(meant(row), row) for row in listing.permissions]
    shown = {name for names, _ in known for name in names}
    unread = any(not names for names, _ in known)
    for use in guarded(facts):
        if use.protection in only and use.name not in shown:
            named = f"{use.name_zh}（{use.name.rpartition('.')[2]}）" if use.name_zh else use.name
            yield Difference(
                field="permissions",
                key=use.name,
                zh=f"安装包申请的权限“{named}”未在页面列出",
                en=f"The package asks for {use.name.rpartition('.')[2]}, which the page does not list",
                verdict="suspected" if unread else "violates",
                evidence=(
                    manifest_line(facts, use.line or line_of(facts, use.name)),
                    of_page(listing, "permissions", "、".join(row.name for row in listing.permissions)[:400]),
                ),
            )


def unasked(facts: Facts) -> Iterator[Difference]:
    """Permissions the page names and the package does not ask for."""
    listing, manifest = page(facts), facts.manifest
    if manifest is None:
        return
    own = {use.name for use in manifest.permissions}
    for index, row in enumerate(listing.permissions or ()):
        names = meant(row)
        if names and not names & own:
            yield Difference(
                field="permissions",
                key=f"unasked {min(names)}",
                zh=f"页面列出的权限“{row.name}”安装包并未申请",
                en=f"The page lists {row.name}, which the package does not ask for",
                evidence=(of_page(listing, f"permissions/{index}", row.name),),
            )


def purposeless(facts: Facts) -> Iterator[Difference]:
    """Permissions named on the page without what they are for."""
    listing = page(facts)
    for index, row in enumerate(listing.permissions or ()):
        if row.purpose is None:
            continue
        if skeleton(row.purpose) in ("", skeleton(row.name)) or PLACEHOLDER.fullmatch(row.purpose.strip()):
            yield Difference(
                field="permissions",
                key=f"purpose {row.name}",
                zh=f"页面未说明权限“{row.name}”的用途",
                en=f"The page gives no purpose for {row.name}",
                evidence=(of_page(listing, f"permissions/{index}/purpose", f"{row.name}: “{row.purpose}”"),),
            )
