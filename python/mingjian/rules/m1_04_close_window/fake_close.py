"""The close control of an opening screen or pop-up leads away instead of closing.

Clause: 26号-1.4.4 清晰有效的关闭按钮
Needs: layout, calls.
Violates: a control that closes or skips whose own listener makes the very jump that the advertisement's
    listener makes, to no screen of the app: suspected, violates when the listener closes nothing at all.
    Its listener starting a download or an installation counts too.
Limits: one listener for several views that asks which was touched, jumps by a router or another class, and
    targets that a server or only the intent's maker knows are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import ScreenAct
from mingjian.facts.layout import Layout
from mingjian.facts.parties import owner
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._calls import outer
from mingjian.rules._evidence import code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._screens import LISTENING, acts_on, leads, set_going
from mingjian.rules._windows import is_close, windows

RULE = Rule(requirements=("26号-1.4.4",), severity="high", needs=("layout", "calls"), proves=False)
THRESHOLD = "TH-12"
FETCHES = frozenset({"behaviour:silent_download", "behaviour:apk_install"})


def check(facts: Facts) -> Iterator[Finding]:
    for layout in windows(facts):
        shown = [(i, v) for i, v in enumerate(layout.views) if v.number is not None]
        heard = {i: list(acts_on(facts, layout, v, *LISTENING)) for i, v in shown}
        offers = {
            number
            for i, v in shown
            if not is_close(v)
            for act in heard[i]
            if not act.opens
            for number in leads(facts, act)
        }
        for index, view in shown:
            if is_close(view):
                for act in heard[index]:
                    yield from _fake(facts, layout, index, act, offers)


def _fake(facts: Facts, layout: Layout, index: int, act: ScreenAct, offers: set[int]) -> Iterator[Finding]:
    if act.opens:
        return
    jumps = [
        hit
        for number, hit in leads(facts, act).items()
        if (number in offers and outer(hit.caller) == outer(act.caller)) or FETCHES.intersection(hit.tags)
    ]
    if not jumps:
        return
    yield finding(
        f"关闭控件点击后跳转而非关闭：{layout.name}",
        f"The close control leads away: {layout.name}",
        key=("fake", layout.name, layout.views[index].id or str(index)),
        party=owner(facts, [act.caller]),
        verdict="suspected" if act.closes else "violates",
        threshold=THRESHOLD,
        evidence=[layout_view(layout, index), set_going(act), code(jumps[0])],
    )
