"""Where a download is confirmed there is no obvious way to cancel.

Clause: 26号-1.1.7 同步提供明显的取消选项
Needs: web_page (scan-page).
Violates: a window that asks to confirm a download has no control that cancels or closes it, or that
    control is hidden, covered, smaller than 24 px a side (TH-P01) or fainter than 3:1 (project choice). Less
    than half as large as the confirmation is suspected.
    The page is where this is asked: a settled visit answers the question for it.
Limits: a page without such a window confirms by the touch of the control itself; the back key is no option
    that is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.web_page import Control
from mingjian.model import Finding
from mingjian.rules import Judgement, NotApplicable, Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._web_page import (
    LEAST_CANCEL_AREA,
    LEAST_CANCEL_CONTRAST,
    at,
    covered,
    of_control,
    page,
    publisher,
)

RULE = Rule(
    requirements=("26号-1.1.7",), severity="medium", needs=("web_page",), prove_any=("web_page_browser",)
)
SIDE = "TH-P01"


def check(facts: Facts) -> Judgement:
    seen = page(facts)
    if not seen.confirmations and not seen.unsettled:
        return NotApplicable("没有确认下载的窗口 · no window in which a download is confirmed")
    return covered(facts, _found(facts))


def _found(facts: Facts) -> Iterator[Finding]:
    for window in page(facts).confirmations:
        usable = [one for one in window.cancels if one.shown]
        if not usable:
            yield finding(
                f"确认下载的窗口没有取消选项：“{window.text[:40]}”",
                f"The window that confirms a download offers no cancel: “{window.text[:40]}”",
                key=("cancel", "none"),
                party=publisher(facts),
                evidence=[at(facts, window.selector, window.text[:200]), of_control(facts, window.confirm)],
            )
            continue
        best = max(usable, key=lambda one: (not _faint(one), one.box.w * one.box.h))
        if _faint(best):
            yield finding(
                f"取消选项不明显：{best.box.w}×{best.box.h} px，对比度 {_ratio(best)}",
                f"The cancel is not obvious: {best.box.w}×{best.box.h} px, contrast {_ratio(best)}",
                key=("cancel", "faint"),
                party=publisher(facts),
                threshold=SIDE if _small(best) else None,
                evidence=[of_control(facts, best), of_control(facts, window.confirm)],
            )
        elif best.box.w * best.box.h < LEAST_CANCEL_AREA * window.confirm.box.w * window.confirm.box.h:
            yield finding(
                "取消选项不到确认按钮的一半大",
                "The cancel is less than half as large as the confirmation",
                key=("cancel", "small"),
                party=publisher(facts),
                verdict="suspected",
                evidence=[of_control(facts, best), of_control(facts, window.confirm)],
            )


def _faint(one: Control) -> bool:
    return (
        not one.tappable or _small(one) or (one.contrast is not None and one.contrast < LEAST_CANCEL_CONTRAST)
    )


def _small(one: Control) -> bool:
    return min(one.box.w, one.box.h) < float(cite(SIDE).value)


def _ratio(one: Control) -> str:
    return "—" if one.contrast is None else f"{one.contrast:.1f}:1"
