"""The privacy policy is long and has no summary.

Clause: 26号-1.9.2 简洁 (信管函〔2021〕292号: 隐私政策摘要); 26号-1.9.13 冗长文本
Needs: policy.
Violates: never by itself; suspected where the text is longer than 15,000 characters and neither a summary,
    key points nor a table of contents stands at its head.
Limits: 15,000 characters are this project's choice; a summary shown elsewhere in the app is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, whole

RULE = Rule(requirements=("26号-1.9.2", "26号-1.9.13"), severity="low", needs=("policy",))
MOST_CHARACTERS = 15_000
"""Law's own reading of 简洁 (`mingjian explain 1.9`): a summary, or no more characters than this."""


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    measured = policy.readability if policy else None
    if measured is None or measured.characters <= MOST_CHARACTERS or measured.summary is not None:
        return
    yield finding(
        f"隐私政策共 {measured.characters} 字（超过 {MOST_CHARACTERS} 字），文首没有摘要、要点或目录",
        f"The privacy policy has {measured.characters} characters (more than {MOST_CHARACTERS}) and neither "
        f"summary, key points nor table of contents at its head",
        key=("long",),
        party=app(facts),
        verdict="suspected",
        evidence=[missing(facts, "摘要、要点或目录", "a summary, key points or a table of contents")],
    )
