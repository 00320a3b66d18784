"""Information windows pop up again and again in one session.

Clause: 26号-1.4.5 不得频繁弹窗干扰用户正常使用
Needs: screen.
Violates: a window that was closed comes up again while nothing but closing was touched and the page is the
    same (互联网广告管理办法 第十条). Suspected: more than three windows within ten minutes of use, the
    project's reading of 频繁, for which no standard has a number.
Limits: windows between two screens of the record are not seen. Less than ten minutes of use settle nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._shown import closers, same_window, screens_of, seen, shown, uncovered, was_tapped

RULE = Rule(requirements=("26号-1.4.5",), severity="medium", needs=("screen",))
THRESHOLD, AGAIN = "TH-P09", "TH-13"
SPAN_NS = 600_000_000_000
"""The ten minutes of TH-P09."""


def check(facts: Facts) -> Judgement:
    own = shown(facts)
    found = [*_again(facts), *_many(facts)]
    times = [one.at_ns for _, one in own if one.at_ns is not None]
    if not found and (not times or max(times) - min(times) < SPAN_NS):
        return uncovered(facts, "minutes")
    return found


def _again(facts: Facts) -> Iterator[Finding]:
    screens = screens_of(facts)
    told: set[str] = set()
    for at, one in shown(facts, "popup"):
        if one.activity in told or not was_tapped(facts, at, closers(one)):
            continue
        for later in range(at + 1, len(screens)):
            then = screens[later]
            if "app" not in then.kinds or then.activity != one.activity:
                break
            if later > at + 1 and (then.taps or then.key):
                break
            if later > at + 1 and same_window(one, then):
                told.add(one.activity)
                yield finding(
                    "关闭后在同一页面再次弹出",
                    "After it was closed it pops up again on the same page",
                    key=("again", one.activity),
                    party=app(facts),
                    threshold=AGAIN,
                    evidence=[seen(one, closers(one)[:1]), seen(then)],
                )
                break


def _many(facts: Facts) -> Iterator[Finding]:
    most = int(float(cite(THRESHOLD).value))
    screens = screens_of(facts)
    fresh: list[tuple[int, Screen]] = []
    for at, one in shown(facts, "popup"):
        if one.at_ns is not None and not (at and same_window(screens[at - 1], one)):
            fresh.append((one.at_ns, one))
    for start in range(len(fresh) - most):
        within = [one for at_ns, one in fresh[start:] if at_ns - fresh[start][0] < SPAN_NS]
        if len(within) > most:
            yield finding(
                f"十分钟内弹出 {len(within)} 个信息窗口",
                f"{len(within)} information windows within ten minutes",
                key=("many",),
                party=app(facts),
                verdict="suspected",
                threshold=THRESHOLD,
                evidence=[seen(one) for one in within[:4]],
            )
            return
