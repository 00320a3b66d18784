"""The policy promises to correct, delete or close an account later than 15 working days.

Clause: 关联-8 注销等响应时限 (认定方法 六.3: 承诺时限不得超过15个工作日)
Needs: policy.
Violates: the time promised for handling such a request is longer than 15 working days, or than the 21
    calendar days that 15 working days without a public holiday take.
Limits: cooling-off periods, during which the user may change their mind, are left out, and so is how long
    data are kept. 及时 is no time: without a promise the limit of 15 working days holds by itself.
    Whether a promise is kept wants the records of requests.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._policy import quotes
from mingjian.rules._rights import NAMES, of_app

RULE = Rule(requirements=("关联-8",), severity="medium", needs=("policy",), proves=False)
THRESHOLD = "TH-56"
KINDS = frozenset({"correct", "delete", "cancel_account"})
WORKING_WEEK, WEEK = 5, 7


def check(facts: Facts) -> Iterator[Finding]:
    policy = of_app(facts)
    if policy is None:
        return
    most = int(cite(THRESHOLD).value)
    calendar = most // WORKING_WEEK * WEEK
    for right in policy.rights:
        if right.kind not in KINDS or right.days is None:
            continue
        if right.days <= (most if right.working_days else calendar):
            continue
        zh, en, _ = NAMES[right.kind]
        yield finding(
            f"{zh}承诺 {right.days} {'个工作日' if right.working_days else '日'}内处理，超过 {most} 个工作日",
            f"Promises {en} within {right.days} {'working ' if right.working_days else ''}days; "
            f"at most {most} working days are allowed",
            key=("late", right.kind),
            party=app(facts),
            threshold=THRESHOLD,
            evidence=quotes(facts, [right.days_quote, right.quote]),
        )
