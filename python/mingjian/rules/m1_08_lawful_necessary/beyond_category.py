"""Takes more than the basic function of its category needs.

Clause: 26号-1.8.3 强制要求用户同意超范围
    26号-1.8.4 与服务场景无关的个人信息处理行为
Needs: category, manifest, permissions, calls.
Violates: never by code alone; suspected where an app of one of the 39 categories declares a dangerous
    permission that TC260-PG-20204A finds of low relevance to that category and uses it or asks for it, or
    reads the content of the device (contacts, messages, calls, calendar, location, installed apps,
    pictures) or a number of the person (IMEI, IMSI, ICCID, phone number) that is not among the category's
    necessary personal information by itself, without the user setting it off.
Limits: the category is declared, told by a listing or inferred; each finding says which and how surely.
    What an extra function needs with the user's consent is lawful: a reading the user sets off is not
    charged. An app outside the 39, or of no clear category, is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import app, frames, owner
from mingjian.facts.permissions import PermissionUse
from mingjian.knowledge import Category
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._calls import Moment, moment
from mingjian.rules._category import category_evidence, category_of, told_en, told_zh
from mingjian.rules._evidence import call_chain, code, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, of_support_library, readings

RULE = Rule(
    requirements=("26号-1.8.3", "26号-1.8.4"),
    severity="medium",
    needs=("category", "manifest", "permissions", "calls"),
    proves=False,
)
CONTENT = frozenset({
    "contacts", "call_log", "sms", "calendar", "precise_location", "coarse_location", "background_location",
    "installed_apps", "photos", "videos", "audio_record", "camera_capture", "notification_content",
    "imei", "imsi", "iccid", "phone_number",
})  # fmt: skip
"""What a basic function can do without unless the law's list names it. Identifiers that no permission guards
are left to the rules on consent and declaration."""
SAME = {"coarse_location": "precise_location", "background_location": "precise_location"}
"""A list that allows the exact kind allows the coarser one."""
OWN_WORK: dict[str, frozenset[str]] = {
    "camera_beauty": frozenset({"camera_capture", "photos", "videos"}),
    "app_store": frozenset({"installed_apps"}),
    "security": frozenset({"installed_apps", "sms", "call_log", "notification_content"}),
    "utility": frozenset(
        {"calendar", "precise_location", "audio_record", "photos", "videos", "camera_capture"}
    ),
    "fitness": frozenset({"precise_location"}),
    "short_video": frozenset({"videos", "photos", "camera_capture", "audio_record"}),
    "online_av": frozenset({"videos"}),
    "instant_messaging": frozenset({"audio_record", "camera_capture", "photos"}),
    "remote_meeting": frozenset({"audio_record", "camera_capture"}),
    "live_streaming": frozenset({"audio_record", "camera_capture"}),
}
"""What the basic function works on, though the law's list (what must be given up) does not name it."""
MINIMUM = {
    "位置": ("precise_location",), "相机": ("camera_capture",), "存储": ("photos", "videos"),
    "通话记录": ("call_log",), "短信": ("sms",), "读取设备状态": ("imei", "imsi", "iccid", "phone_number"),
}  # fmt: skip
"""What the permissions stand for that a draft standard grants to a category as its minimum."""


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    known = category_of(facts)
    if known is None:
        return NotApplicable("申报为 39 类之外的应用 · declared to be outside the 39 categories")
    return _beyond(facts, known)


def _beyond(facts: Facts, known: Category) -> Iterator[Finding]:
    for use in facts.permissions.uses if facts.permissions else ():
        if use.max_sdk is None and _unrelated(use, known):
            yield _permission(facts, known, use)
    minimum = [kind for name in known.minimum_permissions for kind in MINIMUM.get(name, ())]
    allowed = {*known.personal_info, *OWN_WORK.get(known.id, ()), *minimum}
    told: set[tuple[str, str]] = set()
    for kind, hit in readings(facts):
        if kind not in CONTENT or kind in allowed or SAME.get(kind) in allowed:
            continue
        when = moment(facts, hit)
        if when.path is None or not _unasked(facts, when) or of_support_library(hit, when.path):
            continue
        party = owner(facts, frames(hit, when.path))
        if (kind, party.id) not in told:
            told.add((kind, party.id))
            yield _reading(facts, known, kind, hit, when)


def _unrelated(use: PermissionUse, known: Category) -> bool:
    """Of low relevance by the standard's own table, and in use (unused permissions: another rule)."""
    row = knowledge.permission(use.name)
    return (
        row is not None
        and row.discouraged_certain
        and known.id in row.discouraged
        and bool(use.api_hits or use.requested_at)
    )


def _unasked(facts: Facts, when: Moment) -> bool:
    """No human action but, at most, the answer to the question of agreement."""
    if when.by_itself:
        return True
    path = when.path
    return (
        path is not None
        and path.gate is not None
        and path.gesture_step is None
        and facts.calls is not None
        and facts.calls.entry_points[path.entry].kind in ("process_start", "launcher")
    )


def _permission(facts: Facts, known: Category, use: PermissionUse) -> Finding:
    name = use.name_zh or use.name.rpartition(".")[2]
    return finding(
        f"{told_zh(facts)}申请与其基本功能（{known.basic_function_zh}）相关程度低的权限：{name}",
        f"{told_en(facts)}: declares {use.name.rpartition('.')[2]}, of low relevance to its basic function",
        key=("permission", known.id, use.name),
        party=app(facts),
        verdict="suspected",
        evidence=[manifest_line(facts, use.line), category_evidence(facts)],
    )


def _reading(facts: Facts, known: Category, kind: str, hit: Hit, when: Moment) -> Finding:
    needs_zh = "无须个人信息" if known.no_personal_info else f"必要个人信息不含{name_zh(kind)}"
    needs_en = "needs no personal information" if known.no_personal_info else "does not need it"
    assert when.path is not None  # noqa: S101 - asked before
    return finding(
        f"{told_zh(facts)}{needs_zh}，却不经用户操作读取{name_zh(kind)}",
        f"{told_en(facts)} {needs_en}, yet {name_en(kind)} is read without the user setting it off",
        key=("reading", known.id, kind),
        party=owner(facts, frames(hit, when.path)),
        verdict="suspected",
        consent=when.consent,
        personal_info=(kind,),
        evidence=[call_chain(facts, hit, when.path), code(hit), category_evidence(facts)],
    )
