"""Packages of honest makers: every `violates` was read by a person, and hardly one is wrong.

The judgements are in tests/reviews/lawful.toml, keyed by the file's digest and the finding's fingerprint.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest

from mingjian.scan import examine
from tools.quality.lawful import Sample, failures, rates, samples

MOST_FALSE_SHARE = 0.1
"""False `violates` a package, over all packages (design/bars.md)."""


SAMPLES = samples()


@cache
def violations(path: Path) -> frozenset[tuple[str, str]]:
    report = examine(str(path)).report
    return frozenset(
        (outcome.rule, finding.fingerprint)
        for outcome in report.outcomes
        for finding in outcome.findings
        if finding.verdict == "violates"
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_violations_are_those_that_were_read(sample: Sample, shared: Path) -> None:
    path = shared / sample.file
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sample.sha256
    read = {(row.rule, row.fingerprint) for row in sample.finding}
    assert violations(path) - read == frozenset(), "found, but nobody has read it"
    assert read - violations(path) == frozenset(), "read, but no longer found: remove the row"
    if sample.named:
        assert [row for row in sample.finding if row.judgement != "true"] == []


def test_wrong_violations_are_rare() -> None:
    wrong = [row for sample in SAMPLES for row in sample.finding if row.judgement == "false"]
    assert len(wrong) <= MOST_FALSE_SHARE * len(SAMPLES)


def test_every_row_says_why() -> None:
    assert [row.fingerprint for sample in SAMPLES for row in sample.finding if len(row.why) < 20] == []


def test_no_rule_suspects_nearly_everybody(shared: Path) -> None:
    assert list(failures(rates(shared))) == []
