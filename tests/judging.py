"""Holds a report against what a test app says must be found in it."""

from __future__ import annotations

from collections.abc import Iterator

from mingjian.model import Finding, Outcome, Report
from tools.test_apps import BuiltApp, Expectation

HITS = ("violates", "suspected")
"""What an app.toml calls `violates` is a finding, as grave as the rule can prove it from a package alone."""


def complaints(app: BuiltApp, report: Report) -> Iterator[str]:
    """Every way in which the report differs from what the app expects; empty when it is right."""
    outcomes = {outcome.rule: outcome for outcome in report.outcomes}
    for expected in app.expect:
        yield from _expected(expected, outcomes.get(expected.rule))
    named = {expected.rule for expected in app.expect}
    may = (*app.case.may, *app.may)
    for outcome in report.outcomes:
        allowed = outcome.rule in named or any(
            outcome.rule == one or (one.endswith("/") and outcome.rule.startswith(one)) for one in may
        )
        if outcome.findings and not allowed:
            yield f"{outcome.rule} is {outcome.verdict} but nothing was expected: {_told(outcome)}"


def _expected(expected: Expectation, outcome: Outcome | None) -> Iterator[str]:
    if outcome is None:
        yield f"there is no rule {expected.rule}"
    elif expected.verdict not in HITS:
        if outcome.findings:
            yield f"{expected.rule} should be clean but is {outcome.verdict}: {_told(outcome)}"
    elif not outcome.findings:
        yield f"{expected.rule} should be {expected.verdict} but is {outcome.verdict}: {outcome.missing}"
    else:
        if expected.requirements and not set(expected.requirements) & set(outcome.requirements):
            yield f"{expected.rule} cites none of {', '.join(expected.requirements)}"
        if expected.method and not any(_stands(finding, expected.method) for finding in outcome.findings):
            yield f"{expected.rule} has no evidence in {expected.method}"


def _told(outcome: Outcome) -> str:
    return "; ".join(finding.message_en for finding in outcome.findings)


def _stands(finding: Finding, method: str) -> bool:
    """The method is a place of the evidence, or a step on its chain."""
    return any(
        method in evidence.location or any(method in (step.caller, step.callee) for step in evidence.chain)
        for evidence in finding.evidence
    )
