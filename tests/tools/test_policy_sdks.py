"""Review rows of SDK entries: the form they are in, and how a cell is scored."""

from __future__ import annotations

import pytest

from mingjian.facts.policy.sdks import find
from tests.facts.policy.made import lines, prepared
from tools.quality.policy_sdks import Entry, Places, Span, common, failures, judge, reviews, whole

TEXT = "我们使用个推SDK，该SDK获取您的设备标识，用于消息推送。\n\n我们使用高德地图SDK。\n"


def span(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


def test_rows_are_entries_of_forty_policies() -> None:
    read = reviews()
    assert len(read) >= 40
    assert len({review.sha256 for review in read}) == len(read)
    assert {review.position % 2 for review in read} == {0, 1}
    for review in read:
        for entry in review.entry:
            spans = [one for one in (entry.name, entry.vendor, entry.purpose, entry.types, entry.link) if one]
            assert all(0 <= start < end for start, end in spans)


@pytest.mark.parametrize(
    ("one", "other", "share"), [((0, 10), (0, 10), 1.0), ((0, 10), (5, 15), 1 / 3), ((0, 4), (6, 8), 0.0)]
)
def test_spans_have_in_common(one: Span, other: Span, share: float) -> None:
    assert common(one, other) == pytest.approx(share)


def test_a_cell_is_right_wrong_missed_or_made_up() -> None:
    text = prepared(lines(*TEXT.split("\n\n")))
    places = Places(text.document, TEXT)
    expected = [
        Entry(name=span("个推SDK"), purpose=span("消息推送"), types=span("您的")),
        Entry(name=span("该SDK获取您的")),
    ]
    scores, slips = judge(expected, find(text), places, "made")
    assert (scores["purpose"].right, scores["types"].wrong, scores["name"].missed) == (1, 1, 1)
    assert scores["name"].made_up == 1
    assert len(slips) == whole(scores).cells - whole(scores).right
    assert list(failures({"held": scores}))
