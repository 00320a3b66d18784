"""The privacy policy does not make sensitive personal information stand out.

Clause: 26号-1.9.6 突出显示敏感个人信息的处理目的
    26号-1.9.7 方式和范围
    26号-1.9.8 突出显示敏感个人信息的处理目的、方式和范围
Needs: policy.
Violates: none of the sensitive types that the text says the app collects stands out anywhere (bold,
    underlined, larger, in a colour, or named as sensitive), in a format that shows looks. Suspected where
    some do and others never do.
Limits: plain text shows no looks and stays undetermined. What the app shows on its screens is not seen, nor
    looks that a script puts there.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._collected import named_en, named_zh, of_app, sensitive
from mingjian.rules._finding import finding
from mingjian.rules._policy import quotes, whole

RULE = Rule(
    requirements=("26号-1.9.6", "26号-1.9.7", "26号-1.9.8"),
    severity="medium",
    needs=("policy",),
    proves=False,
)
SHOWS_LOOKS = frozenset({"html", "mhtml", "docx", "md"})
"""Formats whose reader keeps marks."""
MOST_SHOWN = 5


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None or policy.document.format not in SHOWS_LOOKS:
        return
    stated = {kind: rows for kind, rows in of_app(facts).items() if sensitive(kind)}
    plain = [kind for kind, rows in stated.items() if not any(row.marked for row in rows)]
    if not plain:
        return
    none = len(plain) == len(stated)
    yield finding(
        f"{'敏感个人信息均未' if none else '部分敏感个人信息未'}突出显示：{named_zh(plain)}",
        f"{'No' if none else 'Not all'} sensitive personal information stands out; plain: {named_en(plain)}",
        key=("none" if none else "some",),
        party=app(facts),
        verdict="violates" if none else "suspected",
        personal_info=plain,
        evidence=quotes(facts, [stated[kind][0].quote for kind in plain[:MOST_SHOWN]]),
    )
