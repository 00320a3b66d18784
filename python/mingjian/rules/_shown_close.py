"""The close control of an information window on a live screen: there, large enough, clear, whole."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.model import Finding
from mingjian.rules import Judgement
from mingjian.rules._finding import cite, finding
from mingjian.rules._shown import area, closers, controls, seen, shown, side_dp, uncovered, unread
from mingjian.rules._windows import CLOSE_CONTRAST

THRESHOLD = "TH-P01"
NAMES = {"splash": ("开屏信息窗口", "The opening information window"), "popup": ("弹窗", "The pop-up window")}
LEAST_VISIBLE = 0.7
"""Share of a control that must lie on the screen (project choice)."""
MARK_DP = 48.0
"""An unnamed touchable picture up to this size may be a close mark."""


def judge_close(facts: Facts, kind: str) -> Judgement:
    """Windows of a kind, each asked for a control that closes it."""
    windows = [one for _, one in shown(facts, kind)]
    if not windows:
        return uncovered(facts, kind)
    found = list(_findings(facts, windows, kind))
    if found:
        return found
    if unread(windows):
        return uncovered(facts, kind)
    if not any(one.density for one in windows):
        return uncovered(facts, "density")
    return ()


def _findings(facts: Facts, windows: list[Screen], kind: str) -> Iterator[Finding]:
    told: set[tuple[str, ...]] = set()
    for one in windows:
        for key, item in _faults(facts, one, kind):
            if key not in told:
                told.add(key)
                yield item


def _faults(facts: Facts, one: Screen, kind: str) -> Iterator[tuple[tuple[str, ...], Finding]]:
    zh, en = NAMES[kind]
    there = closers(one)
    marks = [] if there else _marks(one)
    if not there and not marks:
        if one.text_read:
            absent = ("missing", kind, one.activity)
            yield (
                absent,
                finding(
                    f"{zh}没有关闭或跳过控件",
                    f"{en} has no control to close or skip it",
                    key=absent,
                    party=app(facts),
                    verdict="violates" if _whole(one) else "suspected",
                    threshold="TH-12",
                    evidence=[seen(one)],
                ),
            )
        return
    faults = [(at, fault) for at in there or marks if (fault := _fault(one, at)) is not None]
    if len(faults) < len(there or marks):
        return  # another one will do
    at, (what_zh, what_en, threshold) = faults[0]
    key = ("unclear", kind, one.nodes[at].id or one.nodes[at].text, threshold)
    yield (
        key,
        finding(
            f"{zh}的关闭控件{what_zh}",
            f"{en}'s close control {what_en}",
            key=key,
            party=app(facts),
            verdict="suspected",
            threshold=threshold,
            evidence=[seen(one, [at])],
        ),
    )


def _whole(one: Screen) -> bool:
    """The view tree tells all controls: there is one, and no small unnamed picture that may be a mark."""
    return any(node.read == "tree" for node in one.nodes)


def _marks(one: Screen) -> list[int]:
    """Unnamed small touchable pictures: what a close mark without words looks like in a tree."""
    most = MARK_DP * one.density if one.density else one.width_px * 0.14
    return [
        at
        for at, node in controls(one)
        if node.clickable and not node.text and not node.description and 0 < max(node.w, node.h) <= most
    ]


def _fault(one: Screen, at: int) -> tuple[str, str, str] | None:
    """What is wrong with a control, in both tongues, and the threshold; None where nothing is."""
    node = area(one, at)
    least = float(cite(THRESHOLD).value)
    side = side_dp(one, at)
    if side is not None and side < least:
        size = f"{node.w / one.density:.0f}×{node.h / one.density:.0f} dp"
        return f"过小：{size}", f"is too small: {size}", THRESHOLD
    contrast = one.nodes[at].contrast
    if contrast is not None and contrast < CLOSE_CONTRAST:
        return (
            f"与背景对比度仅 {contrast:.1f}:1，难以辨认",
            f"has a contrast of only {contrast:.1f}:1",
            "TH-12",
        )
    right, bottom = min(node.x + node.w, one.width_px), min(node.y + node.h, one.height_px)
    visible = max(0, right - max(node.x, 0)) * max(0, bottom - max(node.y, 0))
    if node.w * node.h and visible < LEAST_VISIBLE * node.w * node.h:
        return "大部分在屏幕之外", "lies mostly outside the screen", "TH-12"
    cover = _cover(one, at)
    if cover is not None:
        return "被其他控件遮挡", "is covered by another control", "TH-12"
    return None


def _cover(one: Screen, at: int) -> int | None:
    """A touchable view drawn later that lies over the whole control and is not around it."""
    node = area(one, at)
    index = next(i for i, other in enumerate(one.nodes) if other is node)
    for later in range(max(index, at) + 1, len(one.nodes)):
        other = one.nodes[later]
        if not other.clickable or not other.shown or _inside(one, later, index):
            continue
        if (
            other.x <= node.x
            and other.y <= node.y
            and other.x + other.w >= node.x + node.w
            and other.y + other.h >= node.y + node.h
        ):
            return later
    return None


def _inside(one: Screen, at: int, above: int) -> bool:
    while at >= 0:
        if at == above:
            return True
        at = one.nodes[at].parent
    return False
