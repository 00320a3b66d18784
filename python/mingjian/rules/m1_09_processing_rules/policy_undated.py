"""The privacy policy has neither date nor version.

Clause: 26号-1.9.5 如发生变动，应及时告知用户最新情况
Needs: policy.
Violates: never by itself; suspected where the text gives no day of publication, change or effect and no
    version, so that nobody can tell which rules hold.
Limits: a date that the page shows outside the text (by a script, in the app's own bar) is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, whole

RULE = Rule(requirements=("26号-1.9.5",), severity="low", needs=("policy",), proves=False)


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None or policy.published or policy.updated or policy.effective or policy.version:
        return
    yield finding(
        "隐私政策没有发布、更新或生效日期，也没有版本号",
        "The privacy policy has no date of publication, change or effect, and no version",
        key=("undated",),
        party=app(facts),
        verdict="suspected",
        evidence=[missing(facts, "发布、更新、生效日期或版本号", "a date or a version")],
    )
