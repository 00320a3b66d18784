"""The app hides among the phone's own parts by bearing the name of one.

Clause: 26号-1.3.5 后台隐藏
Needs: manifest.
Violates: a name on the home screen equals that of a system part (设置, 系统服务, Google Play services …),
    while the app is none: it shares no system user id and offers nothing the name stands for (a
    dialler answers DIAL, a browser VIEW of web addresses, a camera IMAGE_CAPTURE …). Suspected: a
    person who wants to remove it cannot tell it from what must stay.
Limits: a modest tool that is simply called 相机 and has a camera screen of its own, but answers no
    intent of others, looks the same when it asks for no permission that goes with the name; icons of
    system parts differ from phone to phone and are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.manifest import ManifestFacts
from mingjian.facts.parties import app
from mingjian.knowledge import SystemName
from mingjian.model import Finding
from mingjian.rules import NotApplicable, Rule
from mingjian.rules._evidence import line_of, manifest_line
from mingjian.rules._finding import finding
from mingjian.rules._launcher import labels, launchers
from mingjian.rules._names import skeleton

RULE = Rule(requirements=("26号-1.3.5",), severity="high", needs=("manifest",), proves=False)
SYSTEM_USERS = "android.uid."
DOES = {
    "camera": ("android.permission.CAMERA",),
    "dialer": ("android.permission.CALL_PHONE",),
    "sms": ("android.permission.SEND_SMS",),
    "contacts": ("android.permission.READ_CONTACTS", "android.permission.WRITE_CONTACTS"),
    "files": ("android.permission.MANAGE_EXTERNAL_STORAGE", "android.permission.WRITE_EXTERNAL_STORAGE"),
    "store": ("android.permission.REQUEST_INSTALL_PACKAGES",),
}
"""Permissions that go with doing what the name says."""


def check(facts: Facts) -> Iterator[Finding] | NotApplicable:
    manifest = facts.manifest
    assert manifest is not None  # noqa: S101
    if (manifest.shared_user_id or "").startswith(SYSTEM_USERS):
        return NotApplicable(
            "与系统共用用户标识，是系统的一部分 · shares a system user id: a part of the system"
        )
    return _disguised(facts, manifest)


def _disguised(facts: Facts, manifest: ManifestFacts) -> Iterator[Finding]:
    entries = launchers(manifest)
    seen: set[str] = set()
    for label in labels(manifest):
        row = _system_names().get(skeleton(label))
        if row is None or row.function in seen or _does(manifest, row.function):
            continue
        seen.add(row.function)
        line = entries[0].line if entries else 1
        yield finding(
            f"以系统组件的名称“{label}”出现，自身并无此功能",
            f"Bears the name of a system part, “{label}”, and does not do what it says",
            key=("disguise", skeleton(label)),
            party=app(facts),
            verdict="suspected",
            evidence=[
                manifest_line(facts, line_of(facts, "android:label")),
                manifest_line(facts, line),
            ],
        )


@cache
def _system_names() -> dict[str, SystemName]:
    """The rows by the skeletons of their names."""
    rows = knowledge.basic_function().system_names
    return {skeleton(name): row for row in rows for name in row.names}


def _does(manifest: ManifestFacts, function: str) -> bool:
    """The app offers what the name says: an intent of that function, or a permission that goes with it."""
    known = next((row for row in knowledge.basic_function().functions if row.id == function), None)
    if known is None:
        return False
    filters = [filter_ for component in manifest.components for filter_ in component.filters]
    actions = {action for filter_ in filters for action in filter_.actions}
    categories = {category for filter_ in filters for category in filter_.categories}
    asked = {use.name for use in manifest.permissions}
    web = function == "browser" and any(
        data.scheme in ("http", "https") for filter_ in filters for data in filter_.data
    )
    return bool(
        web
        or actions & set(known.actions)
        or categories & set(known.categories)
        or asked & set(DOES.get(function, ()))
    )
