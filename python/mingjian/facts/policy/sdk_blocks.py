"""Lists of SDKs as lines of `label：value` under a name, as one paragraph of such pairs for each SDK, and
tables whose columns were lost when they were saved as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from mingjian.artifacts.policy import Document, Passage
from mingjian.facts.policy import sdk_names
from mingjian.facts.policy.sdk_flat import flattened
from mingjian.facts.policy.sdk_labels import Labelled, labelled
from mingjian.facts.policy.sdk_rows import SHORT, Row, link_of, names_sdk, said
from mingjian.facts.policy.types import Quote, Said, StatedSdk


class _Block:
    """One entry being read, and which passages it took."""

    def __init__(self, title: int | None, heading: str) -> None:
        self.row = Row(heading)
        self.title = title
        self.passages: list[int] = [] if title is None else [title]
        self.named = False

    def enough(self, document: Document) -> bool:
        """Labels enough, and of kinds that lists of SDKs have: a lone 目的： is ordinary text."""
        told = set(self.row.fields)
        if self.named:
            return bool(told & {"vendor", "purpose", "types", "link", "scenario"})
        if self.title is None:
            return False
        name = _head(document.passages[self.title].text)
        wanted = told & {"vendor", "purpose", "types", "link"}
        if names_sdk(name):
            return bool(wanted)
        vendor = self.row.fields.get("vendor")
        return (
            vendor is not None
            and len(vendor.value) <= SHORT
            and len(wanted) > 2
            and not sdk_names.generic(name)
        )


def find(document: Document) -> tuple[tuple[StatedSdk, ...], frozenset[int]]:
    """The entries, and the passages they were read from."""
    found: list[tuple[int, StatedSdk]] = []
    taken: set[int] = set()
    passages = document.passages
    block: _Block | None = None
    title: int | None = None
    waiting: Labelled | None = None
    for entry, used in flattened(document):
        found.append((min(used), entry))
        taken |= used

    def close() -> None:
        nonlocal block
        if block is not None and block.enough(document):
            name = None if block.named or block.title is None else _title(document, block.title)
            entry = block.row.stated("block", name)
            if entry is not None:
                found.append((block.passages[0], entry))
                taken.update(block.passages)
        block = None

    for index, passage in enumerate(passages):
        if passage.kind == "cell" or index in taken:
            continue
        text = passage.text
        pairs = _pairs(text)
        if not pairs:
            if waiting is not None and block is not None and len(text) < 400:
                _keep(document, block, waiting, index, 0, len(text))
                waiting, title = None, None
                continue
            waiting = None
            if _is_title(passage):
                close()
                title = index
            elif block is not None and len(text) > 80:
                close()
                title = None
            continue
        first = pairs[0].field
        starts = first == "name" or (first == "weak_name" and block is not None and block.named)
        repeats = block is not None and first in block.row.fields and title is not None
        if block is None or starts or repeats:
            close()
            block = _Block(None if starts else title, _context(document, index, title))
        if first in ("name", "weak_name") and not block.row.fields:
            block.named = True
        block.passages.append(index)
        for pair in pairs:
            if pair.start < pair.end:
                _keep(document, block, pair, index, pair.start, pair.end)
        waiting = pairs[-1] if pairs[-1].start >= pairs[-1].end else None
        title = None
    close()
    found.sort(key=lambda one: one[0])
    return tuple(entry for _, entry in found), frozenset(taken)


def _pairs(text: str) -> tuple[Labelled, ...]:
    """The labels of a line; a prose sentence that happens to hold a colon has none."""
    if "：" not in text[:40] and ":" not in text[:40]:
        return ()
    return labelled(text)


def _is_title(passage: Passage) -> bool:
    text = passage.text
    return 1 < len(text) <= SHORT and text[-1] not in "。；，"


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
