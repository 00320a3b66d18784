"""Review rows of what policies name: the form they are in, and how the reader's answer is scored."""

from __future__ import annotations

from mingjian import knowledge
from tools.quality.policy_mentions import Found, Sentence, failures, reviews, score
from tools.quality.policy_rights import Score


def test_rows_name_types_within_what_was_read() -> None:
    read = reviews()
    assert len({review.sha256 for review in read}) == len(read)
    assert sum(len(sentence.named) for review in read for sentence in review.sentence) >= 300
    known = {kind.id for kind in knowledge.personal_info()}
    for review in read:
        for sentence in review.sentence:
            first, last = sentence.read
            for start, end, kind, _, _ in sentence.named:
                assert first <= start < end <= last
                assert kind in known


def test_an_answer_is_right_missed_or_wrong() -> None:
    row = Sentence((0, 20), ((0, 4, "imei", "collection", False), (5, 8, "contacts", "collection", True)))
    named, denied, practice = Score(), Score(), Score()
    told = [Found(0, 4, "imei", "collection", True), Found(9, 12, "sms", "use", False)]
    score(row, told, named, denied, practice)
    assert (named.right, named.missed, named.wrong) == (1, 1, 1)
    assert (denied.right, denied.missed, denied.wrong) == (0, 1, 1)


def test_what_is_below_the_bar_is_named() -> None:
    assert list(failures({"type named": Score(right=1), "denied": Score(right=1, missed=1)}))
    assert list(failures({"type named": Score(right=1), "denied": Score(right=1)})) == []
