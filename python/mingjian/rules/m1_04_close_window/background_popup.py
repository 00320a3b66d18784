"""An offer pops up over whatever the user is doing, from the background.

Clause: 26号-1.4.5 不得频繁弹窗干扰用户正常使用
Needs: manifest, layout, calls.
Violates: never from code alone. Suspected: a service, receiver, job, alarm or push message, with no touch of
    the user on the way, opens a pop-up screen (by name, or with a close
    control) whose layout offers or advertises something, or lays such a layout
    over other apps (WindowManager.addView or a dialog of an overlay type, with SYSTEM_ALERT_WINDOW declared).
Limits: windows that serve what the user switched on (alarm, call, navigation, floating ball, recorder) make
    no offer and are not charged; offers that are loaded at run time, and notifications, are not seen. Whether
    it is frequent, a session on a device shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mingjian.facts import Facts
from mingjian.facts.calls import EntryKind, Hit, Path, ScreenAct
from mingjian.facts.layout import Layout
from mingjian.facts.parties import frames, owner
from mingjian.model import Evidence, Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._calls import arg, entry_of, hits
from mingjian.rules._downloads import WINDOW
from mingjian.rules._evidence import call_chain, code, layout_view
from mingjian.rules._finding import finding
from mingjian.rules._offers import offers, shown_with
from mingjian.rules._screens import set_going
from mingjian.rules._texts import AD_PLACE
from mingjian.rules._windows import is_close

RULE = Rule(
    requirements=("26号-1.4.5",), severity="medium", needs=("manifest", "layout", "calls"), proves=False
)
BACKGROUND: frozenset[EntryKind] = frozenset({"service", "receiver", "job", "push"})
TOUCH = late(r"(click|opened|openmsg|onopen|_open\b|tapped|touch)", re.IGNORECASE)
OVERLAY = "android.permission.SYSTEM_ALERT_WINDOW"
SCREEN = ";->onCreate(Landroid/os/Bundle;)V"
OVER_ALL = frozenset({2002, 2003, 2005, 2006, 2007, 2010, 2038})
"""Window types over other apps: TYPE_PHONE, SYSTEM_ALERT, TOAST … APPLICATION_OVERLAY."""


def check(facts: Facts) -> Iterator[Finding]:
    offering = {number: layout for number, layout in offers(facts).items() if _is_window(layout)}
    if not offering:
        return
    yield from _screens(facts, offering)
    if facts.manifest is not None and any(one.name == OVERLAY for one in facts.manifest.permissions):
        yield from _overlays(facts, offering)


def _is_window(layout: Layout) -> bool:
    """A pop-up by its name or because it is closed by a control of its own; a page of a shop is neither."""
    return bool(WINDOW.search(layout.name) or AD_PLACE.search(layout.name)) or any(
        map(is_close, layout.views)
    )


def _screens(facts: Facts, offering: Mapping[int, Layout]) -> Iterator[Finding]:
    """Screens of the app that show an offer and are opened from the background."""
    calls = facts.calls
    assert calls is not None  # noqa: S101 - needs
    wanted: dict[str, ScreenAct] = {}
    for act in calls.screen_acts:
        if act.number in offering and act.call == "setContentView":
            wanted.setdefault(act.caller.partition(";->")[0], act)
    if not wanted:
        return
    background = {i for i, entry in enumerate(calls.entry_points) if entry.kind in BACKGROUND}
    for hit in calls.hits:
        for path in hit.paths:
            if path.entry not in background:
                continue
            screen = _opens(path)
            if screen in wanted and not _touched(facts, hit, path):
                shows = wanted.pop(screen)
                evidence = [set_going(shows), call_chain(facts, hit, path)]
                yield _finding(facts, offering[shows.number], frames(hit, path), evidence, path)


def _touched(facts: Facts, hit: Hit, path: Path) -> bool:
    """A touch the call graph does not show: the callback or receiver of an opened notification."""
    entry = entry_of(facts, path)
    way = path.steps[: path.gesture_step]
    last = (hit.caller,) if path.gesture_step is None else ()
    told = (entry.component, entry.method, *entry.actions, *(step.caller for step in way), *last)
    return any(TOUCH.search(name) for name in told)


def _opens(path: Path) -> str:
    """The first screen that is opened on the way, with no touch before; empty where none is."""
    for step in path.steps[: path.gesture_step]:
        if step.edge == "component" and step.callee.endswith(SCREEN):
            return step.callee.partition(";->")[0]
    return ""


def _overlays(facts: Facts, offering: Mapping[int, Layout]) -> Iterator[Finding]:
    told: set[str] = set()
    for hit, path in _laid(facts):
        found = shown_with(facts, offering, hit, path)
        if found is None or found[0].name in told:
            continue
        layout, act = found
        told.add(layout.name)
        evidence = [set_going(act), call_chain(facts, hit, path), code(hit)]
        yield _finding(facts, layout, frames(hit, path), evidence, path)


def _laid(facts: Facts) -> Iterator[tuple[Hit, Path]]:
    """Windows over other apps that come up from the background."""
    for hit in hits(facts, "overlay", "addView"):
        yield from _alone(facts, hit)
    typed = {hit.caller for hit in hits(facts, "overlay", "setType") if arg(hit, 0) in OVER_ALL}
    for hit in hits(facts, "dialog_window", "show") if typed else ():
        yield from ((hit, path) for _, path in _alone(facts, hit) if typed.intersection(frames(hit, path)))


def _alone(facts: Facts, hit: Hit) -> Iterator[tuple[Hit, Path]]:
    for path in hit.paths:
        alone = path.gesture_step is None and entry_of(facts, path).kind in BACKGROUND
        if (
            alone
            and not _touched(facts, hit, path)
            and not any(step.edge == "component" and step.callee.endswith(SCREEN) for step in path.steps)
        ):
            yield hit, path


def _finding(
    facts: Facts, layout: Layout, methods: list[str], evidence: list[Evidence], path: Path
) -> Finding:
    entry = entry_of(facts, path)
    name = entry.component.rpartition(".")[2]
    return finding(
        f"后台组件 {name} 未经用户操作弹出推广窗口：{layout.name}",
        f"{name} pops up an offer from the background, with no touch of the user: {layout.name}",
        key=("background", layout.name, entry.component),
        party=owner(facts, methods),
        verdict="suspected",
        evidence=[layout_view(layout, 0), *evidence],
    )
