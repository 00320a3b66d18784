"""Permissions on a store's page against those of the package, by constant, by Chinese name or by group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.listing import ListedPermission
from mingjian.facts.permissions import PermissionUse
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
