"""Hits of one subject by what is asked of them, sorted when a key is asked for that may be there.

Facts that are kept say which keys there are (`facts.kept`), so that most questions end without a hit read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from mingjian.facts.calls import CallFacts, Hit

Sort = Callable[[Sequence[Hit]], Mapping[str, Sequence[Hit]]]


class SortedHits:
    """Hits of `calls` as `sort` sorts them; `known` holds every key there may be, where that is known."""

    __slots__ = ("_calls", "_known", "_sort", "_table")

    def __init__(self, calls: CallFacts, sort: Sort, known: Collection[str] | None = None) -> None:
        self._calls, self._sort, self._known = calls, sort, known
        self._table: Mapping[str, Sequence[Hit]] | None = None

    def get(self, key: str) -> Sequence[Hit]:
        """The hits with that key, in their order."""
        if self._known is not None and key not in self._known:
            return ()
        return self._sorted().get(key, ())

    def names(self) -> Collection[str]:
        """Every key, in the order they come; where keys are known, some may have no hits."""
        return self._sorted().keys() if self._known is None else self._known

    def _sorted(self) -> Mapping[str, Sequence[Hit]]:
        if self._table is None:
            self._table = self._sort(self._calls.hits)
        return self._table


def by_tags(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """Each hit under every of its tags, in their order; keys in the order they come."""
    table: dict[str, list[Hit]] = {}
    for hit in hits:
        for tag in hit.tags:
            there = table.get(tag)
            if there is None:
                table[tag] = [hit]
            else:
                there.append(hit)
    return table


def by_names(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """Each hit under the bare name of what is called; the same call stands in many places."""
    table: dict[str, list[Hit]] = {}
    by_callee: dict[str, list[Hit]] = {}
    for hit in hits:
        there = by_callee.get(hit.callee)
        if there is None:
            there = by_callee[hit.callee] = table.setdefault(method_name(hit), [])
        there.append(hit)
    return table


def by_classes(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """Each hit under the outermost class that holds it; those of a method stand one after the other."""
    table: dict[str, list[Hit]] = {}
    for caller, there in groupby(hits, attrgetter("caller")):
        table.setdefault(outer(caller), []).extend(there)
    return table


def method_name(hit: Hit) -> str:
    """The called method's bare name: `getDeviceId`; empty for strings and fields."""
    return hit.callee.partition(";->")[2].partition("(")[0]


def outer(signature: str) -> str:
    """The outermost class of a signature, `Lcom/a/B$1;->run()V` → `Lcom/a/B`."""
    return signature.partition(";->")[0].partition("$")[0]
