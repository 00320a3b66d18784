"""Puts the same question of agreement before the user again as soon as it is refused.

Clause: 26号-1.9.14 诱导用户同意个人信息处理规则
Needs: calls.
Violates: never by code alone; suspected where the refusing button of the question leads back, with no other
    action of the user, to the method that shows it: the user can only agree or leave. More than one
    question in 48 hours for one scene is frequent.
Limits: a different second window that explains and asks once more is lawful and not charged; windows that
    are screens of their own are followed only where the button opens the same screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path
from mingjian.facts.consent import timing
from mingjian.facts.parties import app, class_of
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import hits
from mingjian.rules._evidence import call_chain, code
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.9.14",), severity="medium", needs=("calls",), proves=False)
THRESHOLD = "TH-38"
SHOWS = ("show", "showAtLocation", "showAsDropDown")


def check(facts: Facts) -> Iterator[Finding]:
    calls = facts.calls
    assert calls is not None  # noqa: S101
    for hit in hits(facts, "dialog_window", *SHOWS):
        for path in timing(calls, hit).refused:
            if _returns(hit, path):
                yield _finding(facts, hit, path)
                break


def _returns(hit: Hit, path: Path) -> bool:
    """The way passes the showing method before the refusal and comes back to it."""
    step = path.gesture_step
    return step is not None and any(before.caller == hit.caller for before in path.steps[: step + 1])


def _finding(facts: Facts, hit: Hit, path: Path) -> Finding:
    return finding(
        "拒绝后立即再次弹出同一同意窗口",
        "The same question of agreement appears again as soon as it is refused",
        key=("again", class_of(hit.caller)),
        party=app(facts),
        verdict="suspected",
        consent="refused",
        threshold=THRESHOLD,
        evidence=[call_chain(facts, hit, path), code(hit)],
    )
