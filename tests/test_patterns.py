"""Patterns that wait: none is wrong, each behaves as the pattern it stands for."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import random
import re

import pytest

from mingjian import rules
from mingjian.patterns import Late, Split, bilingual, late, needed


@pytest.fixture(autouse=True, scope="module")
def every_rule() -> None:
    """All rules' modules: a rule's is imported when it is first asked, and patterns are made there."""
    for module in pkgutil.walk_packages(rules.__path__, "mingjian.rules."):
        importlib.import_module(module.name)


def test_every_pattern_of_ours_compiles() -> None:
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


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("abc|Bd", ("abc", "bd")),
        (r"\bupdate|log ?in", ("update", "log")),
        (r"re(news?|turn)\s+soon", ("soon",)),
        ("(立即|马上)(开通|参与)", ("立即", "马上")),
        ("个人信息(保护|处理)?", ("个人信息",)),
        ("ab+c{12}d", ("ab",)),
        ("[abc]x|(?:yes|no)!", ("x", "yes", "no")),
        ("优惠|[0-9]+", ()),
        ("a(?=b)", ()),
        ("红包|", ()),
    ],
)
def test_what_a_text_must_hold_to_have_a_word(words: str, parts: tuple[str, ...]) -> None:
    assert needed(words) == parts


def test_no_word_of_ours_is_missed_for_what_it_needs() -> None:
    ours: list[Split] = [thing for thing in gc.get_objects() if type(thing) is Split]
    assert len(ours) >= 8
    shares = random.Random(20)  # noqa: S311 - a seed
    for pattern in ours:
        chinese, latin = pattern.words
        plain = re.compile(f"({chinese}|{latin})", pattern.whole.flags)
        pieces = [*"的, .xſKİ1", "\n", *re.findall(r"[^\W\d_]+", f"{chinese} {latin}")]
        for _ in range(400):
            text = "".join(shares.choice(pieces) for _ in range(shares.randrange(1, 6)))
            text = shares.choice((text, text.upper(), text.title(), text.encode("ascii", "ignore").decode()))
            found, wanted = pattern.search(text), plain.search(text)
            assert (found and found.span()) == (wanted and wanted.span()), (pattern.words, text)
