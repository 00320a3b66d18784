"""Price or renewal terms beside a bright button are printed small or pale.

Clause: 26号-1.5.2 资费等内容 … 清晰明示; 26号-1.5.4 收费等附加条件的，应当显著提示
Needs: layout.
Violates: never; on a screen that sells, words that state a price of renewal or what is charged later,
    smaller than 10 sp, or of less contrast than 3:1 against what is painted behind them, are suspected: the
    clause asks for clear and conspicuous words and names no number, the numbers are this project's choice.
Limits: sizes and colours set at run time, web pages, and words over pictures or a theme's colours are not
    seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.words import PRICE, RENEWAL
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._looks import contrast, size_sp
from mingjian.rules._paying import FAINT_CONTRAST, FAINT_SP, paywalls, words

RULE = Rule(requirements=("26号-1.5.2", "26号-1.5.4"), severity="medium", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in paywalls(facts):
        for index, view in enumerate(layout.views):
            told = words(view)
            if not view.text or view.visibility == "gone" or not RENEWAL.search(told):
                continue
            size, ratio = size_sp(view), contrast(layout, index)
            if size < FAINT_SP:
                how, how_en = f"字号仅 {size:g} sp", f"only {size:g} sp"
            elif ratio is not None and ratio < FAINT_CONTRAST:
                how, how_en = f"与背景对比度仅 {ratio:.1f}:1", f"a contrast of only {ratio:.1f}:1"
            else:
                continue
            what, what_en = (
                ("续费价格", "The price of renewal") if PRICE.search(told) else ("续费条款", "Renewal terms")
            )
            yield finding(
                f"{what}{how}：“{view.text[:40]}”",
                f"{what_en}: {how_en}: “{view.text[:60]}”",
                key=("faint", layout.name, view.id or str(index)),
                party=app(facts),
                verdict="suspected",
                evidence=[layout_view(layout, index)],
            )
