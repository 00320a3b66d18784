"""A box that adds another app to the download is ticked beforehand.

Clause: 26号-1.1.10 “强制捆绑”
Needs: layout.
Violates: a check box or switch in a layout is checked and its words (its own, or those of the text
    beside it) say that something else is downloaded or installed as well (同时安装, 推荐安装 …).
Limits: a box that code ticks or unticks at run time looks as the layout has it; offers named by a
    server are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout, View
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import is_compound
from mingjian.rules._downloads import OFFER
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding

RULE = Rule(requirements=("26号-1.1.10",), severity="high", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in facts.layout.layouts if facts.layout else ():
        for index, view in enumerate(layout.views):
            if not (is_compound(view) and view.checked):
                continue
            said = _words(layout, index, view)
            if said is None:
                continue
            yield finding(
                f"“{said}”预先勾选",
                f"“{said}” is ticked beforehand",
                key=("offer", layout.name, view.id or str(index)),
                party=app(facts),
                evidence=[layout_view(layout, index)],
            )


def _words(layout: Layout, index: int, view: View) -> str | None:
    """The offer the box makes: its own text, else the nearest text beside it."""
    if view.text and view.text.strip():
        return view.text if OFFER.search(view.text) else None
    beside = [
        (abs(at - index), other.text)
        for at, other in enumerate(layout.views)
        if other.parent == view.parent and at != index and other.text
    ]
    text = min(beside, default=(0, ""))[1]
    return text if text and OFFER.search(text) else None
