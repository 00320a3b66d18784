"""Leaves the app when the user refuses a permission.

Clause: 26号-1.8.5 用户拒绝提供非当前服务所必需的个人信息时，不得影响用户使用该服务的基本功能
Needs: calls, manifest.
Violates: never by code alone; suspected where the callback with the user's answer to a permission dialog
    ends the process, or closes every screen, with nothing the user does in between; or where the first
    screen closes itself there and starts no other.
Limits: which branch of the callback it stands in is not told; a screen other than the first that closes
    itself when its permission is refused is lawful; answers handed over by permission libraries are not
    followed.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._asking import after_answer
from mingjian.rules._calls import hits, method_name, named, way
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding
from mingjian.rules._launcher import launchers

RULE = Rule(requirements=("26号-1.8.5",), severity="high", needs=("calls", "manifest"), proves=False)
ENDS = frozenset({"exit", "halt", "killProcess", "finishAffinity", "finishAndRemoveTask"})
STARTS = ("startActivity", "startActivityForResult", "startActivities")


def check(facts: Facts) -> Iterator[Finding]:
    for hit in hits(facts, "exit_on_refusal"):
        name = method_name(hit)
        if name not in ENDS and name != "finish":
            continue
        for path in hit.paths:
            position = after_answer(path)
            if position is None:
                continue
            answer = path.steps[position].callee
            if name in ENDS or _first_screen_closes(facts, answer):
                yield _finding(facts, hit, path, answer)
                break


def _first_screen_closes(facts: Facts, answer: str) -> bool:
    """The callback is the launcher activity's and leads to no other screen."""
    shown = {c.target or c.name for c in launchers(facts.manifest)} if facts.manifest else set[str]()
    leads_on = any(answer in way(facts, start) for start in named(facts, *STARTS))
    return class_of(answer) in shown and not leads_on


def _finding(facts: Facts, hit: Hit, path: Path, answer: str) -> Finding:
    return finding(
        f"权限申请的结果回调中退出应用：{method_name(hit)}",
        f"The answer to a permission request makes the app leave: {method_name(hit)}",
        key=("exit", class_of(answer)),
        party=owner(facts, frames(hit, path)),
        verdict="suspected",
        evidence=[call_chain(facts, hit, path), code(hit)],
    )
