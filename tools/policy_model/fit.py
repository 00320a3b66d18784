"""Features, fitting, thresholds: the arithmetic of training. Features come from the core, as in judging."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from mingjian._core import TextModel
from tools.policy_model.corpus import Policy

Matrix = sparse.csr_matrix
Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


class Recipe(Struct, frozen=True, kw_only=True):
    """Everything a fit depends on besides the data."""

    bits: int = 17
    seed: int = 26
    own: float = 1.0
    above: float = 0.5
    before: float = 0.4
    after: float = 0.4
    form: float = 0.2
    cost: float = 0.5
    """C of the support vector machine: the lower, the smaller the weights."""
    logistic: bool = False
    balanced: bool = False
    """Weighs a label's rare sentences up."""
    alone: float = 0.0
    """Weight of a second copy of each sentence without its context, so that a sentence alone is told too."""

    @property
    def weights(self) -> list[float]:
        return [self.own, self.above, self.before, self.after, self.form]


class Linear(Struct, frozen=True):
    """`weights`: labels by buckets; `bias`: a label each."""

    weights: Floats
    bias: Floats

    def scores(self, features: Matrix) -> Floats:
        return np.asarray(features @ self.weights.T) + self.bias


def features(policies: Sequence[Policy], recipe: Recipe) -> Matrix:
    """One row a sentence, policies one after another."""
    parts = []
    for policy in policies:
        lines = [sentence.text for sentence in policy.sentences]
        ends, buckets, values = TextModel.features(recipe.bits, recipe.seed, recipe.weights, lines)
        ends_ = np.concatenate([[0], np.frombuffer(ends, "<u8").astype(np.int64)])
        columns = np.frombuffer(buckets, "<u4").astype(np.int32)
        numbers = np.frombuffer(values, "<f4").astype(np.float64)
        parts.append(sparse.csr_matrix((numbers, columns, ends_), shape=(len(lines), 1 << recipe.bits)))
    return sparse.vstack(parts).tocsr()


def truth(policies: Sequence[Policy], labels: Sequence[str]) -> Truth:
    """What people said: sentences by labels."""
    rows = [[label in sentence.labels for label in labels] for p in policies for sentence in p.sentences]
    return np.array(rows, dtype=np.bool_)


def fit(rows: Matrix, said: Truth, recipe: Recipe, alone: Matrix | None = None) -> Linear:
    """One linear classifier a label, each on its own; `alone` are the same sentences without context."""
    sure = np.ones(rows.shape[0])
    if alone is not None:
        rows, said = sparse.vstack([rows, alone]).tocsr(), np.vstack([said, said])
        sure = np.concatenate([sure, np.full(alone.shape[0], recipe.alone)])
    weight = "balanced" if recipe.balanced else None
    weights, bias = [], []
    for label in range(said.shape[1]):
        if recipe.logistic:
            one = LogisticRegression(C=recipe.cost, solver="liblinear", class_weight=weight, random_state=0)
        else:
            one = LinearSVC(C=recipe.cost, class_weight=weight, random_state=0)
        one.fit(rows, said[:, label], sample_weight=sure)
        weights.append(one.coef_[0])
        bias.append(one.intercept_[0])
    return Linear(np.array(weights), np.array(bias))


def held_back(
    rows: Matrix, said: Truth, folds: NDArray[np.int64], recipe: Recipe, alone: Matrix | None = None
) -> Floats:
    """Scores of every sentence by a model that has not seen its fold."""
    scores = np.zeros(said.shape)
    for fold in np.unique(folds):
        away = folds == fold
        copies = None if alone is None else alone[~away]
        scores[away] = fit(rows[~away], said[~away], recipe, copies).scores(rows[away])
    return scores


def thresholds(scores: Floats, said: Truth) -> Floats:
    """A label's score above which F1 is highest."""
    return np.array([_threshold(scores[:, label], said[:, label]) for label in range(said.shape[1])])


def _threshold(scores: Floats, said: Truth) -> float:
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(said[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + said.sum())
    best = int(f1.argmax())
    return float((scores[order[best]] + scores[order[min(best + 1, len(order) - 1)]]) / 2)


def f1(told: Truth, said: Truth) -> tuple[Floats, float, float]:
    """F1 of each label, then micro and macro."""
    both = (told & said).sum(axis=0)
    whole = told.sum(axis=0) + said.sum(axis=0)
    each = 2 * both / np.maximum(whole, 1)
    return each, float(2 * both.sum() / max(whole.sum(), 1)), float(each.mean())


def export(model: Linear, above: Floats, labels: Sequence[str], recipe: Recipe, training: str) -> bytes:
    """The model's file as crates/text/src/model.rs reads it; thresholds go into the biases."""
    scale = np.abs(model.weights).max(axis=1) / 127
    small = np.rint(model.weights / scale[:, None]).astype(np.int8)
    head = [b"MJTEXTM\n", struct.pack("<IIQ5f", 1, recipe.bits, recipe.seed, *recipe.weights)]
    head += [bytes.fromhex(training), struct.pack("<I", len(labels))]
    head += [struct.pack("<H", len(label)) + label.encode() for label in labels]
    head += [(model.bias - above).astype("<f4").tobytes(), scale.astype("<f4").tobytes()]
    return b"".join([*head, np.ascontiguousarray(small.T).tobytes()])
