"""Where agreement is asked, refusing is printed far smaller or paler than agreeing.

Clause: 26号-1.9.14 诱导用户同意个人信息处理规则
Needs: layout.
Violates: never; in a layout that names a privacy policy or agreement and has a control to agree and one to
    refuse, words of refusing under half the size of those of agreeing, under half their contrast and less
    than 3:1 against what is painted behind them, or nearly transparent, are suspected: the ratios are this
    project's choice, the notice names none.
Limits: sizes and colours set at run time, dialogs built by code, and words over a picture or a theme's
    colours are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.facts.words import AGREES, REFUSES
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import ENOUGH_CONTRAST, REFUSE_SHARE, control, naming
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._looks import contrast, size_sp

RULE = Rule(requirements=("26号-1.9.14",), severity="medium", needs=("layout",), proves=False)
LEAST_ALPHA = 0.3


def check(facts: Facts) -> Iterator[Finding]:
    for layout in naming(facts):
        agree, refuse = control(layout, AGREES), control(layout, REFUSES)
        if agree is None or refuse is None:
            continue
        how = _fainter(layout, agree, refuse)
        if how is None:
            continue
        yield finding(
            f"拒绝选项明显弱于同意选项（{how[0]}）：{layout.name}",
            f"Refusing is far fainter than agreeing ({how[1]}): {layout.name}",
            key=("faint", layout.name, layout.views[refuse].id or str(refuse)),
            party=app(facts),
            verdict="suspected",
            evidence=[layout_view(layout, refuse), layout_view(layout, agree)],
        )


def _fainter(layout: Layout, agree: int, refuse: int) -> tuple[str, str] | None:
    """How refusing is fainter, in both tongues; None when it is not."""
    one, other = layout.views[refuse], layout.views[agree]
    if one.alpha < LEAST_ALPHA <= other.alpha:
        return f"透明度 {one.alpha:g}", f"alpha {one.alpha:g}"
    small, large = size_sp(one), size_sp(other)
    if small < large * REFUSE_SHARE:
        return f"字号 {small:g} sp 对 {large:g} sp", f"{small:g} sp against {large:g} sp"
    pale, clear = contrast(layout, refuse), contrast(layout, agree)
    if pale is not None and clear is not None and pale < ENOUGH_CONTRAST and pale < clear * REFUSE_SHARE:
        return f"对比度 {pale:.1f}:1 对 {clear:.1f}:1", f"contrast {pale:.1f}:1 against {clear:.1f}:1"
    return None
