"""The model of policy sentences: the split it was trained by, the file it is in, and how right it is."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from mingjian.facts.policy.practices import PRACTICES, model
from tools.policy_model import corpus, split
from tools.policy_model.measure import Score, macro, micro
from tools.quality import policy_practices


def test_look_alike_policies_are_on_one_side() -> None:
    parts: dict[int, set[str]] = defaultdict(set)
    for _, _, part, group in split.read():
        parts[group].add("test" if part == "test" else "train")
    rows = [row for row in split.read() if row[2] != "twin"]
    both = {row[3] for row in rows if row[2] == "test"} & {row[3] for row in rows if row[2] != "test"}
    assert not both
    assert len({sha256 for _, sha256, _, _ in split.read()}) == len(split.read()) == 79


def test_the_shipped_model_is_the_one_of_this_split() -> None:
    trained = model()
    assert trained is not None
    assert trained.training_sha256 == split.training_sha256(split.read())
    assert tuple(trained.labels) == corpus.LABELS
    assert corpus.LABELS[: len(PRACTICES)] == PRACTICES


def test_the_split_is_made_of_the_files_given(shared: Path) -> None:
    policies = corpus.policies(shared / corpus.CAPP.relative_to(corpus.POLICY.parents[1]))
    parts = split.make(policies)
    assert [(p.file, p.sha256, parts[p.file]) for p in policies] == [row[:3] for row in split.read()]


def test_the_model_is_as_right_as_it_was(shared: Path) -> None:
    assert shared.is_dir()
    assert list(policy_practices.failures(policy_practices.scores())) == []


def test_f1_counts_both_kinds_of_error() -> None:
    one, other = Score(said=4, told=2, both=2), Score(said=2, told=2, both=1)
    assert (one.precision, one.recall, round(one.f1, 4)) == (1.0, 0.5, 0.6667)
    assert round(micro([one, other]), 4) == 0.6
    assert round(macro([one, other]), 4) == round((2 / 3 + 1 / 2) / 2, 4)
