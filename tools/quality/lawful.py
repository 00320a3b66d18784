"""Packages of honest makers: how often each rule speaks, and what people made of each `violates`."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

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


class Sample(Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    sha256: str
    named: bool = False
    """One of those on which no `violates` may be wrong."""
    finding: tuple[Row, ...] = ()


class Rate(Struct):
    """Of the lawful packages, those on which a rule says `violates` or `suspected`."""

    violates: int = 0
    suspected: int = 0
    lead: bool = False


def samples() -> tuple[Sample, ...]:
    """The reviews, as tests/reviews/lawful.toml has them."""
    return msgspec.convert(tomllib.loads(REVIEWS.read_text(encoding="utf-8"))["sample"], tuple[Sample, ...])


def rates(shared: Path = SHARED) -> dict[str, Rate]:
    """Rule id → how many of the lawful packages it speaks on; rules that never do are left out."""
    by_rule: dict[str, Rate] = {}
    for sample in samples():
        for outcome in examine(str(shared / sample.file)).report.outcomes:
            if not outcome.findings:
                continue
            rate = by_rule.setdefault(outcome.rule, Rate())
            rate.lead = all(finding.role == "lead" for finding in outcome.findings)
            if outcome.verdict == "violates":
                rate.violates += 1
            else:
                rate.suspected += 1
    return by_rule


def failures(by_rule: dict[str, Rate]) -> Iterator[str]:
    """Rules that suspect nearly everybody. A lead is for somebody else to weigh and is left out."""
    packages = len(samples())
    for rule, rate in by_rule.items():
        if not rate.lead and rate.suspected > MOST_SUSPECTED * packages:
            yield f"{rule}: suspects {rate.suspected} of {packages} lawful packages"
