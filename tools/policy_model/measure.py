"""How right the shipped model is: on CAPP-130's test part, and on VioDroid-Finder, which never trains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from mingjian.facts.policy.practices import PRACTICES, model
from tools.policy_model import corpus, training

CATEGORIES: Mapping[str, frozenset[str]] = {
    "PC2": frozenset({"contact"}),
    "PC3": frozenset({"audiences"}),
    "PC4": frozenset({"control", "change"}),
    "PC5": frozenset({"collection", "permission", "use", "storage", "security"}),
    "PC6": frozenset({"sharing"}),
}
"""VioDroid-Finder's privacy category → the practices it corresponds to. PC1 (scope and dates) and PC7
(sending abroad) are no practice of CAPP-130; PC2 also holds the operator's name, which is none either."""
RULES: Mapping[str, frozenset[str]] = {
    "CR4": frozenset({"contact"}),
    "CR5": frozenset({"audiences"}),
    "CR7": frozenset({"change"}),
    "CR8": frozenset({"control"}),
    "CR9": frozenset({"control"}),
    "CR10": frozenset({"control"}),
    "CR11": frozenset({"use", "collection", "permission"}),
    "CR13": frozenset({"collection", "permission"}),
    "CR14": frozenset({"storage"}),
    "CR15": frozenset({"security"}),
    "CR17": frozenset({"security"}),
    "CR18": frozenset({"sharing"}),
    "CR19": frozenset({"sharing"}),
    "CR20": frozenset({"sharing"}),
    "CR21": frozenset({"sharing"}),
    "CR22": frozenset({"sharing"}),
}
"""VioDroid-Finder's compliance rule → practices one of which a sentence that meets it speaks of. Rules that
no practice is for (dates, scope, identity, consent, sensitive types, sending abroad) are left out."""


class Score(Struct):
    """Sentences of which a label was said by people (`said`), told by the model (`told`), and both."""

    said: int = 0
    told: int = 0
    both: int = 0

    def add(self, said: bool, told: bool) -> None:
        self.said += said
        self.told += told
        self.both += said and told

    @property
    def f1(self) -> float:
        return 2 * self.both / max(self.said + self.told, 1)

    @property
    def precision(self) -> float:
        return self.both / max(self.told, 1)

    @property
    def recall(self) -> float:
        return self.both / max(self.said, 1)


def micro(scores: Iterable[Score]) -> float:
    """F1 over all decisions of all labels."""
    found = list(scores)
    return Score(sum(s.said for s in found), sum(s.told for s in found), sum(s.both for s in found)).f1


def macro(scores: Iterable[Score]) -> float:
    """The mean of the labels' F1."""
    found = [score.f1 for score in scores]
    return sum(found) / len(found)


def capp(labelled_only: bool = False) -> dict[str, Score]:
    """Label → score on the test policies, each read whole.

    `labelled_only` counts only the sentences of the published task: marked important, with a practice.
    """
    labels = PRACTICES if labelled_only else corpus.LABELS
    scores = {label: Score() for label in labels}
    for policy in training.data(test=True).policies:
        for sentence, told in zip(policy.sentences, _told([s.text for s in policy.sentences]), strict=True):
            if labelled_only and not ("important" in sentence.labels and sentence.labels & set(PRACTICES)):
                continue
            for label in labels:
                scores[label].add(label in sentence.labels, label in told)
    return scores


def viodroid() -> tuple[dict[str, Score], dict[str, Score]]:
    """Category → score, and rule → score of which only the recall means something: a row names few rules.

    Each sentence is read alone: the rows stand by category, and neighbours would give it away.
    """
    categories = {name: Score() for name in CATEGORIES}
    rules = {name: Score() for name in RULES}
    for row in corpus.viodroid():
        told = _told([row.text])[0]
        for name, practices in CATEGORIES.items():
            categories[name].add(row.category == name, bool(told & practices))
        for name in row.rules & RULES.keys():
            rules[name].add(True, bool(told & RULES[name]))
    return categories, rules


def _told(lines: Sequence[str]) -> list[frozenset[str]]:
    trained = model()
    if trained is None:
        raise FileNotFoundError("the model is not there: python -m tools.policy_model train")
    names = trained.labels
    return [
        frozenset(name for name, score in zip(names, scores, strict=True) if score > 0)
        for scores in trained.score(list(lines))
    ]
