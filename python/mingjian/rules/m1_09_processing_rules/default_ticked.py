"""Agreement is ticked before the user touches it.

Clause: 26号-1.9.11 不得采用默认勾选
Needs: layout.
Violates: a check box or switch that is on in the layout, or that code ticks by itself when the screen opens,
    and whose own words, or those beside it, name a privacy policy or agreement. Where only neighbouring words
    name it and none speaks of agreeing, or where code ticks it: suspected.
Limits: boxes found by lists or data binding, and ticks restored from a record, are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import asks, boxed, boxes
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._screens import way_to
from mingjian.rules._ticked import ticked

RULE = Rule(requirements=("26号-1.9.11",), severity="high", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in boxed(facts):
        for index, view, beside in boxes(layout):
            on = ticked(facts, layout, view)
            if on is False:
                continue
            words = layout.views[beside] if beside is not None else view
            evidence = [layout_view(layout, index)]
            if beside is not None:
                evidence.append(layout_view(layout, beside))
            if on is not True:
                evidence += way_to(facts, on)
            yield finding(
                f"协议默认勾选：“{(words.text or '')[:40]}”",
                f"Agreement is ticked by default: “{(words.text or '')[:60]}”",
                key=("ticked", layout.name, view.id or str(index)),
                party=app(facts),
                verdict="violates" if asks(words) and on is True else "suspected",
                threshold="TH-88",
                evidence=evidence,
            )
