"""Frozen facts are judged as they were; each case has its facts, and they are those of today's build."""

from __future__ import annotations

from functools import cache

import pytest

from mingjian import law
from mingjian.rules import discover
from mingjian.scan import run
from tools import pages, policies, runs
from tools.fixtures import FIXTURES, Fixture, current, path_of, stored, summary
from tools.test_apps import BuiltApp, cases

NAMES = [case.name for case in cases() if "/" in case.name]
MOST_BYTES = 8_000_000
"""Over all fixtures: the repository stays small."""


@cache
def fixtures() -> dict[str, Fixture]:
    return {fixture.name: fixture for fixture in stored()}


@pytest.mark.parametrize("name", NAMES)
def test_outcomes_are_those_stored(name: str) -> None:
    fixture = fixtures()[name]
    assert summary(run(fixture.facts), fixture.rule) == fixture.outcomes


@pytest.mark.parametrize("name", NAMES)
def test_violating_facts_are_found_and_lawful_ones_are_not(name: str) -> None:
    fixture = fixtures()[name]
    found = [outcome["rule"] for outcome in fixture.outcomes if outcome["findings"]]
    assert (fixture.rule in found) == fixture.violates


def test_every_case_has_a_fixture_and_no_other_is_there() -> None:
    assert sorted(fixtures()) == sorted(NAMES)
    assert sum(path_of(name).stat().st_size for name in fixtures()) < MOST_BYTES


def test_every_rule_has_a_violating_and_a_lawful_fixture() -> None:
    sides: dict[str, set[bool]] = {rule.id: set() for rule in discover()}
    for fixture in fixtures().values():
        sides[fixture.rule].add(fixture.violates)
    for case in policies.cases():
        sides[case.rule].add(case.violates)
    for recorded in runs.cases():
        sides[recorded.rule].add(recorded.violates)
    for page in pages.cases():
        for rule, verdict in page.expect.items():
            sides[rule].add(verdict in pages.HITS)
    never = {
        rule.id for rule in discover() if law.requirement(rule.rule.requirements[0]).level == "encouraged"
    }
    lacking = {rule for rule, seen in sides.items() if seen != ({False} if rule in never else {True, False})}
    assert lacking == set(), f"no pair under {FIXTURES}"


@pytest.mark.parametrize("name", NAMES)
def test_fixture_is_current(name: str, built_apps: dict[tuple[str, str], BuiltApp]) -> None:
    told = path_of(name).read_text(encoding="utf-8")
    assert told == current(built_apps[name, ""]), "run python -m tools.fixtures --write"
