"""The words a user agrees to are printed too small.

Clause: 26号-1.9.12 缩小文字
Needs: layout.
Violates: never; agreement words under 12 sp in the layout are suspected: the notice forbids shrinking and
    names no size, the size is this project's choice.
Limits: sizes set at run time, web pages and pictures of text are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import asks
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import cite, finding

RULE = Rule(requirements=("26号-1.9.12",), severity="low", needs=("layout",), proves=False)
THRESHOLD = "TH-P03"


def check(facts: Facts) -> Iterator[Finding]:
    least = float(cite(THRESHOLD).value)
    for layout in facts.layout.layouts if facts.layout else ():
        for index, view in enumerate(layout.views):
            size = view.text_size_sp
            if size is None or size >= least or not asks(view):
                continue
            yield finding(
                f"协议文字仅 {size:g} sp：“{(view.text or '')[:40]}”",
                f"Agreement text is only {size:g} sp: “{(view.text or '')[:60]}”",
                key=("small", layout.name, view.id or str(index)),
                party=app(facts),
                verdict="suspected",
                threshold=THRESHOLD,
                evidence=[layout_view(layout, index)],
            )
