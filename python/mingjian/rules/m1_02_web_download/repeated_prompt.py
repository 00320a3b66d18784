"""A prompt for the app that was closed comes again.

Clause: 26号-1.2.5 频繁提示
Needs: web_page (scan-page).
Violates: a window or bar that urges to download or open an app was closed and is there again in the same
    visit: after a while, on scrolling, or on coming back to the page. Several different prompts in one visit
    are suspected. “频繁” has no number in the notice: one prompt a visit is the project's choice.
Limits: only what can be closed is closed; the next visit of another day is not made.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding, times_en
from mingjian.rules._web_page import covered, in_the_way, of_overlay, publisher, pushing

RULE = Rule(requirements=("26号-1.2.5",), severity="medium", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    prompts = pushing(facts)
    for overlay in prompts:
        if overlay.came_back:
            yield finding(
                f"关闭后又出现 {overlay.came_back} 次：“{overlay.text[:40]}”",
                f"Closed, and back {times_en(overlay.came_back)}: “{overlay.text[:40]}”",
                key=("again", overlay.text[:40]),
                party=publisher(facts),
                evidence=[of_overlay(facts, overlay)],
            )
    windows = {overlay.text[:80]: overlay for overlay in prompts if in_the_way(overlay)}
    if len(windows) > 1:
        yield finding(
            f"一次访问中先后弹出 {len(windows)} 个推荐应用的窗口",
            f"{len(windows)} windows push an app in one visit",
            key=("several",),
            party=publisher(facts),
            verdict="suspected",
            evidence=[of_overlay(facts, overlay) for overlay in windows.values()][:5],
        )
