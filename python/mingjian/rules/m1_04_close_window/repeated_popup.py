"""The same offer pops up again and again.

Clause: 26号-1.4.5 不得频繁弹窗干扰用户正常使用
Needs: layout, calls.
Violates: never from code alone. Suspected: a window whose layout offers or advertises something is shown
    each time the first screen comes to the front, with no condition on the way (onResume, onStart …); by a
    timer that comes round every ten seconds or more and more than three times in ten minutes; or again
    after the user has closed it, with nothing else done in between. The notice names no number: three in
    ten minutes is this project's choice, again on the same page after closing is 互联网广告管理办法 §10.
Limits: whether a condition on the way really keeps it rare, conditions that a server sets, windows of
    advertisement SDKs and windows without a layout are not seen; screens other than the first are judged by
    timer and closing alone. Counting windows in a session on a device settles it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, Path, ScreenAct
from mingjian.facts.layout import Layout
from mingjian.facts.parties import frames, owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._asking import on_return
from mingjian.rules._calls import entry_of, hits
from mingjian.rules._evidence import call_chain, code, layout_view
from mingjian.rules._finding import cite, finding
from mingjian.rules._offers import offers, shown_with
from mingjian.rules._repeating import Timers, told_en, told_zh
from mingjian.rules._screens import acts_on, set_going
from mingjian.rules._windows import is_close

RULE = Rule(requirements=("26号-1.4.5",), severity="medium", needs=("layout", "calls"), proves=False)
THRESHOLD, AGAIN = "TH-P09", "TH-13"
WINDOW_MS = 600_000.0
"""The ten minutes of TH-P09."""
LEAST_MS = 10_000.0
"""A shorter round is a clock or a countdown, whose end shows the window once (project choice)."""
SHOWS = ("show", "showAtLocation", "showAsDropDown")


def check(facts: Facts) -> Iterator[Finding]:
    offering = offers(facts)
    if not offering:
        return
    timers = Timers(facts)
    for hit in hits(facts, "dialog_window", *SHOWS):
        yield from _returning(facts, offering, hit)
        yield from _timed(facts, offering, hit, timers)
        yield from _reopened(facts, offering, hit)


def _returning(facts: Facts, offering: Mapping[int, Layout], hit: Hit) -> Iterator[Finding]:
    for path in hit.paths:
        back = on_return(facts, path, hit.caller) if path.certain else None
        found = shown_with(facts, offering, hit, path) if back else None
        if back and found:
            name = back.partition(";->")[2].partition("(")[0]
            zh = f"每次回到首屏都弹出推广窗口（{name}，无任何条件）"
            en = f"An offer pops up each time the first screen comes to the front ({name}, no condition)"
            yield _finding(facts, hit, path, found, zh, en, THRESHOLD)
            return


def _timed(facts: Facts, offering: Mapping[int, Layout], hit: Hit, timers: Timers) -> Iterator[Finding]:
    repeat = timers.repeat(hit)
    if repeat is None or repeat.period_ms is None:
        return
    if repeat.period_ms < LEAST_MS or WINDOW_MS / repeat.period_ms <= float(cite(THRESHOLD).value):
        return
    found = shown_with(facts, offering, hit, repeat.path)
    if found:
        zh = f"{told_zh(repeat.period_ms)}弹出一次推广窗口"
        en = f"An offer pops up {told_en(repeat.period_ms)}"
        yield _finding(facts, hit, repeat.path, found, zh, en, THRESHOLD)


def _reopened(facts: Facts, offering: Mapping[int, Layout], hit: Hit) -> Iterator[Finding]:
    for path in hit.paths:
        if entry_of(facts, path).kind != "user_gesture" and path.gesture_step is None:
            continue
        after = path.steps[(path.gesture_step or -1) + 1 :]
        if any(step.edge in ("component", "gesture") for step in after):
            continue
        found = shown_with(facts, offering, hit, path)
        if found and _closer(facts, found[0], path):
            zh, en = "关闭推广窗口后又再次弹出", "The offer pops up again after it is closed"
            yield _finding(facts, hit, path, found, zh, en, AGAIN)
            return


def _closer(facts: Facts, layout: Layout, path: Path) -> bool:
    """The human action on the way is the touch of this layout's close control."""
    step = path.gesture_step
    heard = (
        entry_of(facts, path).component
        if step is None
        else path.steps[step].callee.partition(";->")[0].removeprefix("L").replace("/", ".")
    )
    return any(
        act.listener == heard and not act.shared
        for view in layout.views
        if is_close(view)
        for act in acts_on(facts, layout, view, "setOnClickListener")
    )


def _finding(
    facts: Facts, hit: Hit, path: Path, found: tuple[Layout, ScreenAct], zh: str, en: str, threshold: str
) -> Finding:
    layout, act = found
    return finding(
        f"{zh}：{layout.name}",
        f"{en}: {layout.name}",
        key=("again", layout.name, hit.caller.partition(";->")[0]),
        party=owner(facts, frames(hit, path)),
        verdict="suspected",
        threshold=threshold,
        evidence=[layout_view(layout, 0), set_going(act), call_chain(facts, hit, path), code(hit)],
    )
