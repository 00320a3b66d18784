"""Something that costs extra is ticked on the screen that sells, before the user touches it.

Clause: 26号-1.5.4 收费等附加条件的，应当显著提示
Needs: screen.
Violates: a box or switch for an insurance, membership or package whose words, or those on its line, name an
    amount of money is on when the screen is first shown.
Limits: whether the sum changes is for a person to read; renewal is 1.7. A run that shows no screen that sells
    settles nothing.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen.kinds import words
from mingjian.facts.words import PRICE, RENEWAL
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._paying import ADD_ON
from mingjian.rules._shown import seen, uncovered
from mingjian.rules._shown_consent import boxes, fresh
from mingjian.rules._shown_paying import selling

RULE = Rule(requirements=("26号-1.5.4",), severity="medium", needs=("screen",))


def check(facts: Facts) -> Judgement:
    screens = selling(facts)
    if not screens:
        return uncovered(facts, "payment")
    return [
        finding(
            f"收费附加项默认勾选：“{words(one.nodes[index])[:40]}”",
            f"An extra that costs money is ticked by default: “{words(one.nodes[index])[:60]}”",
            key=("add_on", one.nodes[box].id or words(one.nodes[index])[:40]),
            party=app(facts),
            evidence=[seen(one, [box] if box == index else [box, index])],
        )
        for at, one in screens
        for box, index in boxes(one, _costs)
        if one.nodes[box].checked and fresh(facts, at, box) and not one.nodes[box].cls.endswith("RadioButton")
    ]


def _costs(text: str) -> bool:
    return bool(ADD_ON.search(text) and PRICE.search(text)) and not RENEWAL.search(text)
