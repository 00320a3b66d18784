"""The privacy policy says that “device information” or “device identifiers” are taken and never which.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy.
Violates: never (a list may stand at a link); suspected where a word for a bundle (设备信息, 设备标识符 …) is
    said to be collected, and no member of it is named anywhere in the text as processed.
Limits: one member named anywhere is taken as the list; whether the list is whole is asked of the code
    (observed against declared).
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._collected import DONE
from mingjian.rules._declared import covered_by_words
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes, whole

RULE = Rule(requirements=("26号-1.9.15",), severity="medium", needs=("policy",), proves=False)
MOST_SHOWN = 3


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    stated = {one.type for one in policy.collections if not one.negated and one.practice in DONE}
    open_ = [one for one in policy.bundles if not covered_by_words(one.words) & stated]
    if not open_:
        return
    words = list(dict.fromkeys(one.words for one in open_))
    yield finding(
        f"只写“{'”“'.join(words[:4])}”，全文未列出具体包含哪些个人信息",
        f"Says only “{'”, “'.join(words[:4])}”: the text never lists what that is",
        key=("bundle",),
        party=app(facts),
        verdict="suspected",
        evidence=quotes(facts, [one.quote for one in open_[:MOST_SHOWN]]),
    )
