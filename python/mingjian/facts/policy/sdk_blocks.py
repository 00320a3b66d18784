"""Lists of SDKs as lines of `label：value` under a name, as one paragraph of such pairs for each SDK, and
tables whose columns were lost when they were saved as plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mingjian.artifacts.policy import Document, Passage
from mingjian.facts.policy import sdk_names, sdk_spaced
from mingjian.facts.policy.sdk_flat import flattened
from mingjian.facts.policy.sdk_labels import Labelled, labelled
from mingjian.facts.policy.sdk_rows import SHORT, Row, bare_of, link_of, names_sdk, said
from mingjian.facts.policy.types import Quote, Said, StatedSdk

NEAR = 2
"""Passages between one entry and the next."""
_ASIDE = re.compile(r"[^：，。；]{2,16}：|该SDK|此SDK|（", re.I)
"""A line of an entry under a label of the author's own: 由此SDK引入：…"""


class _Block:
    """One entry being read, and which passages it took."""

    def __init__(self, title: int | None, heading: str) -> None:
        self.row = Row(heading)
        self.title = title
        self.passages: list[int] = [] if title is None else [title]
        self.named = False

    def enough(self, document: Document, *, follows: bool) -> bool:
        """Labels enough, and of kinds that lists of SDKs have: a lone 目的： is ordinary text.

        `follows`: the entry comes right after one of the list, so that its name need not look like one.
        """
        told = set(self.row.fields)
        if self.named:
            return bool(told & {"vendor", "purpose", "types", "link", "site", "scenario"})
        if self.title is None:
            return False
        name = _head(document.passages[self.title].text)
        wanted = told & {"vendor", "purpose", "types", "link", "site"}
        if names_sdk(name):
            return bool(wanted)
        if "：" in name or sdk_names.generic(name) or name.endswith(("表", "目录", "清单", "列表")):
            return False
        vendor = self.row.fields.get("vendor")
        return (follows and len(wanted) > 1 and len(bare_of(name)) <= SHORT) or (
            vendor is not None and len(vendor.value) <= SHORT and len(wanted) > 2
        )


class _Reader:
    """Goes through the passages once, one entry open at a time."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[tuple[int, StatedSdk]] = []
        self.taken: set[int] = set()
        self.block: _Block | None = None
        self.title: int | None = None
        self.waiting: Labelled | None = None
        self.asides: list[int] = []
        self.ended = 0

    def close(self) -> None:
        """Keeps the open entry if there is enough of it."""
        block, self.block = self.block, None
        if block is None or not block.passages:
            return
        follows = bool(self.found) and block.passages[0] - self.ended <= NEAR
        if not block.enough(self.document, follows=follows):
            return
        self.ended = block.passages[-1]
        name = None if block.named or block.title is None else _title(self.document, block.title)
        entry = block.row.stated("block", name)
        if entry is not None:
            self.found.append((block.passages[0], entry))
            self.taken.update(block.passages)

    def plain(self, index: int) -> None:
        """A line without a label: a value, an aside, a title, or the end of the entry."""
        passage = self.document.passages[index]
        text, block = passage.text, self.block
        if self.waiting is not None and block is not None and len(text) < 400:
            _keep(self.document, block, self.waiting, index, 0, len(text))
            self.waiting, self.title = None, None
            return
        self.waiting = None
        if _ASIDE.match(text) and (self.title is not None or block is not None):
            if block is not None and self.title is None:
                block.passages.append(index)
            else:
                self.asides.append(index)
        elif _is_title(passage):
            self.close()
            self.title, self.asides = index, []
        elif block is not None and len(text) > 80:
            self.close()
            self.title = None

    def labels(self, index: int, pairs: tuple[Labelled, ...]) -> None:
        """A line of `label：value`."""
        first, block = pairs[0].field, self.block
        starts = first == "name" or (first == "weak_name" and block is not None and block.named)
        repeats = block is not None and first in block.row.fields and self.title is not None
        if block is None or starts or repeats:
            self.close()
            title = None if starts else self.title
            block = self.block = _Block(title, _context(self.document, index, self.title))
            block.passages += self.asides if title is not None else []
            self.asides = []
        if first in ("name", "weak_name") and not block.row.fields:
            block.named = True
        block.passages.append(index)
        for pair in pairs:
            if pair.start < pair.end:
                _keep(self.document, block, pair, index, pair.start, pair.end)
        self.waiting = pairs[-1] if pairs[-1].start >= pairs[-1].end else None
        self.title = None


def find(document: Document) -> tuple[tuple[StatedSdk, ...], frozenset[int]]:
    """The entries, and the passages they were read from."""
    reader = _Reader(document)
    for entry, used in (*flattened(document), *sdk_spaced.find(document)):
        reader.found.append((min(used), entry))
        reader.taken |= used
    for index, passage in enumerate(document.passages):
        if passage.kind == "cell" or index in reader.taken:
            continue
        pairs = _pairs(passage.text)
        if pairs:
            reader.labels(index, pairs)
        else:
            reader.plain(index)
    reader.close()
    reader.found.sort(key=lambda one: one[0])
    return tuple(entry for _, entry in reader.found), frozenset(reader.taken)


def _pairs(text: str) -> tuple[Labelled, ...]:
    """The labels of a line; a prose sentence that happens to hold a colon has none."""
    if "：" not in text[:40] and ":" not in text[:40]:
        return ()
    return labelled(text)


def _is_title(passage: Passage) -> bool:
    text = passage.text
    return 1 < len(bare_of(text)) <= SHORT and text[-1] not in "。；，"


def _head(text: str) -> str:
    return text.rstrip("：: ")


def _title(document: Document, index: int) -> Said:
    text = _head(document.passages[index].text)
    number = sdk_names.number(text)
    return said(document, index, number, len(text))


def _context(document: Document, index: int, title: int | None) -> str:
    at = document.passages[index if title is None else title].section
    return document.passages[at].text if at is not None and at != title else ""


def _keep(document: Document, block: _Block, pair: Labelled, index: int, start: int, end: int) -> None:
    text = document.passages[index].text
    value = Said(text[start:end], Quote(index, start, end))
    if index not in block.passages:
        block.passages.append(index)
    block.row.add(
        pair.field, (link_of(document, index, start, end) or value) if pair.field == "link" else value
    )


def unused(passages: Sequence[Passage], taken: frozenset[int]) -> list[int]:
    """Passages of text that no list has taken."""
    return [index for index, one in enumerate(passages) if one.kind != "cell" and index not in taken]
