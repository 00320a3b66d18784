"""What a format's reader hands its findings to: events, things kept whole, what is told, the device.

One `Reading` a source. It numbers, bounds and adds up, so that readers stay about their format.
"""

from __future__ import annotations

from msgspec import Struct

from mingjian.artifacts.device_log.event import Device, Event, EventKind, Source, Told
from mingjian.artifacts.device_log.run_clock import NS, RunClock
from mingjian.artifacts.device_log.store import EventStore

MAX_TOLD = 200
"""Different things told of one source; what comes after is counted under `more`."""
MAX_KEPT = 200_000
"""Things kept whole over all sources: packages, settings, screens, requests."""
MAX_EVENTS = 50_000_000
JUMP_NS = 5 * NS
"""A log whose clock goes back further than this had its clock set; threads alone disorder it by less."""
FORWARD_NS = 31 * 86400 * NS
"""A log silent for longer than this in one boot had its clock set."""
_MAX_TEXT = 4096


class Reading:
    """Takes what one source holds."""

    def __init__(self, path: str, clock: RunClock, store: EventStore, kept: list[Struct]) -> None:
        self.path = path
        self.format = "unknown"
        self.clock = clock
        self.events = 0
        self.from_ns: int | None = None
        self.to_ns: int | None = None
        self.device: dict[str, object] = {}
        """Fields of `Device` this source tells."""
        self._store = store
        self._kept = kept
        self._told: dict[tuple[str, str], Told] = {}
        self._newest: int | None = None

    def event(
        self,
        kind: EventKind,
        package: str,
        what: str,
        *,
        at_ns: int | None,
        line: int | None,
        in_order: bool = False,
        precision_ns: int = 1_000_000,
        process: str = "",
        uid: int | None = None,
        caller: str = "",
        cause: str = "",
        duration_ns: int | None = None,
        foreground: bool | None = None,
        count: int = 1,
        stack: tuple[str, ...] = (),
        args: tuple[str, ...] = (),
    ) -> None:
        """Hand on one event. `in_order`: a log, whose lines tell the order where its clock does not."""
        if self.events >= MAX_EVENTS:
            self.told("too_many", line)
            return
        self.events += 1
        key = at_ns if at_ns is not None else -1
        if at_ns is not None:
            if self.from_ns is None or at_ns < self.from_ns:
                self.from_ns = at_ns
            if self.to_ns is None or at_ns > self.to_ns:
                self.to_ns = at_ns
        if in_order and self._newest is not None and key < self._newest:
            key = self._newest
        self._store.add(
            key,
            Event(
                at_ns=at_ns,
                precision_ns=precision_ns,
                kind=kind,
                package=package[:255],
                what=what[:_MAX_TEXT],
                process=process[:255],
                uid=uid,
                caller=caller[:_MAX_TEXT],
                cause=cause[:_MAX_TEXT],
                duration_ns=duration_ns,
                foreground=foreground,
                count=count,
                stack=stack,
                args=args,
                source=self.path,
                line=line,
            ),
        )

    def tick(self, at_ns: int, line: int) -> None:
        """Note the time of a log's line, so that a clock that was set is told and order kept by line."""
        newest = self._newest
        if newest is None:
            self._newest = at_ns
        elif at_ns >= newest:
            if at_ns - newest > FORWARD_NS:
                self.told("clock_jump", line, f"+{(at_ns - newest) // NS} s")
            self._newest = at_ns
        elif newest - at_ns > JUMP_NS:
            self.told("clock_jump", line, f"-{(newest - at_ns) // NS} s")
            self._newest = newest  # what follows keeps its place after what came before

    def keep(self, thing: Struct) -> None:
        """Hand on something that is no event: a package, a setting, a screen, a request, a trace."""
        if len(self._kept) >= MAX_KEPT:
            self.told("too_many", None, type(thing).__name__)
            return
        self._kept.append(thing)

    def told(self, code: str, line: int | None = None, detail: str = "", count: int = 1) -> None:
        """Tell something about the source; the same code and detail add up under their first line."""
        detail = detail[:200]
        key = (code, "" if code in ("clock_jump", "line_unreadable", "op_unknown_more") else detail)
        known = self._told.get(key)
        if known is not None:
            self._told[key] = Told(
                code=code, source=self.path, line=known.line, detail=known.detail, count=known.count + count
            )
        elif len(self._told) < MAX_TOLD or code == "more":
            self._told[key] = Told(code=code, source=self.path, line=line, detail=detail, count=count)
        else:
            self.told("more", line)

    def zone_needed(self) -> None:
        """Told when a local time was placed although nobody knows the device's zone."""
        if self.clock.known is None and ("zone_unknown", "") not in self._told:
            self.told("zone_unknown")

    def all_told(self) -> tuple[Told, ...]:
        """What was told so far."""
        return tuple(self._told.values())

    def source(self, sha256: str, size_bytes: int) -> Source:
        """The source as it stands."""
        return Source(
            path=self.path,
            format=self.format,
            sha256=sha256,
            size_bytes=size_bytes,
            events=self.events,
            from_ns=self.from_ns,
            to_ns=self.to_ns,
            told=self.all_told(),
        )


def device_of(parts: list[dict[str, object]]) -> Device:
    """The device that several sources describe, the first that names a field winning."""
    whole: dict[str, object] = {}
    for part in parts:
        for name, value in part.items():
            if value not in ("", None):
                whole.setdefault(name, value)
    return Device(**whole)  # type: ignore[arg-type]
