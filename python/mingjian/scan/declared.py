"""Declared against observed in the report: rows by type, and what the text says of SDKs and permissions."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from mingjian import knowledge
from mingjian.facts import Facts
from mingjian.facts.parties import app
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Quote
from mingjian.model import Consent, Declared, DeclaredObserved, Observed, Party, PermissionSeen, SdkSeen
from mingjian.rules._declared import Met, Stand, Statement, by_type, met, readable, said_of
from mingjian.rules._policy import whole
from mingjian.rules._traffic import carrying, kinds
from mingjian.rules._traffic import party as sender

OUTCOMES: dict[Stand, str] = {
    "declared": "consistent",
    "for_others": "declared_for_others",
    "loose": "vague",
    "denied": "denied",
    "undeclared": "undeclared",
}
GRAVEST = ("denied", "undeclared", "declared_for_others", "moment_differs", "vague", "consistent")
"""The outcome of a type that several parties take is the first of these."""


class Ran(Struct, frozen=True):
    """One type that a run shows one party taking on one timeline, held against the text."""

    kind: str
    party: Party
    consent: Consent
    said: Statement
    strength: str = "seen"


def ran(facts: Facts) -> Iterator[Ran]:
    """What the run shows being taken or sent, each type, party and timeline once."""
    policy = facts.policy
    if policy is None:
        return
    for kind, party, timeline in dict.fromkeys((*_taken(facts), *_sent(facts))):
        yield Ran(kind, party, timeline, said_of(policy, kind, party))


def _taken(facts: Facts) -> Iterator[tuple[str, Party, Consent]]:
    uses = () if facts.behaviour is None else facts.behaviour.uses
    for use in uses:
        for kind in use.personal_info if use.kind != "permission_denied" else ():
            yield kind, use.party, use.timeline


def _sent(facts: Facts) -> Iterator[tuple[str, Party, Consent]]:
    """What surely went out: whoever sent it had it."""
    for request, values in carrying(facts) if facts.network is not None else ():
        for kind in kinds(values):
            yield kind, sender(facts, request), request.timeline


def declared_observed(facts: Facts) -> tuple[DeclaredObserved, ...]:
    """Each type that the policy names or code takes, in the taxonomy's order; empty without a policy."""
    policy = facts.policy
    if policy is None or not policy.is_policy:
        return ()
    taken: dict[str, list[Met | Ran]] = {}
    for one in met(facts):
        taken.setdefault(one.kind, []).append(one)
    for seen in ran(facts):
        taken.setdefault(seen.kind, []).append(seen)
    named = {kind for kind, rows in by_type(policy).items() if any(not row.negated for row in rows)}
    looked = facts.calls is not None or facts.behaviour is not None
    return tuple(
        _row(facts, policy, kind.id, kind.sensitive, taken.get(kind.id, []), looked)
        for kind in knowledge.personal_info()
        if kind.id in taken or kind.id in named
    )


def _row(
    facts: Facts, policy: PolicyFacts, kind: str, sensitive: bool, taken: list[Met | Ran], looked: bool
) -> DeclaredObserved:
    judged = [(one, _outcome(facts, one)) for one in taken]
    if judged:
        one, outcome = min(judged, key=lambda pair: _rank(pair[1]))
        said = one.said
    else:
        said = _named(facts, policy, kind)
        outcome = "not_observed" if looked else "undetermined"
    return DeclaredObserved(
        type=kind,
        sensitive=sensitive,
        declared=_declared(facts, policy, said),
        observed=tuple(Observed(one.party, one.consent, one.strength) for one in taken),
        outcome=outcome,
    )


def _outcome(facts: Facts, one: Met | Ran) -> str:
    outcome = OUTCOMES[one.said.stand]
    if outcome == "undeclared" and not readable(facts):
        return "undetermined"
    if outcome == "consistent" and one.consent in ("before", "refused") and one.strength != "weak":
        return "moment_differs"
    return outcome


def _rank(outcome: str) -> int:
    return GRAVEST.index(outcome) if outcome in GRAVEST else len(GRAVEST)


def _named(facts: Facts, policy: PolicyFacts, kind: str) -> Statement:
    """What the text says where nothing is seen to be taken: of the app, else of others."""
    return said_of(policy, kind, app(facts))


def _declared(facts: Facts, policy: PolicyFacts, said: Statement) -> Declared:
    states: dict[Stand, bool | None] = {
        "declared": True,
        "for_others": True,
        "denied": False,
        "undeclared": False,
    }
    state = states.get(said.stand)
    if said.stand == "undeclared" and not readable(facts):
        state = None
    if said.quote is None:
        return Declared(state)
    passage = policy.document.passages[said.quote.passage]
    place = f"{policy.document.source}#{passage.place}"
    return Declared(state, sentence(policy, said.quote), place, policy.words(said.quote))


MOST = 120
"""Characters of a quotation in a table."""
_ENDS = "。！？；!?;"


def sentence(policy: PolicyFacts, quote: Quote) -> str:
    """The sentence round a quotation, cut to MOST characters round the words."""
    text = policy.document.passages[quote.passage].text
    left = max((text.rfind(mark, 0, quote.start) for mark in _ENDS), default=-1) + 1
    ends = [at for mark in _ENDS if (at := text.find(mark, quote.end)) >= 0]
    right = min(ends) + 1 if ends else len(text)
    if right - left > MOST:
        spare = max(0, MOST - (quote.end - quote.start)) // 2
        near = max(left, quote.start - spare), min(right, quote.end + spare)
        shown = text[near[0] : near[1]]
        return f"{'…' if near[0] > left else ''}{shown}{'…' if near[1] < right else ''}"
    return text[left:right].strip()


def sdks_declared(facts: Facts, rows: tuple[SdkSeen, ...]) -> tuple[SdkSeen, ...]:
    """The SDKs with whether the policy's list names them; mere libraries need not be named."""
    policy = facts.policy
    if policy is None or not policy.is_policy:
        return rows
    named = {id_ for entry in policy.sdks for id_ in entry.ids}
    silent = None if whole(facts) is None or policy.sdk_list_link is not None else False
    return tuple(
        replace(
            row, declared=True if row.id in named else silent if knowledge.sdk(row.id).processor else None
        )
        for row in rows
    )


def permissions_declared(facts: Facts, rows: tuple[PermissionSeen, ...]) -> tuple[PermissionSeen, ...]:
    """The permissions with the purpose the policy gives for each, the shortest where it gives several."""
    policy = facts.policy
    if policy is None:
        return rows
    purposes: dict[str, str] = {}
    for stated in policy.permissions:
        if stated.purpose and not stated.negated:
            for name in stated.names:
                purposes[name] = min(purposes.get(name, stated.purpose), stated.purpose, key=len)
    return tuple(replace(row, declared_purpose=purposes.get(row.name)) for row in rows)
