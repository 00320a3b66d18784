"""Hits of one subject by what is asked of them, sorted when a key is asked for that may be there.

Facts that are kept say which keys there are (`facts.kept`), so that most questions end without a hit read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from mingjian.facts.calls import CallFacts, Hit

Keys = Callable[[Hit], Iterable[str]]


class SortedHits:
    """Hits of `calls` by each of their `keys`; `known` holds every key there may be, where that is known."""

    __slots__ = ("_calls", "_keys", "_known", "_table")

    def __init__(self, calls: CallFacts, keys: Keys, known: Collection[str] | None = None) -> None:
        self._calls, self._keys, self._known = calls, keys, known
        self._table: dict[str, list[Hit]] | None = None

    def get(self, key: str) -> Sequence[Hit]:
        """The hits with that key, in their order."""
        if self._known is not None and key not in self._known:
            return ()
        return self._sorted().get(key, ())

    def names(self) -> Collection[str]:
        """Every key, in the order they come; where keys are known, some may have no hits."""
        return self._sorted().keys() if self._known is None else self._known

    def _sorted(self) -> dict[str, list[Hit]]:
        if self._table is None:
            table: defaultdict[str, list[Hit]] = defaultdict(list)
            keys = self._keys
            for hit in self._calls.hits:
                for key in keys(hit):
                    table[key].append(hit)
            self._table = dict(table)
        return self._table


def method_name(hit: Hit) -> str:
    """The called method's bare name: `getDeviceId`; empty for strings and fields."""
    return hit.callee.partition(";->")[2].partition("(")[0]
