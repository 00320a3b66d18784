"""At the first run the app goes on without putting its privacy policy before the user.

Clause: 26号-1.9.1 告知用户个人信息处理规则 (认定方法 一.2)
Needs: screen, behaviour.
Violates: the run began with a fresh install, at least one page of the app came after the launch, and none of
    the app's screens asked for agreement or named the policy before it. Suspected: the policy is named only
    where it takes more than four touches to get to.
Limits: a run that did not begin with a fresh install settles nothing, for the question is asked once.
"""

from __future__ import annotations

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.screen import Screen
from mingjian.rules import Judgement, Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._shown import depth, seen, shown, told, uncovered, unread
from mingjian.rules._shown_consent import agreement, asking

RULE = Rule(requirements=("26号-1.9.1",), severity="high", needs=("screen", "behaviour"))
THRESHOLD = "TH-14"


def check(facts: Facts) -> Judgement:
    run = facts.behaviour
    if run is None or not run.coverage.first_run:
        return uncovered(facts, "first_run")
    pages = [(at, one) for at, one in shown(facts) if _page(one)]
    asked = [at for at, _ in asking(facts)]
    if not pages:
        return () if asked else uncovered(facts, "first_run")
    if not asked or pages[0][0] < asked[0]:
        at, page = pages[0]
        if any(agreement(told(one)) for _, one in shown(facts)[: at + 1]):
            return ()
        if unread(one for _, one in shown(facts)[: at + 1]):
            return uncovered(facts, "consent")
        return [
            finding(
                "首次运行未提示隐私政策即进入页面",
                "The first run goes on without showing the privacy policy",
                key=("unprompted",),
                party=app(facts),
                consent="before",
                evidence=[seen(page)],
            )
        ]
    named = [(depth(facts, at), one) for at, one in shown(facts) if at > asked[-1] and agreement(told(one))]
    if named and min(named, key=lambda pair: pair[0])[0] > int(float(cite(THRESHOLD).value)):
        touches, one = min(named, key=lambda pair: pair[0])
        return [
            finding(
                f"隐私政策要点击 {touches} 次才能到达",
                f"The privacy policy lies {touches} touches deep",
                key=("deep",),
                party=app(facts),
                verdict="suspected",
                threshold=THRESHOLD,
                evidence=[seen(one)],
            )
        ]
    return ()


def _page(one: Screen) -> bool:
    """A page of the app proper: no window, no opening screen, something on it to use."""
    return (
        not {"window", "splash", "advert", "consent"}.intersection(one.kinds)
        and sum(node.clickable for node in one.nodes) >= 2
    )
