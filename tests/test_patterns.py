"""Patterns that wait: none is wrong, each behaves as the pattern it stands for."""

from __future__ import annotations

import gc
import re

import pytest

from mingjian.patterns import Late, bilingual, late
from mingjian.rules import discover


def test_every_pattern_of_ours_compiles() -> None:
    discover()
    waiting: list[Late[str]] = [thing for thing in gc.get_objects() if issubclass(type(thing), Late)]
    assert len(waiting) > 50
    for pattern in waiting:
        assert pattern.search


def test_it_is_the_pattern_it_stands_for() -> None:
    words = late(r"(a)|b", re.IGNORECASE)
    assert [found.group() for found in words.finditer("xAyb")] == ["A", "b"]
    assert words.sub("-", "abc") == "--c"
    assert words.pattern == r"(a)|b"
    assert words.groups == 1
    assert late(rb"\d+").fullmatch(b"12")


def test_a_wrong_one_is_told_when_it_is_used() -> None:
    wrong = late("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_words_of_two_languages_are_found_as_by_one_pattern() -> None:
    chinese, latin = "优惠|红包(雨)?", r"\bcoupon|special offer"
    words, whole = bilingual(chinese, latin, re.IGNORECASE), re.compile(f"({chinese}|{latin})", re.IGNORECASE)
    for text in (
        "",
        "a Coupon",
        "recoupon",
        "SPECIAL OFFER: 红包",
        "领红包雨",
        "ſpecial offer",
        "nothing",
        "优",
    ):
        found, wanted = words.search(text), whole.search(text)
        assert (found and found.span(1)) == (wanted and wanted.span(1)), text
    assert words.sub("-", "a coupon 优惠") == "a - -"
    assert words.pattern == whole.pattern
