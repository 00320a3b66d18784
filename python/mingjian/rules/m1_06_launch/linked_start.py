"""Starts or wakes other apps unasked.

Clause: 26号-1.6.2 关联启动其它APP; 26号-1.6.3 唤醒
Needs: calls, manifest.
Violates: code names a component or package of another app and starts its service, activity or broadcast
    without any human action: violates where it runs on every start of the app, else suspected. System
    packages and the phone maker's own services (push channels, advertising identifiers, app stores, maps
    and payment chosen by the user) are left out.
Limits: targets fetched from a server are not seen; a run settles whether the other app was started.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, method_name, moment, texts
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._other_apps import comes_with_phone, is_package

RULE = Rule(
    requirements=("26号-1.6.2", "26号-1.6.3"), severity="high", needs=("calls", "manifest"), proves=False
)
NAMING = ("setClassName", "setComponent", "setPackage", "<init>", "getLaunchIntentForPackage")
STARTS = frozenset({
    "startService", "startForegroundService", "bindService", "startActivity", "startActivities",
    "sendBroadcast", "sendOrderedBroadcast", "bindIsolatedService", "startActivityForResult",
})  # fmt: skip


def check(facts: Facts) -> Iterator[Finding]:
    manifest, calls = facts.manifest, facts.calls
    assert manifest is not None and calls is not None  # noqa: S101, PT018
    own = {component.name for component in manifest.components}
    starts: dict[str, Hit] = {}
    for behaviour in ("linked_start", "cross_app_jump"):
        for hit in hits(facts, behaviour):
            if method_name(hit) in STARTS:
                starts.setdefault(hit.caller, hit)
    seen: set[tuple[str, str]] = set()
    for behaviour in ("linked_start", "cross_app_jump"):
        for hit in hits(facts, behaviour):
            target = _foreign(manifest.package, hit)
            if target in own:
                continue
            start = starts.get(hit.caller)
            if target is None or start is None or (hit.caller, target) in seen:
                continue
            when = moment(facts, start)
            if when.path is None or not when.by_itself:
                continue
            seen.add((hit.caller, target))
            yield finding(
                f"未经用户操作即启动其他应用 {target}",
                f"Starts another app, {target}, without a human action",
                key=("linked", target, hit.caller),
                party=owner(facts, frames(start, when.path)),
                verdict="violates" if when.certain else "suspected",
                evidence=[call_chain(facts, start, when.path), code(hit)],
            )


def _foreign(own: str, hit: Hit) -> str | None:
    """The other app a call names, None for its own, the system's or an unnamed one."""
    if method_name(hit) not in NAMING or "(Landroid/content/Context;Ljava/lang/String;)" in hit.callee:
        return None  # a context and a class name speak of the app's own component
    named: list[str] = []
    for value in hit.args:
        if isinstance(value, dict):
            named += [value[key] for key in ("package", "component") if key in value]
    named += list(texts(hit))
    package = next((text for text in named if is_package(text)), None)
    if package is None or package == own or comes_with_phone(package) or package.startswith(f"{own}."):
        return None
    return package
