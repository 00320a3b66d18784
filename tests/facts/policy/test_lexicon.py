"""The core's finder of many words counts places as Python does."""

from __future__ import annotations

import pytest

from mingjian._core import Lexicon


def test_places_are_characters_of_the_text() -> None:
    text = "é😀您的位置信息与WIFI"
    found = Lexicon(["位置", "位置信息", "wifi"], ignore_case=True).find(text)
    assert [(text[start:end], index) for start, end, index in found] == [("位置信息", 1), ("WIFI", 2)]


def test_half_a_surrogate_pair_is_one_character() -> None:
    assert Lexicon(["号"]).find("\ud800号") == [(1, 2, 0)]


def test_an_empty_word_is_refused() -> None:
    with pytest.raises(ValueError, match="word 1 is empty"):
        Lexicon(["号", ""])
