"""Grants itself a permission that only the user may grant.

Clause: 26号-1.10.7 未经用户同意，不得更改用户未授权权限状态
Needs: calls.
Violates: never by code alone; suspected where the code runs `pm grant` or `appops set`, calls the hidden
    grantRuntimePermission or AppOpsManager.setMode, or writes its own accessibility service into the secure
    settings. It takes a phone on which the app holds such power.
Limits: commands put together at run time are not seen; what the user starts by a button is not charged,
    unless the accessibility setting is written. Instrumentation for tests is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits, method_name, moment, texts, told
from mingjian.rules._evidence import call_text, reached
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.10.7",), severity="high", needs=("calls",), proves=False)
CALLS = frozenset({"grantRuntimePermission", "setMode"})
COMMANDS = ("pm grant", "appops set", "cmd appops set", "settings put secure enabled_accessibility_services")
ACCESSIBILITY = "enabled_accessibility_services"


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "permission_self_grant"):
        if _is_test(hit) or not _grants(hit):
            continue
        when = moment(facts, hit)
        if not when.by_itself and ACCESSIBILITY not in (*texts(hit), told(hit)):
            continue
        shown = told(hit) or call_text(hit)
        yield finding(
            f"不经用户自行授予权限：{shown[:60]}",
            f"Grants a permission without the user: {shown[:60]}",
            key=("grant", class_of(hit.caller), method_name(hit) or told(hit)),
            party=owner(facts, frames(hit, when.path)),
            verdict="suspected",
            consent=when.consent,
            evidence=reached(facts, hit, when.path),
        )


def _grants(hit: Hit) -> bool:
    if method_name(hit) in CALLS:
        return True
    return told(hit).startswith(COMMANDS) or (method_name(hit) == "putString" and ACCESSIBILITY in texts(hit))


def _is_test(hit: Hit) -> bool:
    return ".test." in class_of(hit.caller) or "Landroid/app/UiAutomation;" in hit.callee
