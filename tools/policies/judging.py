"""A test policy read and judged, alone or beside a test app's frozen facts, and held against its case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mingjian.artifacts.policy import read_bytes
from mingjian.facts import Facts
from mingjian.facts.category import declared
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.collect import alone, beside
from mingjian.facts.policy.read import from_document
from mingjian.model import Finding, Outcome
from mingjian.rules import discover
from mingjian.scan import run
from tools.fixtures import path_of
from tools.policies.case import HITS, PRODUCT, Expected, PolicyCase


class Judged(Struct, frozen=True):
    """A case, what was read, and what every rule said."""

    case: PolicyCase
    facts: Facts
    outcomes: tuple[Outcome, ...]


@cache
def text_rules() -> frozenset[str]:
    """Ids of the rules that read a policy."""
    return frozenset(rule.id for rule in discover() if "policy" in rule.rule.needs)


def judged(case: PolicyCase) -> Judged:
    """The case as its policy is read today, and every rule's outcome on it."""
    facts = facts_of(case)
    return Judged(case, facts, run(facts))


def facts_of(case: PolicyCase) -> Facts:
    """The policy alone, or with the frozen facts of the test app it is the policy of."""
    data = case.content()
    read = policy_of(data, case.source)
    category = None if case.category is None else declared(case.category)
    if case.app is None:
        return alone(read, case.source, of=case.of, category=category)
    facts = app_facts(case.app, case.label)
    return beside(facts if category is None else replace(facts, category=category), read)


@cache
def app_facts(name: str, label: str = PRODUCT) -> Facts:
    """The frozen facts of the test app `name`, called `label` on its icon."""
    facts = msgspec.convert(msgspec.json.decode(path_of(name).read_bytes())["facts"], Facts)
    if facts.manifest is None:
        return facts
    return replace(facts, manifest=replace(facts.manifest, label=label, labels=()))


def policy_of(data: bytes, source: str) -> PolicyFacts:
    """What the policy in `data` says; `source` is its file's name."""
    return from_document(read_bytes(data, source=source))


def complaints(done: Judged) -> Iterator[str]:
    """Every way in which the outcomes differ from what the case expects; empty when they are right."""
    case = done.case
    outcomes = {outcome.rule: outcome for outcome in done.outcomes}
    for expected in case.expect:
        outcome = outcomes.get(expected.rule)
        if outcome is None:
            yield f"there is no rule {expected.rule}"
        else:
            yield from _expected(expected, outcome)
    named = {expected.rule for expected in case.expect}
    for outcome in done.outcomes:
        if outcome.rule in named or outcome.rule not in text_rules() or not outcome.findings:
            continue
        if not any(
            outcome.rule == one or (one.endswith("/") and outcome.rule.startswith(one)) for one in case.may
        ):
            yield f"{outcome.rule} is {outcome.verdict} but nothing was expected: {_told(outcome.findings)}"


def _expected(expected: Expected, outcome: Outcome) -> Iterator[str]:
    said = f"{expected.rule} is {outcome.verdict} ({', '.join(outcome.missing) or _told(outcome.findings)})"
    if expected.clean:
        if outcome.findings:
            yield f"{said}, should have no finding"
    elif outcome.verdict != expected.verdict:
        yield f"{said}, should be {expected.verdict}"
    if expected.verdict in HITS and outcome.findings:
        if not set(expected.requirements) <= set(outcome.requirements):
            yield f"{expected.rule} does not cite {', '.join(expected.requirements)}"
        for words in expected.quotes:
            if not any(words in item.excerpt for found in outcome.findings for item in found.evidence):
                yield f"{expected.rule} nowhere quotes “{words}”: {_told(outcome.findings)}"
    for words in expected.silent_on:
        if any(words in text for found in outcome.findings for text in _texts(found)):
            yield f"{expected.rule} speaks of “{words}”: {_told(outcome.findings)}"


def _texts(found: Finding) -> Iterator[str]:
    yield found.message_zh
    yield from (item.excerpt for item in found.evidence)


def _told(findings: tuple[Finding, ...]) -> str:
    return "; ".join(found.message_zh for found in findings)
