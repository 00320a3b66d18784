"""What code does with the views of a layout: acts joined to views by number and by who shows the layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingjian.facts import Facts
from mingjian.facts.calls import Hit, ScreenAct
from mingjian.facts.layout import Layout, View
from mingjian.facts.once import once
from mingjian.model import ChainStep, Evidence
from mingjian.rules._calls import method_name, outer
from mingjian.rules._evidence import short_method

LISTENING = frozenset({"setOnClickListener", "setOnTouchListener"})
TARGETS = ("Ljava/lang/Class;", "Landroid/content/Intent;")
"""A method that is given where to go serves many: its caller decides, which the hit does not show."""
ENDS = frozenset(f"behaviour:{name}" for name in ("apk_install", "silent_download", "billing_renewal"))
SHOWING = frozenset({"setContentView", "inflate"})


class _Screens:
    """Acts of one subject by view, layouts by the views acted on, and the layouts that each class shows."""

    __slots__ = ("acts", "facts", "layouts", "showing", "shown")

    def __init__(self, facts: Facts) -> None:
        self.acts: dict[int, list[ScreenAct]] = {}
        self.shown: dict[str, set[int]] = {}
        self.showing: dict[str, list[ScreenAct]] = {}
        self.layouts: dict[int, set[int]] = {}
        for act in facts.calls.screen_acts if facts.calls else ():
            if act.call in SHOWING:
                shows = outer(act.caller)
                self.shown.setdefault(shows, set()).add(act.number)
                self.showing.setdefault(shows, []).append(act)
            else:
                self.acts.setdefault(act.number, []).append(act)
        for layout in facts.layout.layouts if facts.layout else ():
            for view in layout.views:
                if view.number in self.acts:
                    self.layouts.setdefault(view.number, set()).add(layout.number)


_screens = once(_Screens)
"""The index of a subject."""


def acts_on(facts: Facts, layout: Layout, view: View, *calls: str) -> Iterator[ScreenAct]:
    """Reachable acts on a view of this layout; one number may stand in several layouts, then the class that
    acts must show this one."""
    if view.number is None:
        return
    index = _screens(facts)
    acts = index.acts.get(view.number)
    if acts is None:
        return
    alone = len(index.layouts.get(view.number, ())) == 1
    for act in acts:
        if not act.reachable or (calls and act.call not in calls):
            continue
        shown = index.shown.get(outer(act.caller))
        if layout.number in shown if shown else alone:
            yield act


def showings(facts: Facts, signature: str) -> Sequence[ScreenAct]:
    """Acts that show layouts in the outermost class of `signature`."""
    return _screens(facts).showing.get(outer(signature), ())


def leads(facts: Facts, act: ScreenAct) -> dict[int, Hit]:
    """Screens, pages, downloads, installations and payments that a listener sets going, by number of the hit;
    nothing when what it does may belong to another view."""
    if act.shared or facts.calls is None:
        return {}
    found = {number: facts.calls.hits[number] for number in act.acts}
    return {number: hit for number, hit in found.items() if _leads(hit)}


def _leads(hit: Hit) -> bool:
    parameters = hit.caller.partition("(")[2]
    jumps = method_name(hit).startswith("startActivit") and not any(t in parameters for t in TARGETS)
    return jumps or bool(ENDS.intersection(hit.tags))


def set_going(act: ScreenAct, note: str = "") -> Evidence:
    """The act itself: `setChecked(1)`, `setOnClickListener(com.a.B$1)`."""
    shown = act.listener or ("…" if act.value is None else str(act.value))
    return Evidence(
        kind="code",
        location=f"{act.dex}!{act.caller}+{act.offset:#x}",
        excerpt=note or f"{act.call}({shown})",
    )


def way_to(facts: Facts, act: ScreenAct) -> Sequence[Evidence]:
    """The way to an act, where one is known, and the act."""
    path, calls = act.path, facts.calls
    if path is None or calls is None or not path.steps:
        return [set_going(act)]
    entry = calls.entry_points[path.entry]
    chain = [ChainStep(step.caller, step.callee, step.edge, step.offset) for step in path.steps]
    last = " → ".join(short_method(step.callee) for step in path.steps[-3:])
    told = f"{entry.kind}: {entry.component}; {last}"
    place = f"{act.dex}!{act.caller}+{act.offset:#x}"
    return [Evidence(kind="call_chain", location=place, excerpt=told, chain=tuple(chain)), set_going(act)]
