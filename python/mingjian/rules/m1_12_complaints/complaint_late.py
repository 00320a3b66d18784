"""The privacy policy promises an answer to complaints later than 15 working days.

Clause: 26号-1.12.1 接受用户投诉 (认定方法 六.5: 承诺时限不得超过15个工作日)
Needs: policy.
Violates: a sentence on complaints or reports promises an answer in more than 15 working days, or than the
    21 calendar days that 15 working days without a public holiday take; for questions and requests of
    other kinds, in more than 30 days (GB/T 35273—2020 8.7 a)).
Limits: 及时 is no time: without a promise the limit holds by itself. Times for correcting, deleting and
    closing accounts are `1.12/answer-late`. Whether a promise is kept wants the records of complaints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy.types import Quote, StatedDeadline
from mingjian.model import Finding
from mingjian.patterns import late
from mingjian.rules import Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._policy import quotes, whole

RULE = Rule(requirements=("26号-1.12.1",), severity="medium", needs=("policy",), proves=False)
COMPLAINTS, REQUESTS = "TH-15", "TH-63"
WORKING_WEEK, WEEK = 5, 7
_COMPLAINT = late(r"投诉|举报|申诉")
REACH = 80
"""Characters on either side of the promise in which stands what is answered."""
SUBJECT = 16


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    for deadline in policy.deadlines:
        at = deadline.quote
        passage = policy.document.passages[at.passage].text
        threshold = COMPLAINTS if _COMPLAINT.search(_around(passage, at)) else REQUESTS
        if not _late(deadline, threshold):
            continue
        most = cite(threshold)
        unit = "个工作日" if deadline.working_days else "日"
        yield finding(
            f"承诺 {deadline.days:g} {unit}内答复，超过 {most.value} {most.unit}",
            f"Promises an answer within {deadline.days:g} {'working ' if deadline.working_days else ''}days; "
            f"at most {most.value} {'working ' if threshold == COMPLAINTS else ''}days are allowed",
            key=("late", f"{deadline.days:g}", unit),
            party=app(facts),
            threshold=threshold,
            evidence=quotes(facts, [at]),
        )


def _late(deadline: StatedDeadline, threshold: str) -> bool:
    most = float(cite(threshold).value)
    if threshold == REQUESTS:
        calendar = deadline.days * WEEK / WORKING_WEEK if deadline.working_days else deadline.days
        return calendar > most
    return deadline.days > (most if deadline.working_days else most / WORKING_WEEK * WEEK)


def _around(text: str, at: Quote) -> str:
    """What the passage is about, what stands before the promise, and the rest of its sentence."""
    before = text[:SUBJECT] + text[max(0, at.start - REACH) : at.start]
    return before + re.split(r"[。！？]", text[at.end : at.end + REACH])[0]
