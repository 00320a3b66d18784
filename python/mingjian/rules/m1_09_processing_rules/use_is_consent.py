"""The policy takes the mere use of the app as agreement to all of it.

Clause: 26号-1.9.14 诱导用户同意个人信息处理规则 (个人信息保护法 第十四条; 认定方法 三.4:
    非明示方式征求同意)
Needs: policy.
Violates: a sentence says that downloading, registering with or using the app counts as agreement to the
    policy or to the processing. Suspected: one agreement covers every function, permission or purpose.
Limits: agreement by clicking 同意 is left out, and so is stopping to use the app when one does not agree,
    which is the user's choice. Going on to use after a change is 1.9/change-by-use.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import quoted
from mingjian.rules._rights import of_app

RULE = Rule(requirements=("26号-1.9.14",), severity="medium", needs=("policy",), proves=False)
KINDS = {
    "use_is_consent": ("以使用即视为同意代替明示同意", "Mere use counts as agreement"),
    "bundled_consent": ("一次同意概括授权全部功能或权限", "One agreement covers everything"),
}


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None:
        return
    changes = [change.quote for change in policy.changes if change.use_is_consent]
    for term in policy.unfair:
        place = term.quote
        if term.kind not in KINDS or any(
            one.passage == place.passage and one.start <= place.start < one.end for one in changes
        ):
            continue
        zh, en = KINDS[term.kind]
        yield finding(
            f"{zh}：“{term.words[:60]}”",
            f"{en}: “{term.words[:60]}”",
            key=(term.kind, term.words[:60]),
            party=app(facts),
            verdict="violates" if term.kind == "use_is_consent" else "suspected",
            evidence=[quoted(facts, place)],
        )
