"""The score of the readers of names, dates and contacts, and the rows it is taken from."""

from __future__ import annotations

from pathlib import Path

from tools.quality.policy_names import GROUPS, Row, failures, reviews, scores
from tools.quality.policy_rights import Score, texts


def test_rows_answer_every_label_of_forty_policies() -> None:
    read = reviews()
    assert len({review.sha256 for review in read}) == len(read) == 40
    assert sum(review.held for review in read) == 20
    for review in read:
        assert {row.label for row in review.row if not row.may} == set(GROUPS)
        assert all(row.none != bool(row.end) for row in review.row)


def test_rows_point_into_their_texts(shared: Path) -> None:
    there = texts(shared)
    for review in reviews():
        whole = there[review.sha256].read_text(encoding="utf-8")
        assert all(row.end <= len(whole) and _fits(row, whole) for row in review.row if not row.none)


def _fits(row: Row, whole: str) -> bool:
    words = whole[row.start : row.end]
    if row.label == "email":
        return "@" in words
    if row.label in ("phone", "published", "updated", "effective"):
        return any(c.isdigit() for c in words)
    return bool(words.strip())


def test_readers_reach_the_bar(shared: Path) -> None:
    by_group, _ = scores(shared)
    assert by_group
    assert list(failures(by_group)) == []


def test_a_group_below_the_bar_is_named() -> None:
    assert list(failures({("dates", True): Score(right=9, wrong=1)})) == [
        "policies, dates: recall 1.000, precision 0.900, bar 0.97"
    ]
