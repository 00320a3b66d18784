"""The words a user agrees to are printed too small or too pale.

Clause: 26号-1.9.12 缩小文字
Needs: layout.
Violates: never; agreement words under 12 sp in the layout, under four fifths of the running text beside
    them, or of less contrast than 2:1 against what is painted behind them, are suspected: the notice
    forbids shrinking and names no number, the numbers are this project's choice.
Limits: sizes and colours set at run time, web pages, pictures of text, and words over a picture or a theme's
    colours are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import BODY_SHARE, RUNNING, asks, naming, speaks
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import cite, finding
from mingjian.rules._looks import contrast

RULE = Rule(requirements=("26号-1.9.12",), severity="low", needs=("layout",), proves=False)
THRESHOLD = "TH-P03"
LEAST_CONTRAST = 2.0
"""Under this words all but vanish; the grey of hints on white has 2.8 (project choice)."""


def check(facts: Facts) -> Iterator[Finding]:
    least = float(cite(THRESHOLD).value)
    for layout in naming(facts):
        for index, view in enumerate(layout.views):
            if not asks(view):
                continue
            size = view.text_size_sp
            ratio = contrast(layout, index)
            body = _body_sp(layout)
            if size is not None and size < least:
                how, how_en = f"仅 {size:g} sp", f"only {size:g} sp"
            elif size is not None and body is not None and size < BODY_SHARE * body:
                how = f"{size:g} sp，不到正文 {body:g} sp 的八成"
                how_en = f"{size:g} sp, under four fifths of the text's {body:g} sp"
            elif ratio is not None and ratio < LEAST_CONTRAST:
                how, how_en = f"与背景对比度仅 {ratio:.1f}:1", f"of a contrast of only {ratio:.1f}:1"
            else:
                continue
            yield finding(
                f"协议文字{how}：“{(view.text or '')[:40]}”",
                f"Agreement text is {how_en}: “{(view.text or '')[:60]}”",
                key=("small", layout.name, view.id or str(index)),
                party=app(facts),
                verdict="suspected",
                threshold=THRESHOLD if size is not None and size < least else None,
                evidence=[layout_view(layout, index)],
            )


def _body_sp(layout: Layout) -> float | None:
    """The smallest size of the running text that speaks of something else; None where there is none."""
    sizes = [
        view.text_size_sp
        for view in layout.views
        if view.text_size_sp and view.text and len(view.text) >= RUNNING and not speaks(view)
    ]
    return min(sizes, default=None)
