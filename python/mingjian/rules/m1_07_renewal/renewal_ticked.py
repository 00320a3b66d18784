"""Automatic renewal is switched on before the user touches it.

Clause: 26号-1.7.2 不得默认勾选
Needs: layout.
Violates: a check box or switch whose own words, or those beside it, name automatic renewal (自动续费
    …) and that is on in the layout: violates. Switched on by code that runs by itself when the screen opens,
    or a plan of renewal (连续包月) that is the chosen one of several: suspected.
Limits: plans drawn by a list or a web page, and what a server chooses, are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import View
from mingjian.facts.parties import app
from mingjian.facts.words import CANCEL, RENEWAL
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._agreement import asks, boxed, choices
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._paying import words
from mingjian.rules._screens import way_to
from mingjian.rules._ticked import ticked

RULE = Rule(requirements=("26号-1.7.2",), severity="high", needs=("layout",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    for layout in boxed(facts):
        for index, view, beside in choices(layout, _renews):
            on = ticked(facts, layout, view)
            if on is False:
                continue
            told = layout.views[index if beside is None else beside]
            evidence: list[Evidence] = [layout_view(layout, index)]
            if beside is not None:
                evidence.append(layout_view(layout, beside))
            if on is not True:
                evidence += way_to(facts, on)
            sure = on is True and not view.tag.endswith("RadioButton")
            yield finding(
                f"自动续费默认勾选：“{words(told)[:40]}”",
                f"Automatic renewal is ticked by default: “{words(told)[:60]}”",
                key=("ticked", layout.name, view.id or str(index)),
                party=app(facts),
                verdict="violates" if sure else "suspected",
                evidence=evidence,
            )


def _renews(view: View) -> bool:
    """Speaks of renewal as something to take: neither a way out of it, nor the agreement's words."""
    told = words(view)
    return bool(RENEWAL.search(told)) and not CANCEL.search(told) and not asks(view)
