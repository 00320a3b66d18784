"""How a policy's words become evidence."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mingjian.artifacts.policy import Document, Note, Passage
from mingjian.facts import Facts
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import Quote
from mingjian.facts.subject import SubjectFacts
from mingjian.rules._policy import MOST_SHOWN, missing, quoted, quotes, whole


def facts_of(*texts: str, notes: tuple[str, ...] = (), is_policy: bool = True) -> Facts:
    """A policy of these paragraphs, alone."""
    passages = tuple(
        Passage(kind="paragraph", text=text, place=f"line {i}") for i, text in enumerate(texts, 1)
    )
    document = Document(
        source="policy.txt",
        format="txt",
        sha256="0" * 64,
        size_bytes=1,
        passages=passages,
        notes=tuple(Note(code, "") for code in notes),
    )
    subject = SubjectFacts(kind="policy", path="policy.txt", sha256="0" * 64, size_bytes=1)
    return Facts(subject=subject, policy=PolicyFacts(document=document, is_policy=is_policy))


def quote(facts: Facts, passage: int, words: str) -> Quote:
    assert facts.policy
    start = facts.policy.document.passages[passage].text.index(words)
    return Quote(passage, start, start + len(words))


def test_words_are_shown_in_their_sentence() -> None:
    facts = facts_of("本政策于今日生效。您可以注销账号，我们会删除信息。其他事项见下文。", "无关")
    shown = quoted(facts, quote(facts, 0, "注销账号"))
    assert (shown.kind, shown.location) == ("policy", "policy.txt#line 1")
    assert shown.excerpt == "您可以注销账号，我们会删除信息。"


def test_long_sentences_are_cut_round_the_words() -> None:
    facts = facts_of("前" * 400 + "注销账号" + "后" * 400)
    excerpt = quoted(facts, quote(facts, 0, "注销账号")).excerpt
    assert "注销账号" in excerpt
    assert excerpt.startswith("…前")
    assert excerpt.endswith("后…")
    assert len(excerpt) <= MOST_SHOWN + 2


def test_a_quotation_is_told_once() -> None:
    facts = facts_of("您可以注销账号。")
    one = quote(facts, 0, "注销账号")
    assert len(quotes(facts, [one, None, one])) == 1


def test_what_is_missing_names_what_was_looked_for() -> None:
    shown = missing(facts_of("您可以注销账号。"), "撤回同意的方式", "a way to withdraw consent")
    assert shown.location == "policy.txt"
    assert "撤回同意的方式" in shown.excerpt
    assert "a way to withdraw consent" in shown.excerpt


@pytest.mark.parametrize("note", ["no_text", "mojibake", "truncated", "script_rendered"])
def test_silence_of_what_was_not_read_whole_is_not_told(note: str) -> None:
    assert whole(facts_of("您可以注销账号。", notes=(note,))) is None


def test_silence_of_another_document_is_not_told() -> None:
    good = facts_of("您可以注销账号。", notes=("main_content_guessed",))
    assert good.policy
    assert whole(good) is good.policy
    assert whole(facts_of("说明书。", is_policy=False)) is None
    assert whole(replace(good, policy=replace(good.policy, language="en"))) is None
