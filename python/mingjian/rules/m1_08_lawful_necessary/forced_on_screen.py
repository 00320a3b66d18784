"""More than its category's necessary information is made a condition of using the app: seen on screens.

Clause: 26号-1.8.3 强制要求用户同意超范围
Needs: screen, category.
Violates: the system's dialog asked for a permission whose information is not among the necessary ones of
    the app's category, it was refused, and what followed was the launcher or a window without another
    way. Suspected: before the app can be used, a page of its own marks such information as required
    (必填, ＊) and shows no way past it.
Limits: the category is declared, told by a listing or inferred. What a function inside asks for is its
    own matter. Passing wants the policy, a run, and screens of use after such a permission was refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, NotApplicable, Rule
from mingjian.rules._category import category_of, told_en, told_zh
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh
from mingjian.rules._run import needed
from mingjian.rules._shown import controls, seen, shown, uncovered
from mingjian.rules._shown_pages import bare, label, labels
from mingjian.rules._shown_purpose import group_of
from mingjian.rules._shown_refusal import blocked, declines, refusals

RULE = Rule(requirements=("26号-1.8.3",), severity="high", needs=("screen", "category"))
GUARDED = {
    "camera": ("camera_capture",), "album": ("photos", "videos"), "contacts": ("contacts",),
    "location": ("precise_location", "coarse_location"), "call_log": ("call_log",), "sms": ("sms",),
    "microphone": ("audio_record",), "phone": ("imei",), "calendar": ("calendar",),
    "sensors": ("body_sensor",), "activity": ("step_activity",), "nearby": ("bluetooth_devices",),
    "storage": ("files_storage", "photos"),
}  # fmt: skip
"""Types of information behind what the system's dialog names."""
FIELDS = {
    "id_document_number": late(r"(身份证|证件)(号|号码)?|id(card)?number", re.IGNORECASE),
    "id_document_image": late(r"(上传|拍摄).{0,6}(身份证|证件)|(身份证|证件)(正|反)面", re.IGNORECASE),
    "real_name": late(r"真实姓名|^姓名|realname|fullname", re.IGNORECASE),
    "bank_card_number": late(r"银行卡|bankcard", re.IGNORECASE),
    "postal_address": late(r"(家庭|详细|常住|居住)(地址|住址)|homeaddress", re.IGNORECASE),
    "age_birthday": late(r"(出生|生日|年龄)|birth(day|date)|dateofbirth|^age$", re.IGNORECASE),
    "gender": late(r"^性别|^gender$", re.IGNORECASE),
    "occupation": late(r"职业|工作单位|occupation|employer", re.IGNORECASE),
    "marital_status": late(r"婚姻|marital", re.IGNORECASE),
    "education": late(r"学历|education(level)?$", re.IGNORECASE),
    "email": late(r"邮箱|e-?mail", re.IGNORECASE),
}
"""Information a form asks for, by the words of its fields."""
REQUIRED = late(r"(必填|必选|必须填写|[*＊✱]|\brequired\b)", re.IGNORECASE)
SUBMITS = late(
    r"^(下一步|提交|保存|完成|确定|确认|继续|开始使用|进入|next|submit|save|done|continue)$", re.IGNORECASE
)
BEFORE_USE = frozenset({"consent", "splash", "popup", "permission", "window", "login"})


def check(facts: Facts) -> Judgement:
    if category_of(facts) is None:
        return NotApplicable("申报为 39 类之外的应用 · declared to be outside the 39 categories")
    refused = [
        (at, one, kind)
        for at, one, permission in refusals(facts)
        if permission and (kind := _beyond(facts, group_of(one))) is not None
    ]
    found = [*_ended(facts, refused), *_forms(facts)]
    if found:
        return found
    return () if refused else uncovered(facts, "refusal")


def _beyond(facts: Facts, group: str | None) -> str | None:
    """The type behind a dialog, where the category needs none of it."""
    kinds = GUARDED.get(group or "", ())
    return kinds[0] if kinds and not any(needed(facts, kind) for kind in kinds) else None


def _ended(facts: Facts, refused: list[tuple[int, Screen, str]]) -> Iterator[Finding]:
    for at, one, kind in refused:
        then = blocked(facts, at)
        if then is not None:
            yield finding(
                f"{told_zh(facts)}的必要个人信息不含{name_zh(kind)}，拒绝该权限后无法使用",
                f"{told_en(facts)} does not need {name_en(kind)}, yet refusing the permission ends the use",
                key=("permission", kind),
                party=app(facts),
                consent="refused",
                personal_info=(kind,),
                evidence=[seen(one), seen(then)],
            )


def _forms(facts: Facts) -> Iterator[Finding]:
    """Forms that stand before every other page."""
    told: set[str] = set()
    for _, one in shown(facts):
        asked = list(_asked(one))
        if not asked and BEFORE_USE.isdisjoint(one.kinds):
            return  # the app is in use
        for at, kind in asked:
            if kind in told or needed(facts, kind) or declines(one):
                continue
            told.add(kind)
            yield finding(
                f"{told_zh(facts)}的必要个人信息不含{name_zh(kind)}，使用前却必须填写",
                f"{told_en(facts)} does not need {name_en(kind)}, yet it must be filled in before use",
                key=("form", kind),
                party=app(facts),
                verdict="suspected",
                personal_info=(kind,),
                evidence=[seen(one, [at])],
            )


def _asked(one: Screen) -> Iterator[tuple[int, str]]:
    """Fields of a form marked as required, by what they ask for."""
    if not any(node.typed for _, node in controls(one)) or not any(
        SUBMITS.match(said) for _, said in labels(one)
    ):
        return
    for at, node in controls(one):
        said = label(node) + bare(node.hint)
        if not said or len(said) > 30:
            continue
        line = said + "".join(
            label(other)
            for _, other in controls(one)
            if other is not node
            and len(label(other)) <= 6
            and abs(other.y + other.h / 2 - node.y - node.h / 2) < node.h
        )
        kind = next((kind for kind, known in FIELDS.items() if known.search(said.lstrip("*＊✱"))), None)
        if kind is not None and REQUIRED.search(line):
            yield at, kind
