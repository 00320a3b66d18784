"""A policy's words as evidence, and when its silence may be told.

A quotation is shown in its sentence, verbatim, so that it can be found again by search; its location is the
file and the passage. A missing statement is shown by what was looked for and where.
"""

from __future__ import annotations

from collections.abc import Iterable

from mingjian.facts import Facts
from mingjian.facts.policy import PolicyFacts
from mingjian.facts.policy.types import UNREAD, Quote
from mingjian.model import Evidence
from mingjian.patterns import late

MOST_SHOWN = 240
"""Characters of a sentence an excerpt shows; a longer one is cut round the words, marked by …."""
MOST_HEADINGS = 12
_BREAK = late(r"[。！？；!?;\n]")


def whole(facts: Facts) -> PolicyFacts | None:
    """The policy when it was read whole and is one in Chinese: only then may its silence be told."""
    return facts.policy if read_whole(facts) else None


def read_whole(facts: Facts) -> bool:
    """There is a policy that was read whole and is one in Chinese."""
    read = facts.policy_read()
    if read is None or not read.is_policy or read.language not in ("zh", "zh-hant"):
        return False
    return read.passages and UNREAD.isdisjoint(read.notes)


def quoted(facts: Facts, quote: Quote) -> Evidence:
    """The words at `quote`, in their sentence."""
    policy = _policy(facts)
    passage = policy.document.passages[quote.passage]
    return Evidence(
        kind="policy",
        location=f"{policy.document.source}#{passage.place}",
        excerpt=_sentence(passage.text, quote.start, quote.end),
        words=policy.words(quote),
    )


def quotes(facts: Facts, found: Iterable[Quote | None]) -> list[Evidence]:
    """Evidence for each quotation there is, none told twice."""
    told: list[Evidence] = []
    for quote in found:
        if quote is not None and (one := quoted(facts, quote)) not in told:
            told.append(one)
    return told


def missing(facts: Facts, zh: str, en: str) -> Evidence:
    """The policy as a whole, read through for what `zh` and `en` name and not found to state it."""
    document = _policy(facts).document
    headings = [passage.text for passage in document.passages if passage.kind == "heading"][:MOST_HEADINGS]
    parts = "；".join(headings)
    return Evidence(
        kind="policy",
        location=document.source,
        excerpt=f"全文 {document.characters} 字未见：{zh} / nowhere in the text: {en}"
        + (f"\n标题 / headings: {parts}" if parts else ""),
    )


def words(facts: Facts, quote: Quote) -> str:
    """The quoted words themselves."""
    return _policy(facts).words(quote)


def _policy(facts: Facts) -> PolicyFacts:
    if facts.policy is None:
        raise ValueError("no policy among the facts")
    return facts.policy


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence round `start` to `end`, cut to MOST_SHOWN characters but never within the words shown."""
    left = max((m.end() for m in _BREAK.finditer(text, max(0, start - MOST_SHOWN), start)), default=0)
    left = max(left, start - MOST_SHOWN, 0)
    stop = _BREAK.search(text, max(start, end - 1), end + MOST_SHOWN)
    right = stop.end() if stop else min(len(text), end + MOST_SHOWN)
    if right - left > MOST_SHOWN:
        spare = max(0, MOST_SHOWN - (end - start)) // 2
        left, right = max(left, start - spare), min(right, max(start + MOST_SHOWN, end + spare))
        right = min(right, left + MOST_SHOWN)
    shown = text[left:right].strip()
    before = "…" if left and not _BREAK.match(text, left - 1) else ""
    return f"{before}{shown}{'' if right >= len(text) or _BREAK.match(text, right - 1) else '…'}"
