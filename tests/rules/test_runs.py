"""Every test run is read and judged as its case.toml says; every run-time rule has both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mingjian import law
from mingjian.rules import discover
from tools.runs import RUNS, RunCase, cases, complaints, judged, run_rules

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_run_is_judged_as_it_should(case: RunCase) -> None:
    assert list(complaints(judged(case))) == []


def test_every_run_time_rule_has_a_violating_and_a_lawful_run() -> None:
    sides: dict[str, set[bool]] = {rule: set() for rule in run_rules()}
    for case in CASES:
        sides.setdefault(case.rule, set()).add(case.violates)
    never = {
        rule.id for rule in discover() if law.requirement(rule.rule.requirements[0]).level == "encouraged"
    }
    lacking = {rule for rule, seen in sides.items() if rule not in never and seen != {True, False}}
    assert lacking == set(), f"no pair under {RUNS}"


def test_a_case_that_goes_wrong_is_told() -> None:
    right = next(case for case in CASES if case.violates)
    wrong = replace(right, verdict="passes", says=("无此字句",))
    told = list(complaints(judged(wrong)))
    assert any("should be passes" in one for one in told)
    assert any("nowhere says" in one for one in told)
    assert list(complaints(judged(replace(right, rule="1.9/no-such-rule")))) == [
        "there is no rule 1.9/no-such-rule"
    ]
