"""A prompt for the app keeps the reader from the page.

Clause: 26号-1.2.7 影响用户正常浏览信息
Needs: web_page (scan-page).
Violates: what urges to download or open an app covers more than three tenths of the screen, or keeps the page
    from scrolling (project choice); whether it can be closed does not matter. Suspected: the back key
    does not leave the page.
Limits: the share is measured in one phone's window (390 by 844); a layer that is drawn but lets every
    touch and the text through is not told apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import at, covered, in_the_way, of_control, of_overlay, page, publisher, pushing

RULE = Rule(requirements=("26号-1.2.7",), severity="medium", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for overlay in pushing(facts):
        if not in_the_way(overlay):
            continue
        how = [f"覆盖屏幕 {overlay.covers:.0%}"] + (["页面不能滚动"] if overlay.scroll_locked else [])
        how_en = [f"covers {overlay.covers:.0%} of the screen"] + (
            ["the page cannot be scrolled"] if overlay.scroll_locked else []
        )
        if overlay.close_works is False:
            how.append("关不掉")
            how_en.append("it cannot be closed")
        yield finding(
            f"推荐应用的提示妨碍阅读：{'，'.join(how)}",
            f"A prompt for the app is in the way: {', '.join(how_en)}",
            key=("in the way", overlay.text[:40]),
            party=publisher(facts),
            evidence=[
                of_overlay(facts, overlay),
                *(of_control(facts, one, "close") for one in overlay.closes[:2]),
            ],
        )
    if page(facts).history_trap:
        yield finding(
            "返回键离不开网页",
            "The back key does not leave the page",
            key=("back",),
            party=publisher(facts),
            verdict="suspected",
            evidence=[at(facts, "", "history")],
        )
