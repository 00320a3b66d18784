"""The policy takes going on to use the app as agreement to changed rules, or does not say how they are told.

Clause: 26号-1.9.5 如发生变动，应及时告知用户最新情况 (个人信息保护法 第十四条 第二款; T/TAF 068-2020
    4.3、5 b))
Needs: policy.
Violates: never; suspected where going on to use counts as agreement and the policy nowhere says that
    consent is asked again when purpose, method or types change; where changes are only put on a page; or
    where nothing is said of changes.
Limits: whether a change was told wants two versions and a run of the update.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes
from mingjian.rules._rights import of_app

RULE = Rule(requirements=("26号-1.9.5",), severity="medium", needs=("policy",), proves=False)
MOST_SHOWN = 2


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None:
        return
    changes = policy.changes
    used = [change for change in changes if change.use_is_consent]
    if not changes:
        yield finding(
            "隐私政策未说明自身变更后如何告知用户",
            "The policy does not say how its users learn of changes",
            key=("nothing",),
            party=app(facts),
            verdict="suspected",
            evidence=[missing(facts, "政策更新、变更后的通知方式", "how changes of the policy are told")],
        )
    elif used and not any(change.consent_again for change in changes):
        yield finding(
            "以继续使用视为同意变更后的政策，未说明重新征得同意",
            "Takes going on to use as agreement to the changed policy; consent is not asked again",
            key=("use",),
            party=app(facts),
            verdict="suspected",
            evidence=quotes(facts, [change.quote for change in used[:MOST_SHOWN]]),
        )
    elif not any(change.notified for change in changes):
        yield finding(
            "政策变更仅在页面发布，未说明以弹窗、推送等方式告知",
            "Changes of the policy are only published, not told to its users",
            key=("posted",),
            party=app(facts),
            verdict="suspected",
            evidence=quotes(facts, [change.quote for change in changes[:MOST_SHOWN]]),
        )
