"""Gives personal information to others, and nowhere says that consent is asked first.

Clause: 26号-1.9.15 告知用户个人信息处理规则
Needs: policy.
Violates: never; suspected where the text says that information is given to partners, affiliates, advertisers
    or a named company, and no sentence about giving it to others speaks of the user's consent, nor says
    that it is not given without (Personal Information Protection Law, article 23; RD-5.1).
Limits: processors who act on the operator's behalf, authorities and mergers have rules of their own; whether
    consent is asked is not seen in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.model import Finding
from mingjian.rules import Rule
from mingjian.rules._finding import finding
from mingjian.rules._policy import missing, quotes, whole

RULE = Rule(requirements=("26号-1.9.15",), severity="medium", needs=("policy",), proves=False)
OTHERS = frozenset({"named", "affiliates", "partners", "advertisers"})


def check(facts: Facts) -> Iterator[Finding]:
    policy = whole(facts)
    if policy is None:
        return
    given = [one for one in policy.recipients if one.kind in OTHERS and not one.negated and _gives(one.name)]
    asked = any(one.consent for one in policy.recipients) or any("同意" in one for one in _denials(facts))
    if given and not asked:
        yield finding(
            f"向{given[0].name}等提供个人信息，未写明事先征得同意",
            f"Gives information to {given[0].name}; nowhere is consent said to be asked first",
            key=("consent",),
            party=app(facts),
            verdict="suspected",
            evidence=[
                *quotes(facts, [one.quote for one in given[:3]]),
                missing(facts, "对外提供前征得同意", "consent before giving to others"),
            ],
        )


def _gives(name: str) -> bool:
    return name not in ("他人", "其他公司", "任何公司")


def _denials(facts: Facts) -> Iterator[str]:
    """Passages that say information is not given to others: 未经您同意，我们不会 …."""
    policy = whole(facts)
    for one in policy.recipients if policy else ():
        if one.negated and policy is not None:
            yield policy.document.passages[one.quote.passage].text
