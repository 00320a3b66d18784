"""Packages of honest makers: every `violates` was read by a person, and hardly one is wrong; of `suspected`,
every rule's lines were read, and those read as false are mended or known.

The judgements are in tests/reviews/lawful.toml, keyed by the file's digest and the finding's fingerprint.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import pytest

from tools.quality import lawful
from tools.quality.lawful import Doubt, Rate, Sample, failures, rates, samples, strayed, told

MOST_FALSE_SHARE = 0.1
"""False `violates` a package, over all packages (design/bars.md)."""


SAMPLES = samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_violations_are_those_that_were_read(sample: Sample, shared: Path) -> None:
    path = shared / sample.file
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sample.sha256
    read = {(row.rule, row.fingerprint) for row in sample.finding}
    found = told(path, "violates")
    assert found - read == frozenset(), "found, but nobody has read it"
    assert read - found == frozenset(), "read, but no longer found: remove the row"
    if sample.named:
        assert [row for row in sample.finding if row.judgement != "true"] == []


def test_wrong_violations_are_rare() -> None:
    wrong = [row for sample in SAMPLES for row in sample.finding if row.judgement == "false"]
    assert len(wrong) <= MOST_FALSE_SHARE * len(SAMPLES)


def test_every_row_says_why() -> None:
    reasons = [row.why for sample in SAMPLES for row in sample.finding]
    reasons += [row.why for sample in SAMPLES for row in sample.suspected]
    assert [why for why in reasons if len(why) < 20] == []


def test_no_rule_suspects_nearly_everybody_or_goes_unread(shared: Path) -> None:
    assert list(failures(rates(shared))) == []


def test_what_was_read_as_false_is_mended_or_known(shared: Path) -> None:
    assert list(strayed(shared)) == []


@pytest.mark.parametrize(
    ("judgement", "known", "is_told", "stray"),
    [
        ("false", False, True, "not known"),
        ("false", False, False, ""),
        ("false", True, True, ""),
        ("false", True, False, "no longer told"),
        ("true", False, True, ""),
        ("true", False, False, "no longer told"),
        ("unclear", False, True, ""),
        ("unclear", False, False, "no longer told"),
        ("true", True, True, "only what was read as false"),
    ],
)
def test_a_review_is_held_against_the_report(
    judgement: Literal["true", "false", "unclear"],
    known: bool,
    is_told: bool,
    stray: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = Doubt("2.2/weak-cipher", "ab", judgement, "read in the code around it", known)

    def found(_path: Path, _verdict: str) -> frozenset[tuple[str, str]]:
        return frozenset({(row.rule, row.fingerprint)} if is_told else ())

    monkeypatch.setattr(lawful, "samples", lambda: (Sample("one.apk", "00", suspected=(row,)),))
    monkeypatch.setattr(lawful, "told", found)
    lines = list(strayed(Path()))
    assert len(lines) == bool(stray)
    assert stray in "".join(lines)


def test_a_rule_that_nobody_has_read_fails() -> None:
    assert [line.partition(":")[0] for line in failures({"9.9/new": Rate(suspected=1, lines=1)})] == [
        "9.9/new"
    ]
    assert list(failures({"9.9/new": Rate(suspected=1, lines=1, unclear=1)})) == []
