"""Something that costs extra is ticked beside what the user buys.

Clause: 26号-1.5.4 收费等附加条件的，应当显著提示
Needs: layout.
Violates: a check box or switch for an insurance, membership or package whose words name an amount of money
    and that is on in the layout or by code that runs by itself: suspected (whether the amount is added to
    the order shows at run time).
Limits: lists and web pages, and what a server ticks, are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import View
from mingjian.facts.parties import app
from mingjian.facts.words import PRICE, RENEWAL
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import asks, boxed, choices
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._paying import ADD_ON, words
from mingjian.rules._screens import way_to
from mingjian.rules._ticked import ticked

RULE = Rule(requirements=("26号-1.5.4",), severity="medium", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in boxed(facts):
        for index, view, beside in choices(layout, _costs):
            on = ticked(facts, layout, view)
            if on is False or view.tag.endswith("RadioButton"):
                continue
            told = layout.views[index if beside is None else beside]
            evidence: list[Evidence] = [layout_view(layout, index)]
            if beside is not None:
                evidence.append(layout_view(layout, beside))
            if on is not True:
                evidence += way_to(facts, on)
            yield finding(
                f"收费附加项默认勾选：“{words(told)[:40]}”",
                f"An extra that costs money is ticked by default: “{words(told)[:60]}”",
                key=("add_on", layout.name, view.id or str(index)),
                party=app(facts),
                verdict="suspected",
                evidence=evidence,
            )


def _costs(view: View) -> bool:
    told = words(view)
    return bool(ADD_ON.search(told) and PRICE.search(told)) and not RENEWAL.search(told) and not asks(view)
