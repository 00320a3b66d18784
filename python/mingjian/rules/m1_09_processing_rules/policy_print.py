"""The privacy policy is printed too small or too pale to read.

Clause: 26号-1.9.3 清晰 (认定方法 一.4: 文字过小过密、颜色过淡)
Needs: policy.
Violates: never by itself; suspected where sentences of substance, 60 characters of them at least, are smaller
    than 12 px or have a contrast with their ground below 4.5:1, as the page's own styles say.
Limits: TC260-PG-20202A 1.4 gives no number: both are this project's choice. Only HTML shows its print; what
    a screen makes of it (scale, dark mode) is for a screenshot to tell, so that silence settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Quote
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import cite, finding
from mingjian.rules._policy import quotes, whole

RULE = Rule(requirements=("26号-1.9.3",), severity="medium", needs=("policy",), proves=False)
SIZE, CONTRAST = "TH-P03", "TH-P02"
LEAST_CHARACTERS = 60
"""Less is a footnote."""
MOST_SHOWN = 4
_WORDS = {
    "small": (
        "隐私政策有 {length} 字字号小于 {least:g} px，最小 {worst:g} px",
        "{length} characters of the privacy policy are smaller than {least:g} px, down to {worst:g} px",
    ),
    "pale": (
        "隐私政策有 {length} 字对比度低于 {least:g}:1，最低 {worst:g}:1",
        "{length} characters of the privacy policy are paler than {least:g}:1, down to {worst:g}:1",
    ),
}


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None or policy.readability is None:
        return
    for kind, threshold in (("small", SIZE), ("pale", CONTRAST)):
        least = float(cite(threshold).value)
        below = list(_below(policy, kind, least))
        length = sum(quote.end - quote.start for quote, _ in below)
        if length < LEAST_CHARACTERS:
            continue
        worst = min(value for _, value in below)
        zh, en = _WORDS[kind]
        yield finding(
            zh.format(length=length, least=least, worst=worst),
            en.format(length=length, least=least, worst=worst),
            key=(kind,),
            party=app(facts),
            verdict="suspected",
            threshold=threshold,
            evidence=quotes(facts, [quote for quote, _ in below[:MOST_SHOWN]]),
        )


def _below(policy: PolicyFacts, kind: str, least: float) -> Iterator[tuple[Quote, float]]:
    """Faint passages of substance below the threshold, with their size or contrast."""
    if policy.readability is None:
        return
    faint = sorted({(quote.passage, quote.start, quote.end) for quote in policy.readability.faint})
    for passage, start, end in faint:
        for mark in policy.document.passages[passage].marks:
            if (mark.kind, mark.start, mark.end) == (kind, start, end) and float(mark.value) < least:
                yield Quote(passage, start, end), float(mark.value)
