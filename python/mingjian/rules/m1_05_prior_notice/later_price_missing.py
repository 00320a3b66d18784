"""A trial or first price leads into automatic renewal whose price the screen does not tell.

Clause: 26号-1.5.2 清晰明示产品功能权益及资费等内容
Needs: layout.
Violates: never from code alone; a screen that sells names a trial or the price of a first period and renewal
    by itself, and neither its words nor a view named after a price tell what later periods cost: suspected.
Limits: prices that code or a server fills in are taken as told where a view's id speaks of them; web pages
    are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.layout import Layout
from mingjian.facts.parties import app
from mingjian.facts.words import RENEWAL
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._evidence import layout_view
from mingjian.rules._finding import finding
from mingjian.rules._paying import AFTER, TRIAL, paywalls, spoken, words

RULE = Rule(requirements=("26号-1.5.2",), severity="medium", needs=("layout",), proves=False)
LATER_ID = late(r"(renew|later|next|after|origin|desc|rule|tip|note|hint|xufei|price)", re.IGNORECASE)
"""Ids of views that code fills with terms or prices."""


def check(facts: Facts) -> Iterator[Finding]:
    for layout in paywalls(facts):
        told = spoken(layout)
        trial = TRIAL.search(told)
        if trial is None or not RENEWAL.search(told) or AFTER.search(told) or _filled(layout):
            continue
        index = next(i for i, v in enumerate(layout.views) if TRIAL.search(words(v)))
        renewal = next((i for i, v in enumerate(layout.views) if RENEWAL.search(words(v))), index)
        evidence = [layout_view(layout, index)]
        if renewal != index:
            evidence.append(layout_view(layout, renewal))
        yield finding(
            f"只写明首期价格（{trial[0]}），未写明自动续费价格：{layout.name}",
            f"Tells the first price ({trial[0]}) but not what renewal costs: {layout.name}",
            key=("later", layout.name),
            party=app(facts),
            verdict="suspected",
            evidence=evidence,
        )


def _filled(layout: Layout) -> bool:
    """A view without words of its own is named after terms or a price: code fills it in."""
    return any(v.id and not v.text and LATER_ID.search(v.id.rpartition("/")[2]) for v in layout.views)
