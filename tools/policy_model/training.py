"""One training: data checked against the split, thresholds from held-back folds, fit on all, written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from tools.policy_model import corpus, fit, split
from tools.policy_model.corpus import LABELS, ROOT, Policy
from tools.policy_model.fit import Floats, Matrix, Recipe, Truth

MODEL = ROOT / "python" / "mingjian" / "_models" / "policy_practices.bin"
RECIPE = Recipe(cost=0.3, alone=0.3)


class Data(Struct, frozen=True):
    """Sentences of some policies, and the fold each belongs to."""

    policies: tuple[Policy, ...]
    said: Truth
    folds: NDArray[np.int64]

    def features(self, recipe: Recipe) -> Matrix:
        return fit.features(self.policies, recipe)

    def alone(self, recipe: Recipe) -> Matrix | None:
        """The sentences without their context, where the recipe wants them."""
        if not recipe.alone:
            return None
        return self.features(replace(recipe, above=0.0, before=0.0, after=0.0, form=0.0))


def data(test: bool = False) -> Data:
    """The training policies, or those of the test part.

    Raises:
        ValueError: a file is missing or is not the one the split names.
    """
    known = {policy.file: policy for policy in corpus.policies()}
    chosen: list[Policy] = []
    folds: list[int] = []
    for file, sha256, part, _ in split.read():
        if part == "twin" or (part == "test") != test:
            continue
        policy = known.get(file)
        if policy is None or policy.sha256 != sha256:
            raise ValueError(f"{file} is missing or not the file of the split")
        chosen.append(policy)
        folds += [0 if test else int(part.removeprefix("fold"))] * len(policy.sentences)
    return Data(tuple(chosen), fit.truth(chosen, LABELS), np.array(folds))


def train(file: Path = MODEL, recipe: Recipe = RECIPE) -> Floats:
    """Writes the model; gives the F1 of each label as held back in training."""
    known = data()
    rows = known.features(recipe)
    alone = known.alone(recipe)
    scores = fit.held_back(rows, known.said, known.folds, recipe, alone)
    above = fit.thresholds(scores, known.said)
    model = fit.fit(rows, known.said, recipe, alone)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(fit.export(model, above, LABELS, recipe, split.training_sha256(split.read())))
    return fit.f1(scores > above, known.said)[0]
