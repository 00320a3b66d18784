"""Agreement is ticked when the screen first shows it.

Clause: 26号-1.9.11 不得采用默认勾选
Needs: screen.
Violates: a box or switch beside words that name a privacy policy or agreement is on, and no touch had put it
    on. Where those words speak of nothing to agree to: suspected.
Limits: a run that shows no screen asking for agreement settles nothing. Boxes drawn as pictures have no state
    in a view tree and are not seen.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen.kinds import words
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import seen, uncovered
from mingjian.rules._shown_consent import agreement, asking, asks, boxes, fresh

RULE = Rule(requirements=("26号-1.9.11",), severity="high", needs=("screen",))
THRESHOLD = "TH-88"


def check(facts: Facts) -> Judgement:
    screens = asking(facts)
    if not screens:
        return uncovered(facts, "consent")
    return [
        finding(
            f"协议默认勾选：“{words(one.nodes[index])[:40]}”",
            f"Agreement is ticked by default: “{words(one.nodes[index])[:60]}”",
            key=("ticked", one.nodes[box].id or words(one.nodes[index])[:40]),
            party=app(facts),
            verdict="violates" if asks(words(one.nodes[index])) else "suspected",
            threshold=THRESHOLD,
            evidence=[seen(one, [box] if box == index else [box, index])],
        )
        for at, one in screens
        for box, index in boxes(one, agreement)
        if one.nodes[box].checked and fresh(facts, at, box)
    ]
