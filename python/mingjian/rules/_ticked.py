"""Boxes and switches that are on before the user touches them: in the layout, or by code on the way in."""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.calls import ScreenAct
from mingjian.facts.layout import Layout, View
from mingjian.rules._screens import acts_on


def ticked(facts: Facts, layout: Layout, view: View) -> ScreenAct | bool:
    """The act of code that ticks the view by itself, True when the layout does, False when neither.

    A box that the layout ticks and code unticks by itself counts as off.
    """
    acts = [act for act in acts_on(facts, layout, view, "setChecked") if act.by_itself]
    on = next((act for act in acts if act.value == 1), None)
    if on is not None:
        return on
    off = any(act.value == 0 for act in acts_on(facts, layout, view, "setChecked"))
    return bool(view.checked) and not off
