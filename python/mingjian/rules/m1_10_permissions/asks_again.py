"""Asks for a permission again as soon as it is refused, or each time a screen comes to the front.

Clause: 26号-1.10.9 合理申请使用权限
Needs: calls.
Violates: never by code alone; suspected where the callback with the user's answer asks for the same
    permission once more with nothing the user does in between, or where onResume, onStart or
    onWindowFocusChanged asks: closing the dialog brings the screen to the front, which asks again. More
    than one question in 48 hours for one scene is frequent.
Limits: a count or a date kept in preferences that stops the second question is not seen; requests for
    another permission after the first answer are not charged, nor is a method that looks first whether it
    has the permission (it may run because it was granted).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.parties import class_of, frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._asking import after_answer, names, on_return, requests, short
from mingjian.rules._calls import beside, method_name
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.10.9",), severity="medium", needs=("calls",), proves=False)
THRESHOLD = "TH-17"
CHECKS = frozenset({"checkSelfPermission", "checkPermission", "checkCallingOrSelfPermission"})


def check(facts: Facts) -> Iterator[Finding]:
    asking = list(requests(facts))
    for hit in asking:
        for path in hit.paths:
            if after_answer(path) is not None and _same(hit, asking) and not _checks(facts, hit):
                yield _finding(
                    facts,
                    hit,
                    path,
                    "在权限申请的结果回调中立即再次申请",
                    "Asks again in the callback with the answer",
                    "answer",
                )
                break
            back = on_return(facts, path, hit.caller)
            if back is not None:
                name = back.partition(";->")[2].partition("(")[0]
                yield _finding(
                    facts,
                    hit,
                    path,
                    f"每次回到前台（{name}）都申请",
                    f"Asks each time the screen comes to the front ({name})",
                    "return",
                )
                break


def _same(hit: Hit, asking: Sequence[Hit]) -> bool:
    """What is asked for after the answer was asked for before it, too; a method that asks for one permission
    after another goes on to the next."""
    if any(other is not hit and other.caller == hit.caller for other in asking):
        return False
    if any(after_answer(path) is None for path in hit.paths):
        return True
    wanted = set(names(hit))
    return any(other is not hit and wanted & set(names(other)) for other in asking)


def _checks(facts: Facts, hit: Hit) -> bool:
    """The method looks first whether it has the permission: it may run because it was granted."""
    return any(
        near.caller == hit.caller and method_name(near) in CHECKS for near in beside(facts, hit.caller)
    )


def _finding(facts: Facts, hit: Hit, path: Path, zh: str, en: str, kind: str) -> Finding:
    asked = names(hit)
    told_zh = "、".join(short(name) for name in asked[:4]) or "权限"
    told_en = ", ".join(name.rpartition(".")[2] for name in asked[:4]) or "permissions"
    return finding(
        f"{zh}：{told_zh}",
        f"{en}: {told_en}",
        key=(kind, class_of(hit.caller)),
        party=owner(facts, frames(hit, path)),
        verdict="suspected",
        threshold=THRESHOLD,
        evidence=[call_chain(facts, hit, path), code(hit)],
    )
