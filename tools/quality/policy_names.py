"""Real policies read by eye: who speaks, for what product, since when, how they are reached.

tests/reviews/policy_names.toml has the rows; texts are found by digest under the shared data and are no part
of this repository. Texts at even positions of the folder were read while the readers were written; `held`
ones were labelled first and read by the readers after.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from mingjian.artifacts.policy.reading import read
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.read import from_document
from tools.quality.lawful import ROOT, SHARED
from tools.quality.policy_rights import Score, texts

REVIEWS = ROOT / "tests" / "reviews" / "policy_names.toml"
BAR = 0.97
NEARLY = 0.75
"""Share of the longer of two addresses that the shorter must be: where one ends, people differ."""
Label = Literal[
    "published", "updated", "effective", "operator", "app", "phone", "email", "address", "deadline"
]  # fmt: skip
GROUPS: Mapping[Label, str] = {
    "published": "dates", "updated": "dates", "effective": "dates", "operator": "operator", "app": "product",
    "phone": "telephones", "email": "e-mail", "address": "postal addresses", "deadline": "promised answers",
}  # fmt: skip
HELD_TO_BAR = ("dates", "operator", "telephones", "e-mail", "postal addresses")


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the text says it, and the value of a date or deadline; or that it says it nowhere."""

    label: Label
    start: int = 0
    end: int = 0
    value: str = ""
    none: bool = False
    may: bool = False


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
    kind: str
    row: tuple[Row, ...]
    held: bool = False


class Slip(Struct, frozen=True):
    """A wrong answer: the reader's, or the one it missed."""

    text: str
    label: str
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


def reviews() -> tuple[Review, ...]:
    """The rows as tests/reviews/policy_names.toml has them."""
    return msgspec.convert(tomllib.loads(REVIEWS.read_text(encoding="utf-8"))["policy"], tuple[Review, ...])


def says(facts: PolicyFacts, label: Label) -> tuple[str, ...]:
    """What the readers found; of operators and products the likeliest."""
    match label:
        case "published" | "updated" | "effective":
            said = getattr(facts, label)
            return () if said is None else (said.value,)
        case "operator":
            return tuple(said.value for said in facts.operators[:1])
        case "app":
            return tuple(said.value for said in facts.apps[:1])
        case "deadline":
            return tuple(
                {f"{one.days:g} {'working ' if one.working_days else ''}days" for one in facts.deadlines}
            )
        case _:
            own = (c for c in facts.contacts if c.kind == label and c.use != "third_party")
            return tuple({_bare(c.value, label): c.value for c in own}.values())


def answers(review: Review, path: Path) -> Iterator[tuple[Label, Score, Slip]]:
    """Label by label: what was said rightly, missed and wrongly."""
    facts, whole = from_document(read(path)), path.read_text(encoding="utf-8")
    for label in GROUPS:
        rows = [row for row in review.row if row.label == label]
        named = [row for row in rows if not row.none]
        told = {_bare(row.value or whole[row.start : row.end], label): row for row in named}
        sure = {value for value, row in told.items() if not row.may}
        found = says(facts, label)
        right = {value for value in told if any(_same(value, _bare(one, label), label) for one in found)}
        wrong = tuple(one for one in found if not any(_same(v, _bare(one, label), label) for v in told))
        if label in ("operator", "app") and right:
            missed: set[str] = set()  # several may be named; the likeliest must be one of them
            right = {min(right)}
        else:
            missed = {min(sure)} if label in ("operator", "app") and sure else sure - right
        score = Score(len(right & sure or right), len(missed), len(wrong), int(not sure and not wrong))
        yield label, score, Slip(path.name, label, tuple(sorted(missed)), wrong)


def _bare(value: str, label: Label) -> str:
    """What of a value counts: digits of a number, else letters without spaces, brackets and case."""
    if label == "phone":
        return re.sub(r"\D", "", value)
    if label == "email":
        return re.sub(r"\s", "", value).lower()
    return re.sub(r"[\s,，、()（）:：「」“”《》-]", "", value).lower()


def _same(one: str, other: str, label: Label) -> bool:
    short, long = sorted((one, other), key=len)
    if label == "address":
        return short in long and len(short) >= NEARLY * len(long)
    return short in long if label == "app" else short == long


def scores(shared: Path = SHARED) -> tuple[dict[tuple[str, bool], Score], list[Slip]]:
    """(Group, held) → score over every text that is there, and each wrong answer."""
    by_group: dict[tuple[str, bool], Score] = {}
    slips: list[Slip] = []
    there = texts(shared)
    for review in reviews():
        path = there.get(review.sha256)
        if path is None:
            continue
        for label, one, slip in answers(review, path):
            whole = by_group.setdefault((GROUPS[label], review.held), Score())
            whole.right += one.right
            whole.missed += one.missed
            whole.wrong += one.wrong
            whole.no += one.no
            if slip.missed or slip.wrong:
                slips.append(slip)
    return by_group, slips


def failures(by_group: Mapping[tuple[str, bool], Score]) -> Iterator[str]:
    """Groups below the bar, over all texts."""
    for group in HELD_TO_BAR:
        both = [score for (name, _), score in by_group.items() if name == group]
        whole = Score(sum(s.right for s in both), sum(s.missed for s in both), sum(s.wrong for s in both))
        if both and min(whole.recall, whole.precision) < BAR:
            told = f"recall {whole.recall:.3f}, precision {whole.precision:.3f}"
            yield f"policies, {group}: {told}, bar {BAR}"


def table(by_group: Mapping[tuple[str, bool], Score]) -> Iterator[str]:
    """The scores for docs/quality.md."""
    yield (
        f"{len(reviews())} policies (CAPP-130, CC BY 4.0) read by eye, passage by passage where such words "
        "stand: tests/reviews/policy_names.toml; half of them held back from development and read by the "
        f"readers last ({FIRST_RUN})."
    )
    yield ""
    yield "| what the text says | texts | said | not said | missed | wrong | recall | precision |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    for (group, held), one in sorted(by_group.items()):
        counts = (
            f"{'held' if held else 'seen'} | {one.right + one.missed} | {one.no} | {one.missed} | {one.wrong}"
        )
        yield f"| {group} | {counts} | {one.recall:.3f} | {one.precision:.3f} |"


FIRST_RUN = (
    "on that first run, recall/precision were 1.00/1.00 for dates, 0.70/0.70 for the operator, "
    "0.88/1.00 for telephones, 1.00/1.00 for e-mail, 0.76/0.92 for addresses; what it showed was then "
    "put right"
)
