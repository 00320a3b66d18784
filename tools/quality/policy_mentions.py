"""Real policies read by eye: which types of personal information sentences name, and which they deny.

tests/reviews/policy_mentions.toml has the rows; texts are found by digest under the shared data and are no
part of this repository. A type found is right where a row of that type overlaps it; two of one type that
overlap are one. A denial is right where the row says so too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from mingjian.artifacts.policy import Document, encoding
from mingjian.artifacts.policy.reading import read
from mingjian.facts.policy.read import from_document
from tools.quality.lawful import ROOT, SHARED
from tools.quality.policy_rights import Score, texts

REVIEWS = ROOT / "tests" / "reviews" / "policy_mentions.toml"
BAR = 0.9


class Sentence(Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the decoded file that was read, and all that it names."""

    read: tuple[int, int]
    named: tuple[tuple[int, int, str, str, bool], ...] = ()
    """Start, end, type, practice, denied."""


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
    sentence: tuple[Sentence, ...]


class Found(Struct, frozen=True):
    """What the reader says: characters of the decoded file, type, practice, denied."""

    start: int
    end: int
    type: str
    practice: str
    denied: bool


def reviews() -> tuple[Review, ...]:
    """The rows as tests/reviews/policy_mentions.toml has them."""
    return msgspec.convert(tomllib.loads(REVIEWS.read_text(encoding="utf-8"))["policy"], tuple[Review, ...])


def found_in(path: Path) -> list[Found]:
    """Every type the reader finds in a text, in places of the decoded file."""
    document = read(path)
    text, _, _ = encoding.decode(path.read_bytes())
    kept = [at for at, c in enumerate(text) if not c.isspace()]
    starts = _starts(document, "".join(text.split()))
    found: list[Found] = []
    for one in from_document(document).collections:
        words = document.passages[one.quote.passage].text
        base = starts.get(one.quote.passage)
        if base is not None:
            first = base + len("".join(words[: one.quote.start].split()))
            last = base + len("".join(words[: one.quote.end].split())) - 1
            found.append(Found(kept[first], kept[last] + 1, one.type, one.practice, one.negated))
    return found


def _starts(document: Document, plain: str) -> dict[int, int]:
    """Where each passage begins in the text without white space."""
    starts: dict[int, int] = {}
    at = 0
    for index, passage in enumerate(document.passages):
        words = "".join(passage.text.split())
        place = plain.find(words, at)
        if words and place >= 0:
            starts[index] = place
            at = place + len(words)
    return starts


def scores(shared: Path = SHARED) -> dict[str, Score]:
    """Types named, denials, and practices, over every row whose text is there."""
    named, denied, practice = Score(), Score(), Score()
    paths = texts(shared)
    for review in reviews():
        path = paths.get(review.sha256)
        if path is None:
            continue
        told = found_in(path)
        for sentence in review.sentence:
            first, last = sentence.read
            here = [one for one in told if first <= one.start < last]
            score(sentence, here, named, denied, practice)
    return {"type named": named, "denied": denied, "practice": practice}


def score(sentence: Sentence, here: list[Found], named: Score, denied: Score, practice: Score) -> None:
    """Counts one sentence: what a person read in it against what the reader says of it."""
    left = list(here)
    for start, end, kind, done, no in sentence.named:
        met = next((one for one in left if one.type == kind and one.start < end and start < one.end), None)
        named.count(expected=True, found=met is not None)
        if no:
            denied.count(expected=True, found=met is not None and met.denied)
        if met is not None:
            left.remove(met)
            if met.denied and not no:
                denied.count(expected=False, found=True)
            practice.count(expected=True, found=met.practice == done)
    for one in left:
        again = any(one.type == row[2] and one.start < row[1] and row[0] < one.end for row in sentence.named)
        if not again:
            named.count(expected=False, found=True)
            if one.denied:
                denied.count(expected=False, found=True)


def table(found: Mapping[str, Score]) -> Iterator[str]:
    """Lines of docs/quality.md."""
    yield (
        "Sentences of the odd-positioned texts (tests/reviews/policy_mentions.toml). On the first run "
        "recall/precision were 0.947/0.889 for types, 0.594/0.576 for denials; what it showed was then put "
        "right, so the figures below are no longer blind."
    )
    yield ""
    yield "| what sentences say | rows | right | missed | wrong | recall | precision |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, one in found.items():
        counts = f"{one.right + one.missed} | {one.right} | {one.missed} | {one.wrong}"
        yield f"| {name} | {counts} | {one.recall:.3f} | {one.precision:.3f} |"


def failures(found: Mapping[str, Score]) -> Iterator[str]:
    """What is below the bar; practices are shown, not held to it."""
    for name in ("type named", "denied"):
        one = found[name]
        if one.right + one.missed and min(one.recall, one.precision) < BAR:
            yield f"policies, {name}: recall {one.recall:.3f}, precision {one.precision:.3f}, bar {BAR}"
