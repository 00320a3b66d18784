"""Leaves the app when the user does not agree to the privacy policy.

Clause: 26号-1.8.5 用户拒绝提供非当前服务所必需的个人信息时，不得影响用户使用该服务的基本功能
    26号-1.8.3 强制要求用户同意超范围
Needs: calls, manifest.
Violates: never by code alone; suspected where the refusing button of the question of agreement ends the
    process or closes the screen. Where the app's category needs no personal information at all for its
    basic function (13 of the 39), the message says so.
Limits: refusing buttons are known where the agreeing button beside them is; what is offered before leaving
    (a second question, a mode for browsing only) is not weighed.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.consent import timing
from mingjian.facts.parties import app, class_of
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import beside, called_class, hits, method_name
from mingjian.rules._category import category_of, told_en, told_zh
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(
    requirements=("26号-1.8.5", "26号-1.8.3"), severity="medium", needs=("calls", "manifest"), proves=False
)
LEAVES = frozenset({
    "exit", "halt", "killProcess", "finishAffinity", "finishAndRemoveTask", "finish", "moveTaskToBack",
})  # fmt: skip
THRESHOLD = "TH-21"


def check(facts: Facts) -> Iterator[Finding]:
    calls = facts.calls
    assert calls is not None  # noqa: S101
    pages = {entry.component for entry in calls.entry_points if entry.kind == "activity"}
    for hit in hits(facts, "exit_on_refusal"):
        if method_name(hit) == "finish" and (called_class(hit) in pages or _opens(facts, hit.caller)):
            continue  # closes the page that asks; the app's own screen stays below it or comes next
        if method_name(hit) in LEAVES and (refused := timing(calls, hit).refused):
            yield _finding(facts, hit, refused[0])


def _opens(facts: Facts, method: str) -> bool:
    """The method opens a screen."""
    return any(hit.caller == method and method_name(hit) == "startActivity" for hit in beside(facts, method))


def _finding(facts: Facts, hit: Hit, path: Path) -> Finding:
    known = category_of(facts)
    free = known is not None and known.no_personal_info
    why_zh = f"；{told_zh(facts)}无须个人信息即可使用基本功能" if free else ""
    why_en = f"; {told_en(facts)} needs no personal information for its basic function" if free else ""
    return finding(
        f"不同意隐私政策即退出应用（{method_name(hit)}）{why_zh}",
        f"Not agreeing to the privacy policy leaves the app ({method_name(hit)}){why_en}",
        key=("refusal", class_of(path.steps[0].caller) if path.steps else ""),
        party=app(facts),
        verdict="suspected",
        consent="refused",
        threshold=THRESHOLD if free else None,
        evidence=[call_chain(facts, hit, path), code(hit)],
    )
