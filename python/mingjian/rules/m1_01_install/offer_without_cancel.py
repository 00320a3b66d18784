"""A window that offers a download shows no way to decline, or one far weaker than the download.

Clause: 26号-1.1.7 同步提供明显的取消选项
Needs: screen.
Violates: a window over a page has a button 下载 or 安装 and no control that closes, cancels or puts off.
    Suspected: every such control has under half the area of the button or less contrast than 3:1 (this
    project's numbers).
Limits: a picture without a view tree is suspected at most. A run that shows no such window settles nothing.
    An app's windows stand on its screens, those of pages are judged by rules of pages: either is enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.facts.screen.kinds import words
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import area, closers, downloads, seen, shown, uncovered, unread
from mingjian.rules._windows import CLOSE_CONTRAST

RULE = Rule(
    requirements=("26号-1.1.7",),
    severity="medium",
    needs=("screen",),
    prove_any=("ui_dump_screenshot", "web_page_browser"),
)
LEAST_AREA = 0.5
"""Of the button that confirms (26号-1.1.7, project choice)."""


def check(facts: Facts) -> Judgement:
    windows = [one for _, one in shown(facts, "download") if "window" in one.kinds]
    if not windows or unread(windows):
        return uncovered(facts, "download")
    return [item for one in windows for item in _faults(facts, one)]


def _faults(facts: Facts, one: Screen) -> Iterator[Finding]:
    confirm = downloads(one)[0]
    there = closers(one)
    name = words(one.nodes[confirm])[:24]
    if not there:
        yield finding(
            f"下载窗口有“{name}”而没有取消选项",
            f"The window offers “{name}” and no way to decline",
            key=("cancel", name),
            party=app(facts),
            verdict="violates" if one.nodes[confirm].read == "tree" else "suspected",
            evidence=[seen(one, [confirm])],
        )
    elif all(_weak(one, at, confirm) for at in there):
        yield finding(
            f"取消选项远弱于“{name}”",
            f"Declining is far weaker than “{name}”",
            key=("weak", name),
            party=app(facts),
            verdict="suspected",
            evidence=[seen(one, [there[0], confirm])],
        )


def _weak(one: Screen, at: int, confirm: int) -> bool:
    out, into = area(one, at), area(one, confirm)
    contrast = one.nodes[at].contrast
    return out.w * out.h < LEAST_AREA * into.w * into.h or (
        contrast is not None and contrast < CLOSE_CONTRAST
    )
