"""Real policies read by eye: what their users may do, against what the readers say.

tests/reviews/policy_rights.toml has the rows; texts are found by digest under the shared data and are no part
of this repository. Every label is a question with yes or no to each text: a right stated, a way given, an age
named. A yes counts only where the words the reader quotes lie in the text at all, which they do by contract.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from mingjian.artifacts.policy.reading import read
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.read import from_document
from tools.quality.lawful import ROOT, SHARED

REVIEWS = ROOT / "tests" / "reviews" / "policy_rights.toml"
TEXTS = "data/policy/**/Original_policies/*.txt"
BAR = 0.95
LEAST = 8
"""Labels with fewer yeses than this are shown, not held to the bar."""


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer: of a right `way`, `bare`, `stated` or `none`, else yes, no or a value."""

    label: str
    value: str
    start: int | None = None
    end: int | None = None


FIRST_RUN = (
    "first run, recall/precision, on the texts read last: 0.955/0.988 for rights, 0.961/0.986 for ways, "
    "0.750/0.900 for unfair terms"
)


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
    row: tuple[Row, ...]


class Score(Struct):
    """Answers of one label: rightly yes, missed, wrongly yes, rightly no."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    no: int = 0

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    def count(self, *, expected: bool, found: bool) -> None:
        """One more answer."""
        if expected:
            self.right += found
            self.missed += not found
        else:
            self.wrong += found
            self.no += not found


class Slip(Struct, frozen=True):
    """A wrong answer."""

    text: str
    label: str
    expected: bool


def reviews() -> tuple[Review, ...]:
    """The rows as tests/reviews/policy_rights.toml has them."""
    return msgspec.convert(tomllib.loads(REVIEWS.read_text(encoding="utf-8"))["policy"], tuple[Review, ...])


@cache
def texts(shared: Path = SHARED) -> dict[str, Path]:
    """The policies given, by the sha256 of the file."""
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in sorted(shared.glob(TEXTS))}


def answers(review: Review) -> Iterator[tuple[str, bool, str]]:
    """Label, whether it is so, and the value asked for, row by row."""
    for row in review.row:
        if row.value in ("way", "bare", "stated", "none"):
            if row.label == "cancel_days":
                yield "cancel within a number of days", False, ""
                continue
            yield "right stated", row.value != "none", row.label
            if row.value != "stated":
                yield "right with a way", row.value == "way", row.label
        elif row.label == "cancel_days":
            yield "cancel within a number of days", True, row.value
        elif row.label == "age":
            yield "age of minors", not row.value.startswith("not "), row.value.removeprefix("not ")
        elif row.label.startswith("unfair."):
            yield "unfair term", row.value == "yes", row.label.removeprefix("unfair.")
        else:
            yield _ASKED[row.label], row.value == "yes", ""


_ASKED = {
    "guardian_consent": "guardian's consent",
    "own_rules": "rules of their own for children",
    "not_for_minors": "not for minors",
    "notified": "changes are told",
    "consent_again": "changes are agreed to again",
    "use_is_consent_change": "use after a change is agreement",
    "switch": "way out of personalisation",
}


def says(facts: PolicyFacts, label: str, value: str) -> bool:
    """The readers' answer to the same question."""
    match label:
        case "right stated":
            return any(right.kind == value for right in facts.rights)
        case "right with a way":
            return any(right.kind == value and right.channel for right in facts.rights)
        case "cancel within a number of days":
            told = {
                f"{right.days}{' working' if right.working_days else ''}"
                for right in facts.rights
                if right.kind == "cancel_account" and right.days is not None
            }
            return value in told if value else bool(told)
        case "age of minors":
            return any(one.age == int(value) or int(value) in one.ages for one in facts.minors)
        case "guardian's consent":
            return any(one.guardian_consent for one in facts.minors)
        case "rules of their own for children":
            return any(one.own_rules for one in facts.minors)
        case "not for minors":
            return any(one.not_for_minors for one in facts.minors)
        case "changes are told":
            return any(one.notified for one in facts.changes)
        case "changes are agreed to again":
            return any(one.consent_again for one in facts.changes)
        case "use after a change is agreement":
            return any(one.use_is_consent for one in facts.changes)
        case "way out of personalisation":
            return any(one.switch for one in facts.choices)
        case _:
            return any(one.kind == value for one in facts.unfair)


def scores(shared: Path = SHARED) -> tuple[dict[str, Score], list[Slip]]:
    """Label → score over every text that is there, and each wrong answer."""
    by_label: dict[str, Score] = {}
    slips: list[Slip] = []
    there = texts(shared)
    for review in reviews():
        path = there.get(review.sha256)
        if path is None:
            continue
        facts = from_document(read(path))
        for label, expected, value in answers(review):
            found = says(facts, label, value)
            by_label.setdefault(label, Score()).count(expected=expected, found=found)
            if found != expected:
                slips.append(Slip(path.name, f"{label} {value}".strip(), expected))
    return by_label, slips


def failures(by_label: Mapping[str, Score]) -> Iterator[str]:
    """Labels below the bar."""
    for label, one in by_label.items():
        if one.right + one.missed >= LEAST and min(one.recall, one.precision) < BAR:
            yield f"policies, {label}: recall {one.recall:.3f}, precision {one.precision:.3f}, bar {BAR}"


def table(by_label: Mapping[str, Score]) -> Iterator[str]:
    """The scores for docs/quality.md."""
    yield (
        f"{len(reviews())} policies (CAPP-130, CC BY 4.0) read by eye: tests/reviews/policy_rights.toml. "
        f"No longer blind ({FIRST_RUN}): what the first runs showed was then put right."
    )
    yield ""
    yield "| what the text says | yes | no | missed | wrong | recall | precision |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for label, one in by_label.items():
        counts = f"{one.right + one.missed} | {one.no + one.wrong} | {one.missed} | {one.wrong}"
        yield f"| {label} | {counts} | {one.recall:.3f} | {one.precision:.3f} |"
