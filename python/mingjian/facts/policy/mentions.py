"""Where a text names types of personal information and permissions: one pass, the longest word wins.

Words are compared without case, width, spaces, `_` and `-` (`Android ID`, `android_id`, `AndroidID` are one),
and a Latin word must stand alone. The core finds them in one pass, whatever the text is.
Why no segmenter decides: docs/adr/0010-policy-language.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from mingjian import knowledge
from mingjian._core import Lexicon

_DROPPED = frozenset(" \t\u00a0\u3000_-\u2010\u2011\u2013\u2014")
_WIDE = re.compile(r"[Ａ-Ｚａ-ｚ０-９]")
_SPACED = re.compile(r"[ \t\u00a0\u3000_\-\u2010\u2011\u2013\u2014]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD: dict[int, int | None] = {**_NARROW, **dict.fromkeys(map(ord, _DROPPED))}


class Entry(Struct, frozen=True):
    """What a word may name."""

    type: str = ""
    """Id of personal_info.yaml."""
    weak: bool = False
    """Names the type only beside other types, in a cell or after a key."""
    bundle: int | None = None
    """Index of `PolicyWords.generic`."""
    permission: str = ""
    """Id of `PolicyWords.permissions`."""
    bare: bool = False
    """Names the permission only where permissions are spoken of."""


class Mention(Struct, frozen=True):
    """A word of the lexicon: characters `start` to `end` of the text it was looked for in."""

    start: int
    end: int
    entry: Entry


class Table(NamedTuple):
    finder: Lexicon
    entries: tuple[Entry, ...]


_NOTHING = Entry()


def folded(word: str) -> str:
    """`word` as it is compared."""
    return word.translate(_FOLD).lower()


@cache
def table() -> Table:
    """Every word of knowledge/policy_words.yaml and the synonyms of personal_info.yaml; the former decide."""
    words = knowledge.policy_words()
    entries: dict[str, Entry] = {}
    own = {row.type: row for row in words.types}
    for row in words.types:
        entries.update((folded(word), Entry(row.type)) for word in row.words)
        entries.update((folded(word), Entry(row.type, True)) for word in row.weak)
    for info in knowledge.personal_info():
        row = own[info.id]
        gone = {folded(word) for word in row.left_out}
        for synonyms, weak in ((info.synonyms, False), (info.weak_synonyms, True)):
            for word in map(folded, synonyms):
                if word not in gone:
                    entries.setdefault(word, Entry(info.id, weak))
    for index, bundle in enumerate(words.generic):
        entries.update((folded(word), Entry(bundle=index)) for word in bundle.words)
    for kind in words.permissions:
        for names, bare in ((kind.words, False), (kind.bare, True)):
            for word in map(folded, names):
                old = entries.get(word, _NOTHING)
                if not old.permission:
                    entries[word] = Entry(old.type, old.weak, old.bundle, kind.id, bare)
    entries.update((folded(word), _NOTHING) for word in (*words.others, *words.markers["breaks"]))
    found = {word: entry for word, entry in entries.items() if len(word) > 1}
    return Table(Lexicon(list(found)), tuple(found.values()))


def mentions(text: str) -> Iterator[Mention]:
    """The words of the lexicon in `text`, in order, none within another."""
    places: list[int] | None = None
    plain = text.lower()
    if len(plain) != len(text):
        plain = text
    if _WIDE.search(plain):
        plain = plain.translate(_NARROW).lower()
    plain = plain.replace("（", "(").replace("）", ")")
    if _SPACED.search(plain):
        places = [at for at, c in enumerate(plain) if c not in _DROPPED]
        plain = "".join([plain[at] for at in places])
    finder, entries = table()
    for first, last, index in finder.find(plain):
        entry = entries[index]
        if entry is _NOTHING:
            continue
        start, end = (first, last) if places is None else (places[first], places[last - 1] + 1)
        if _stands_alone(text, start, end):
            yield Mention(start, end, entry)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A Latin word is not part of a longer one; digits may follow (`IMEI1`)."""
    if text[start].isascii() and start and text[start - 1].isascii() and text[start - 1].isalnum():
        return False
    return not (
        text[end - 1].isascii()
        and text[end - 1].isalpha()
        and end < len(text)
        and text[end].isascii()
        and text[end].isalpha()
    )
