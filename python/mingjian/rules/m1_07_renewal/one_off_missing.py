"""What is sold can be had with automatic renewal alone.

Clause: 26号-1.7.3 强制捆绑开通
Needs: screen.
Violates: every plan on a screen that sells names automatic renewal, and there is no switch that turns it off.
    Suspected: the screen scrolls, so that others may stand where the run did not look.
Limits: plans on other pages are not seen. A run that shows no such screen settles nothing.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import finding
from mingjian.rules._shown import seen, uncovered, unread
from mingjian.rules._shown_consent import boxes
from mingjian.rules._shown_paying import plans, renewing, speaks_of_renewal

RULE = Rule(requirements=("26号-1.7.3",), severity="high", needs=("screen",))


def check(facts: Facts) -> Judgement:
    screens = [one for _, one in renewing(facts)]
    if not screens or unread(screens):
        return uncovered(facts, "renewal")
    found: list[Finding] = []
    for one in screens:
        offered = plans(one)
        if any(not plan.renews for plan in offered) or any(True for _ in boxes(one, speaks_of_renewal)):
            continue
        scrolls = any(node.scrollable and node.shown for node in one.nodes)
        found.append(
            finding(
                "只提供自动续费套餐，没有单次购买的选项",
                "Only plans that renew are offered, none for once",
                key=("one_off", one.activity),
                party=app(facts),
                verdict="suspected" if scrolls else "violates",
                evidence=[seen(one, [plan.at for plan in offered])],
            )
        )
    return found
