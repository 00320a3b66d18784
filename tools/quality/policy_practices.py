"""What sentences of policies speak of: the shipped model on policies it never saw, beside others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from mingjian.facts.policy.practices import PRACTICES
from tools.policy_model import ablate, measure
from tools.policy_model.measure import Score, macro, micro

FLOOR_MICRO = 0.74
FLOOR_MACRO = 0.74
"""Of all sentences of the test policies: what was reached, less what a change of reading may cost."""
PUBLISHED: Mapping[str, tuple[float, float]] = {
    "RoBERTa": (0.819, 0.841),
    "mBERT": (0.809, 0.821),
    "ERNIE": (0.807, 0.821),
    "BERT": (0.802, 0.820),
    "PERT": (0.801, 0.812),
    "SBERT": (0.781, 0.794),
}
"""Topic micro and macro F1 of TCSI-pp. Source: README of github.com/EnlightenedAI/CAPP-130, table 3."""


class Practices(Struct, frozen=True):
    """Scores on CAPP-130's test policies (all sentences; labelled ones) and on VioDroid-Finder."""

    every: Mapping[str, Score]
    labelled: Mapping[str, Score]
    categories: Mapping[str, Score]
    rules: Mapping[str, Score]


def scores() -> Practices:
    """Measured now, with the model that is shipped."""
    return Practices(measure.capp(), measure.capp(labelled_only=True), *measure.viodroid())


def failures(found: Practices) -> Iterator[str]:
    """What lies below the floor."""
    each = [found.every[name] for name in PRACTICES]
    for name, value, floor in (("micro", micro(each), FLOOR_MICRO), ("macro", macro(each), FLOOR_MACRO)):
        if value < floor:
            yield f"practices of sentences: {name} F1 {value:.3f} below {floor}"


def table(found: Practices) -> Iterator[str]:
    """The section of docs/quality.md."""
    yield (
        "The model's own test policies (tools/policy_model/split.tsv: sixteen, none of a family that "
        "trained), each read whole. *Labelled* are the sentences of the published task: marked important, "
        "with a practice."
    )
    yield ""
    yield "| practice | sentences | precision | recall | F1 | F1, labelled |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, one in found.every.items():
        labelled = f"{found.labelled[name].f1:.3f}" if name in found.labelled else "–"
        yield f"| {name} | {one.said} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {labelled} |"
    each, few = [found.every[name] for name in PRACTICES], list(found.labelled.values())
    yield f"| **practices, micro** | | | | {micro(each):.3f} | {micro(few):.3f} |"
    yield f"| **practices, macro** | | | | {macro(each):.3f} | {macro(few):.3f} |"
    yield ""
    yield from _beside(found)
    yield ""
    yield from _viodroid(found)


def _beside(found: Practices) -> Iterator[str]:
    kept = ablate.read()
    yield (
        "Beside the figures of the corpus's authors (README of github.com/EnlightenedAI/CAPP-130, table 3), "
        "all on labelled sentences. Theirs come from 130 policies, ours from the 79 at hand (78, one being "
        "another's twin). Sentences drawn regardless of policy stand on both sides with others of one "
        "template; drawn by policy, look-alikes stay together: harder, and what a new policy meets."
    )
    yield ""
    yield "| | drawn by | micro F1 | macro F1 |"
    yield "|---|---|--:|--:|"
    for name, (low, high) in PUBLISHED.items():
        yield f"| {name}, published | sentence | {low:.3f} | {high:.3f} |"
    for key, name in (
        ("as published: the sentence alone", "linear, the sentence alone"),
        ("as published: with context", "**linear with context: our method, fit anew**"),
    ):
        line = kept[key]
        yield f"| {name} | sentence | {line.labelled_micro:.3f} | {line.labelled_macro:.3f} |"
    alone, few = kept["baseline on test"], list(found.labelled.values())
    yield f"| linear, the sentence alone | policy | {alone.labelled_micro:.3f} | {alone.labelled_macro:.3f} |"
    yield f"| **the shipped model** | policy | {micro(few):.3f} | {macro(few):.3f} |"


def _viodroid(found: Practices) -> Iterator[str]:
    yield (
        "VioDroid-Finder's sentences (github.com/das-lab/VioDroid-Finder; never trained on), each read "
        "alone, for they stand sorted by category. We found no openly published figures for its classifiers. "
        "A category is told when one of its practices is; PC1 (scope, dates) and PC7 (abroad) are none."
    )
    yield ""
    yield "| category | practices | sentences | precision | recall | F1 |"
    yield "|---|---|--:|--:|--:|--:|"
    for name, one in found.categories.items():
        practices = ", ".join(sorted(measure.CATEGORIES[name]))
        yield f"| {name} | {practices} | {one.said} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} |"
    yield ""
    yield "| rule | practices | sentences | recall |"
    yield "|---|---|--:|--:|"
    for name, one in found.rules.items():
        practices = ", ".join(sorted(measure.RULES[name]))
        yield f"| {name} | {practices} | {one.said} | {one.recall:.3f} |"
