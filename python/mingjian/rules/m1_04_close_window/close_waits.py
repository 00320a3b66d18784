"""An information window cannot be closed at once by one touch.

Clause: 26号-1.4.3 保证用户可以便捷关闭 (互联网广告管理办法 第十条)
Needs: screen.
Violates: while a countdown runs, the window has no control that closes it, or only one that cannot be
    touched, or says that it may be closed after so many seconds; or closing was touched and the same window
    is still there, or another comes up that asks whether to give the offer up.
Limits: without a touch on a close control in the run, silence settles nothing. A window that a second touch
    closes because the first was not taken by the device looks the same as one that ignores it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import closers, first, following, same_window, seen, shown, uncovered, was_tapped

RULE = Rule(requirements=("26号-1.4.3",), severity="medium", needs=("screen",))
COUNTDOWN, TOUCHES = "TH-11", "TH-10"
WAIT = late(
    r"\d+\s*(s|秒)\s*(钟)?\s*(后|可|即可|自动|之后)*\s*(关闭|跳过|领取|消失)|(close|skip)\s*(in|after)\s*\d+",
    re.IGNORECASE,
)
"""Says that it may be closed later."""
RUNNING = late(r"^\s*(广告|ad)?\s*[|·]?\s*\d{1,2}\s*(s|秒)?\s*$", re.IGNORECASE)
"""A countdown by itself."""
KEEPS = late(
    r"(真的|确定|确认|忍心|残忍).{0,6}(放弃|离开|关闭|拒绝|错过)|再想想|我再看看|继续(领取|参与)|最后(一次)?机会",
    re.IGNORECASE,
)
"""Asks not to go."""


def check(facts: Facts) -> Judgement:
    windows = shown(facts, "splash", "popup")
    if not windows:
        return uncovered(facts, "window", "close_tap")
    found = [item for at, one in windows for item in (*_waiting(facts, at, one), *_stays(facts, at, one))]
    if found:
        return found
    if not any(was_tapped(facts, at, closers(one)) for at, one in windows):
        return uncovered(facts, "close_tap")
    return ()


def _waiting(facts: Facts, at: int, one: Screen) -> Iterator[Finding]:
    there = closers(one)
    usable = [i for i in there if one.nodes[i].enabled and not WAIT.search(one.nodes[i].text)]
    count = first(one, WAIT)
    if count is None:
        count = first(one, RUNNING, whole=True)
    if count is None or usable:
        return
    then = following(facts, at)
    later = then is not None and same_window(one, then) and bool(closers(then))
    if not (there or later or WAIT.search(one.nodes[count].text)):
        return  # nothing ever closes it: that is 26号-1.4.1 and 1.4.2
    evidence = [seen(one, [count, *there])]
    if later and then is not None:
        evidence.append(seen(then, closers(then)[:1]))
    yield finding(
        f"倒计时期间不能关闭：“{one.nodes[count].text[:24]}”",
        f"It cannot be closed while the countdown runs: “{one.nodes[count].text[:24]}”",
        key=("countdown", one.activity, one.nodes[count].id),
        party=app(facts),
        threshold=COUNTDOWN,
        evidence=evidence,
    )


def _stays(facts: Facts, at: int, one: Screen) -> Iterator[Finding]:
    there = closers(one)
    then = following(facts, at)
    if then is None or not was_tapped(facts, at, there):
        return
    if same_window(one, then):
        zh, en = "点击关闭后窗口仍在", "The window is still there after closing was touched"
    elif "app" in then.kinds and "window" in then.kinds and first(then, KEEPS) is not None:
        zh, en = (
            "关闭后又弹出挽留窗口，须再次点击才能关闭",
            "Closing brings a window that asks not to go: two touches",
        )
    else:
        return
    yield finding(
        zh,
        en,
        key=("touches", one.activity),
        party=app(facts),
        threshold=TOUCHES,
        evidence=[seen(one, there[:1]), seen(then)],
    )
