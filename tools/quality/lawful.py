"""Packages of honest makers: how often each rule speaks, and how what it says was read."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from mingjian.model import Outcome
from mingjian.scan import examine

ROOT = Path(__file__).resolve().parents[2]
REVIEWS = ROOT / "tests" / "reviews" / "lawful.toml"
SHARED = Path(os.environ.get("MINGJIAN_SHARED") or ROOT.parent / "shared")
MOST_SUSPECTED = 1 / 3
"""A rule that suspects more of the lawful packages than this says nothing (project choice)."""


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One `violates` that a person read: true (the package does break the rule), false, or disputed."""

    rule: str
    fingerprint: str
    judgement: Literal["true", "false", "disputed"]
    why: str


class Doubt(Struct, frozen=True, forbid_unknown_fields=True):
    """One `suspected` read against the code: true (what it says holds in the package), false, or unclear."""

    rule: str
    fingerprint: str
    judgement: Literal["true", "false", "unclear"]
    why: str
    known: bool = False
    """False, and still told: nobody has mended the rule yet."""


class Sample(Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    sha256: str
    named: bool = False
    """One of those on which no `violates` may be wrong."""
    finding: tuple[Row, ...] = ()
    suspected: tuple[Doubt, ...] = ()


class Rate(Struct):
    """What a rule says of the lawful packages, and how its `suspected` lines were read."""

    violates: int = 0
    """Packages on which it says so; likewise `suspected`."""
    suspected: int = 0
    lead: bool = False
    lines: int = 0
    """Findings of `suspected`, all packages together."""
    true: int = 0
    """Lines told and read as true; likewise `false` and `unclear`."""
    false: int = 0
    unclear: int = 0
    mended: int = 0
    """Lines read as false that are no longer told."""

    @property
    def read(self) -> int:
        """Lines told that have been read."""
        return self.true + self.false + self.unclear


def samples() -> tuple[Sample, ...]:
    """The reviews, as tests/reviews/lawful.toml has them."""
    return msgspec.convert(tomllib.loads(REVIEWS.read_text(encoding="utf-8"))["sample"], tuple[Sample, ...])


@cache
def outcomes(path: Path) -> tuple[Outcome, ...]:
    """What the rules say of a package; each is scanned once."""
    return examine(str(path)).report.outcomes


def told(path: Path, verdict: str) -> frozenset[tuple[str, str]]:
    """Rule and fingerprint of each finding of `verdict`."""
    return frozenset(
        (outcome.rule, finding.fingerprint)
        for outcome in outcomes(path)
        for finding in outcome.findings
        if finding.verdict == verdict
    )


def rates(shared: Path = SHARED) -> dict[str, Rate]:
    """Rule id → how many of the lawful packages it speaks on and how it was read; rules that never speak and
    were never read are left out."""
    by_rule: dict[str, Rate] = {}
    for sample in samples():
        for outcome in outcomes(shared / sample.file):
            if not outcome.findings:
                continue
            rate = by_rule.setdefault(outcome.rule, Rate())
            rate.lead = all(finding.role == "lead" for finding in outcome.findings)
            if outcome.verdict == "violates":
                rate.violates += 1
            else:
                rate.suspected += 1
        doubted = told(shared / sample.file, "suspected")
        for rule, _ in doubted:
            by_rule[rule].lines += 1
        for row in sample.suspected:
            _count(by_rule.setdefault(row.rule, Rate()), row, (row.rule, row.fingerprint) in doubted)
    return by_rule


def _count(rate: Rate, row: Doubt, is_told: bool) -> None:
    if not is_told:
        rate.mended += row.judgement == "false"
    elif row.judgement == "true":
        rate.true += 1
    elif row.judgement == "false":
        rate.false += 1
    else:
        rate.unclear += 1


def strayed(shared: Path = SHARED) -> Iterator[str]:
    """Reviews of `suspected` that the reports no longer bear out."""
    for sample in samples():
        doubted = told(shared / sample.file, "suspected")
        for row in sample.suspected:
            if wrong := _stray(row, (row.rule, row.fingerprint) in doubted):
                yield f"{sample.file}: {row.rule} {row.fingerprint}: {wrong}"


def _stray(row: Doubt, is_told: bool) -> str:
    if row.known and row.judgement != "false":
        return "only what was read as false can be a known false alarm"
    if row.judgement == "false":
        if is_told and not row.known:
            return "read as false, told, and not known"
        gone = row.known and not is_told
        return "a known false alarm is no longer told: take `known` from its row" if gone else ""
    return "" if is_told else f"read as {row.judgement}, but no longer told: remove the row"


def failures(by_rule: Mapping[str, Rate]) -> Iterator[str]:
    """Rules that suspect nearly everybody (a lead is for somebody else to weigh and is left out), and rules
    that suspect a lawful package with nobody having read any of it."""
    packages = len(samples())
    for rule, rate in by_rule.items():
        if not rate.lead and rate.suspected > MOST_SUSPECTED * packages:
            yield f"{rule}: suspects {rate.suspected} of {packages} lawful packages"
        if rate.lines and not rate.read:
            yield f"{rule}: suspects lawful packages {rate.lines} times and nobody has read any of it"
