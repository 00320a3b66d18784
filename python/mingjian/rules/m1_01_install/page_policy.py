"""The page that delivers an app has no working privacy policy of it.

Clause: 26号-1.1.3 隐私政策
Needs: web_page (scan-page).
Violates: a page that hands out a package shows no link to a privacy policy, hides it, or the link leads
    nowhere, fails to open, opens what is no policy, or opens the policy of another app and operator.
    The policy is opened in the same visit: no other evidence of it is needed.
Limits: what the policy says is judged by scan-policy.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.model import Finding
from mingjian.rules import Judgement, NotCovered, Rule
from mingjian.rules._finding import finding
from mingjian.rules._web_page import POLICY, delivers, disclosure, element, place, publisher, unseen

RULE = Rule(
    requirements=("26号-1.1.3",), severity="medium", needs=("web_page",), prove_any=("web_page_browser",)
)


def check(facts: Facts) -> Judgement:
    one = element(facts, "policy")
    if delivers(facts) and one is not None and not unseen(one) and one.works is None:
        return NotCovered((POLICY,))
    return disclosure(facts, _found)


def _found(facts: Facts) -> Iterator[Finding]:
    one = element(facts, "policy")
    if one is None:
        return
    if unseen(one):
        how, zh, en = "unseen", "没有可见的隐私政策", "shows no privacy policy"
    elif one.works is False:
        how = "dead"
        zh = f"的隐私政策打不开或不是隐私政策（{one.why or one.href[:60]}）"
        en = f"links to a privacy policy that does not open or is none ({one.why or one.href[:60]})"
    elif one.of_app is False:
        how, zh, en = "other", "的隐私政策不是这款应用的", "links to the privacy policy of another app"
    else:
        return
    yield finding(
        f"下载页{zh}",
        f"The download page {en}",
        key=("policy", how),
        party=publisher(facts),
        evidence=[place(facts, one)],
    )
