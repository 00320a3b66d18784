"""Review rows of policies: the form they are in, and how an answer is scored."""

from __future__ import annotations

from tools.quality.policy_rights import LEAST, Score, answers, failures, reviews


def test_rows_are_questions() -> None:
    read = reviews()
    assert len(read) >= 30
    assert len({review.sha256 for review in read}) == len(read)
    labels = {label for review in read for label, _, _ in answers(review)}
    assert {"right stated", "right with a way", "unfair term"} <= labels


def test_spans_are_places_in_the_text() -> None:
    for review in reviews():
        for row in review.row:
            assert (row.start is None) == (row.end is None)
            assert row.start is None or row.end is None or 0 <= row.start < row.end


def test_a_label_below_the_bar_is_named() -> None:
    score = Score()
    for _ in range(LEAST):
        score.count(expected=True, found=True)
    assert list(failures({"right stated": score})) == []
    score.count(expected=True, found=False)
    assert list(failures({"right stated": score}))
