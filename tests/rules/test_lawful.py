"""Packages of honest makers: every `violates` was read by a person, and hardly one is wrong.

The judgements are in tests/reviews/lawful.toml, keyed by the file's digest and the finding's fingerprint.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from mingjian.scan import examine

REVIEWS = Path(__file__).parents[1] / "reviews" / "lawful.toml"
MOST_FALSE_SHARE = 0.1
"""False `violates` a package, over all packages (design/bars.md)."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: str
    fingerprint: str
    judgement: Literal["true", "false", "disputed"]
    why: str


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    sha256: str
    named: bool = False
    """One of those on which no `violates` may be wrong."""
    finding: tuple[Row, ...] = ()


def samples() -> tuple[Sample, ...]:
    return msgspec.convert(tomllib.loads(REVIEWS.read_text(encoding="utf-8"))["sample"], tuple[Sample, ...])


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
