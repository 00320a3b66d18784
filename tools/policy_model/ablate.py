"""What each part of the method is worth: fits that differ in one thing, judged on held-back folds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy import sparse

from tools.policy_model import fit, training
from tools.policy_model.corpus import PRACTICES
from tools.policy_model.fit import Recipe, Truth
from tools.policy_model.training import Data

FILE = Path(__file__).with_name("ablation.json")
ONCE = replace(training.RECIPE, alone=0.0)
ALONE = replace(ONCE, above=0.0, before=0.0, after=0.0, form=0.0)
"""The linear baseline: the sentence and nothing else."""
VARIANTS: dict[str, Recipe] = {
    "shipped": training.RECIPE,
    "without the second copy of each sentence": ONCE,
    "the sentence alone": ALONE,
    "alone, and the headings above": replace(ALONE, above=training.RECIPE.above),
    "alone, and the sentences beside": replace(
        ALONE, before=training.RECIPE.before, after=training.RECIPE.after
    ),
    "without the copy and the form": replace(ONCE, form=0.0),
    "without the copy, class weights balanced": replace(ONCE, balanced=True),
    "without the copy, logistic regression, C 5": replace(ONCE, cost=5.0, logistic=True),
    "without the copy, 2^18 buckets": replace(ONCE, bits=18),
}


class Line(Struct, frozen=True):
    """F1 over the eleven practices: of all sentences, and of those of the published task."""

    name: str
    micro: float
    macro: float
    labelled_micro: float
    labelled_macro: float


def _labelled(data: Data) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Sentences of the published task: marked important, with a practice."""
    return data.said[:, len(PRACTICES)] & data.said[:, : len(PRACTICES)].any(axis=1)


def _line(
    name: str, scores: fit.Floats, said: Truth, labelled: Truth, above: tuple[fit.Floats, fit.Floats]
) -> Line:
    _, micro, macro = fit.f1(scores > above[0], said)
    _, few, few_macro = fit.f1(scores[labelled] > above[1], said[labelled])
    return Line(name, round(micro, 4), round(macro, 4), round(few, 4), round(few_macro, 4))


def by_policy() -> Iterator[Line]:
    """Each variant on the training policies, each fold judged by a fit on the others."""
    data = training.data()
    said, labelled = data.said[:, : len(PRACTICES)], _labelled(data)
    for name, recipe in VARIANTS.items():
        scores = fit.held_back(data.features(recipe), said, data.folds, recipe, data.alone(recipe))
        above = fit.thresholds(scores, said), fit.thresholds(scores[labelled], said[labelled])
        yield _line(name, scores, said, labelled, above)
        if name == "shipped":
            zero = np.zeros(len(PRACTICES))
            yield _line("thresholds left at 0", scores, said, labelled, (zero, zero))


def on_test() -> Line:
    """The baseline fit on all training policies, on the test policies."""
    data, test = training.data(), training.data(test=True)
    said, labelled = data.said[:, : len(PRACTICES)], _labelled(data)
    rows = data.features(ALONE)
    scores = fit.held_back(rows, said, data.folds, ALONE)
    above = fit.thresholds(scores, said), fit.thresholds(scores[labelled], said[labelled])
    tested = fit.fit(rows, said, ALONE).scores(test.features(ALONE))
    return _line("baseline on test", tested, test.said[:, : len(PRACTICES)], _labelled(test), above)


def as_published() -> Iterator[Line]:
    """The published task: labelled sentences alone, drawn 70/15/15 without regard to the policy."""
    parts = training.data(), training.data(test=True)
    said = np.vstack([part.said[:, : len(PRACTICES)] for part in parts])
    drawn = np.flatnonzero(np.concatenate([_labelled(part) for part in parts]))
    drawn = np.random.default_rng(26).permutation(drawn)
    first, second = int(0.7 * len(drawn)), int(0.85 * len(drawn))
    known, dev, test = drawn[:first], drawn[first:second], drawn[second:]
    for name, recipe in (("the sentence alone", ALONE), ("with context", ONCE)):
        rows = sparse.vstack([part.features(recipe) for part in parts]).tocsr()
        model = fit.fit(rows[known], said[known], recipe)
        above = fit.thresholds(model.scores(rows[dev]), said[dev])
        every = np.ones(len(test), dtype=np.bool_)
        yield _line(f"as published: {name}", model.scores(rows[test]), said[test], every, (above, above))


def write(file: Path = FILE) -> None:
    """Runs everything (minutes) and keeps the numbers for docs/model-card.md and docs/quality.md."""
    lines = [*as_published(), on_test(), *by_policy()]
    file.write_bytes(msgspec.json.format(msgspec.json.encode(lines)) + b"\n")


def read(file: Path = FILE) -> dict[str, Line]:
    """Name → numbers, as last written."""
    return {line.name: line for line in msgspec.json.decode(file.read_bytes(), type=list[Line])}
