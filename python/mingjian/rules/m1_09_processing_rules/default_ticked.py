"""Agreement is ticked before the user touches it.

Clause: 26号-1.9.11 不得采用默认勾选
Needs: layout.
Violates: a check box or switch that is on in the layout and whose own words, or those beside it, name a
    privacy policy or agreement. Where only neighbouring words name it and none speaks of agreeing:
    suspected.
Limits: a box ticked by code is not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import asks, boxes
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.9.11",), severity="high", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in facts.layout.layouts if facts.layout else ():
        for index, view, beside in boxes(layout):
            if not view.checked:
                continue
            words = layout.views[beside] if beside is not None else view
            evidence = [layout_view(layout, index)]
            if beside is not None:
                evidence.append(layout_view(layout, beside))
            yield finding(
                f"协议默认勾选：“{(words.text or '')[:40]}”",
                f"Agreement is ticked by default: “{(words.text or '')[:60]}”",
                key=("ticked", layout.name, view.id or str(index)),
                party=app(facts),
                verdict="violates" if asks(words) else "suspected",
                threshold="TH-88",
                evidence=evidence,
            )
