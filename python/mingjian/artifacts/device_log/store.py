"""Where events wait until they are asked for, by package and in time's order, in bounded memory.

Up to a bound they stay in memory. Beyond it they are written, sorted, into one temporary file as runs of each
package; asking merges the runs. Records two sources both hold (a log pulled twice, or alone and in a
bugreport) are given once.
"""

from __future__ import annotations

import heapq
import os
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from mingjian.artifacts.device_log.event import Event

IN_MEMORY = 100_000
"""Events kept in memory, a stack counting by its frames: some 100 MB."""
_BLOCKS = 16 << 20
"""Bytes that all runs being merged hold of the file together."""

Row = tuple[int, int, Event]
"""Key in nanoseconds, number of the record in reading order, the event."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[int, int, Event]).decode


class EventStore:
    """Takes events in any order, gives them back by package in time's order."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._bound = in_memory
        self._weight = 0
        self._number = 0
        self._rows: dict[str, list[Row]] = {}
        self._runs: dict[str, list[tuple[int, int]]] = {}
        self._file: BinaryIO | None = None
        self.counts: dict[str, int] = {}
        """Events by package, as read."""

    def add(self, key_ns: int, event: Event) -> None:
        """Keep one event under its place in time."""
        self._number += 1
        package = event.package
        rows = self._rows.get(package)
        if rows is None:
            rows = self._rows[package] = []
        rows.append((key_ns, self._number, event))
        self.counts[package] = self.counts.get(package, 0) + 1
        self._weight += 1 + len(event.stack)
        if self._weight >= self._bound:
            self._spill()

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="mingjian-events-")  # noqa: SIM115 - lives as long as we
        file = self._file
        file.seek(0, os.SEEK_END)
        for package, rows in self._rows.items():
            rows.sort(key=_order)
            start = file.tell()
            for row in rows:
                data = _encode(row)
                file.write(len(data).to_bytes(4, "little"))
                file.write(data)
            self._runs.setdefault(package, []).append((start, file.tell()))
        file.flush()
        self._rows.clear()
        self._weight = 0

    @property
    def spilled(self) -> bool:
        """Whether events wait on disk."""
        return self._file is not None

    def events(self, package: str | None = None) -> Iterator[Event]:
        """Events of one package, or all, in time's order; those without a time come first."""
        names = list(self.counts) if package is None else [package]
        return _once(self._merged(names))

    def _merged(self, packages: list[str]) -> Iterator[Row]:
        parts: list[Iterator[Row]] = []
        runs = sum(len(self._runs.get(package, ())) for package in packages)
        block = min(64 << 10, max(1 << 10, _BLOCKS // max(1, runs)))
        for package in packages:
            if rows := self._rows.get(package):
                parts.append(iter(sorted(rows, key=_order)))
            parts += [self._run(*run, block) for run in self._runs.get(package, ())]
        return parts[0] if len(parts) == 1 else heapq.merge(*parts, key=_order)

    def _run(self, start: int, end: int, block: int) -> Iterator[Row]:
        file = self._file
        if file is None:
            return
        handle = file.fileno()
        buffer, at = b"", start
        while at < end or buffer:
            if at < end:
                buffer += (more := os.pread(handle, min(block, end - at), at))
                at += len(more)
            place = 0
            while len(buffer) - place >= 4:
                size = int.from_bytes(buffer[place : place + 4], "little")
                if len(buffer) - place - 4 < size:
                    break
                yield _decode(buffer[place + 4 : place + 4 + size])
                place += 4 + size
            buffer = buffer[place:]

    def close(self) -> None:
        """Let the temporary file go."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._rows.clear()
        self._runs.clear()


def _order(row: Row) -> tuple[int, int]:
    return row[0], row[1]


def _once(rows: Iterator[Row]) -> Iterator[Event]:
    """Rows in order, without what a second source repeats of a moment."""
    moment: list[Event] = []
    at: int | None = None
    for key, _, event in rows:
        if key != at:
            yield from _deduplicated(moment)
            moment, at = [], key
        moment.append(event)
        if event.at_ns is None or len(moment) > 10_000:
            yield from _deduplicated(moment)
            moment = []
    yield from _deduplicated(moment)


def _deduplicated(events: list[Event]) -> list[Event]:
    """Of records alike but for their source: as many as the source that has most of them."""
    if len(events) < 2 or len({event.source for event in events}) < 2:
        return events
    seen: dict[tuple[object, ...], dict[str, int]] = {}
    kept: list[Event] = []
    for event in events:
        alike = (event.kind, event.package, event.what, event.process, event.caller, event.cause, event.stack)
        by_source = seen.setdefault(alike, {})
        by_source[event.source] = number = by_source.get(event.source, 0) + 1
        if number > max((count for other, count in by_source.items() if other != event.source), default=0):
            kept.append(event)
    return kept
