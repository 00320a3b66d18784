"""Reads the clipboard, contacts, messages or calls each time the app comes to the front.

Clause: 26号-1.8.4 与服务场景无关的个人信息处理行为
    26号-1.8.7 超范围或者与服务场景无关的个人信息处理行为
Needs: calls, manifest.
Violates: never by code alone; suspected where onResume, onStart, onRestart, onWindowFocusChanged or a
    watcher of the activity lifecycle reaches the reading with no human action: the user only looks at the
    app, and the standards let such reading follow an action of his.
Limits: what is done with the text (a code that the app itself put there) is not seen; the clipboard's
    description alone is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Path
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import entry_of, moment
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._personal_info import name_en, name_zh, of_support_library, readings

RULE = Rule(
    requirements=("26号-1.8.4", "26号-1.8.7"), severity="medium", needs=("calls", "manifest"), proves=False
)
THRESHOLDS = {"clipboard": "TH-49", "contacts": "TH-45", "call_log": "TH-45", "sms": "TH-45"}
RETURNS = (
    ";->onResume()V", ";->onStart()V", ";->onRestart()V", ";->onWindowFocusChanged(Z)V", ";->onPostResume()V",
    ";->onActivityResumed(Landroid/app/Activity;)V", ";->onActivityStarted(Landroid/app/Activity;)V",
)  # fmt: skip


def check(facts: Facts) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for kind, hit in readings(facts):
        if kind not in THRESHOLDS:
            continue
        for path in hit.paths:
            back = None if path.gesture_step is not None else _return(facts, path, hit.caller)
            if back is None or of_support_library(hit, path):
                continue
            party = owner(facts, frames(hit, path))
            if (kind, party.id) in told:
                continue
            told.add((kind, party.id))
            name = back.partition(";->")[2].partition("(")[0]
            yield finding(
                f"每次回到前台（{name}）即读取{name_zh(kind)}",
                f"Reads {name_en(kind)} each time the app comes to the front ({name})",
                key=("return", kind),
                party=party,
                verdict="suspected",
                consent=moment(facts, hit).consent,
                personal_info=(kind,),
                threshold=THRESHOLDS[kind],
                evidence=[call_chain(facts, hit, path), code(hit)],
            )


def _return(facts: Facts, path: Path, caller: str) -> str | None:
    """The callback of coming to the front on the way, if any."""
    methods = (entry_of(facts, path).method, *(step.callee for step in path.steps), caller)
    return next((method for method in methods if method.endswith(RETURNS)), None)
