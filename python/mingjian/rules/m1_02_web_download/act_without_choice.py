"""A touch that chose nothing downloads an app or opens one.

Clause: 26号-1.2.2 未经用户同意或主动选择
Needs: web_page (scan-page).
Violates: touching the text, blank space, what unfolds the text or what closes a window fetches a package or
    hands an address to an app (T/TAF 078.7-2022 7 a: 任意点击即下载); so does a control whose words promise
    something else (下一页). A control that says it opens the app and delivers a package is suspected, and
    so is a small one without words, whose picture is not read.
Limits: words inside pictures are not read; touched are places a reader would touch, not every point.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mingjian.facts import Facts
from mingjian.facts.web_page import Act, WebPageFacts
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import (
    CAUSE,
    MOST_COVERED,
    covered,
    fetches,
    of_act,
    opens_app,
    page,
    promised,
    publisher,
    unasked,
)

RULE = Rule(requirements=("26号-1.2.2",), severity="high", needs=("web_page",))


def check(facts: Facts) -> Judgement:
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    seen = page(facts)
    for act in seen.acts:
        if not (fetches(act) or opens_app(act)) or unasked(act) or promised(act):
            continue
        words = (act.control.text or act.control.label) if act.control else ""
        zh, en = CAUSE[act.cause]
        does_zh, does_en = (
            ("下载安装包", "downloads a package") if fetches(act) else ("打开应用", "opens an app")
        )
        yield finding(
            f"{zh}{f'（“{words[:30]}”）' if words else ''}即{does_zh}，该处并未如此说明",
            f"The page {does_en} {en}{f' (“{words[:30]}”)' if words else ''}, which says nothing of it",
            key=("touch", act.cause, act.kind, words[:30]),
            party=publisher(facts),
            verdict=_sure(seen, act),
            evidence=[of_act(facts, act)],
        )


def _sure(seen: WebPageFacts, act: Act) -> Literal["violates", "suspected"]:
    control = act.control
    if act.cause != "control" or control is None:
        return "violates"
    if "open_app" in control.says:
        return "suspected"  # fetched because the app is not there, most likely
    large = control.box.w * control.box.h > MOST_COVERED * seen.width_px * seen.height_px
    return "violates" if large or control.text.strip() or control.label.strip() else "suspected"
