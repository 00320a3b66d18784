"""What a format's reader hands its findings to: events, things kept whole, what is told, the device.

One `Reading` a source. It numbers, bounds and adds up, so that readers stay about their format.
"""

from __future__ import annotations

from collections.abc import Callable

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
SYSTEM = {0: "root", 1000: "android", 1001: "com.android.phone", 2000: "com.android.shell"}
"""Uids below 10000 that are one party."""
SAME_NS = 2 * NS
"""Two logs that tell the same of the same process within this mean one thing."""
_MAX_TEXT = 4096


class Reading:
    """Takes what one source holds."""

    def __init__(
        self, path: str, clock: RunClock, store: EventStore, kept: list[Struct], shared: Shared
    ) -> None:
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
        self._shared = shared
        self._told: dict[tuple[str, str], Told] = {}
        self._newest: int | None = None
        self._zone_told = False
        self._year_told = False

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
        key_ns: int | None = None,
    ) -> None:
        """Hand on one event. `in_order`: a log, whose lines tell the order where its clock does not."""
        if self.events >= MAX_EVENTS:
            self.told("too_many", line)
            return
        self.events += 1
        key = (
            key_ns if key_ns is not None else self._key(at_ns) if in_order else -1 if at_ns is None else at_ns
        )
        if at_ns is not None:
            if self.from_ns is None or at_ns < self.from_ns:
                self.from_ns = at_ns
            if self.to_ns is None or at_ns > self.to_ns:
                self.to_ns = at_ns
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

    def event_of_uid(
        self,
        kind: EventKind,
        uid: int | None,
        what: str,
        *,
        at_ns: int | None,
        line: int | None,
        package: str = "",
        unless: str = "",
        cause: str = "",
    ) -> None:
        """Hand on a log's event of whoever has `uid` (or is named), unless that is `unless`."""
        key = self._key(at_ns)

        def hand_on(name: str) -> None:
            if not name or name != unless:
                whose = name or ("" if uid is None else f"uid:{uid}")
                self.event(kind, whose, what, at_ns=at_ns, line=line, key_ns=key, uid=uid, cause=cause)

        self._shared.whose(uid, package, hand_on)

    def event_of_caller(
        self,
        kind: EventKind,
        package: str,
        what: str,
        uid: int | None,
        *,
        at_ns: int | None,
        line: int | None,
        caller: str = "",
        cause: str = "",
    ) -> None:
        """Hand on a log's event that whoever has `uid` (or is named) caused."""
        key = self._key(at_ns)

        def hand_on(name: str) -> None:
            by = name or ("" if uid is None else f"uid:{uid}")
            self.event(kind, package, what, at_ns=at_ns, line=line, key_ns=key, caller=by, cause=cause)

        self._shared.whose(uid, caller, hand_on)

    def _key(self, at_ns: int | None) -> int:
        """The place in order of a log's event now."""
        key = -1 if at_ns is None else at_ns
        return key if self._newest is None else max(key, self._newest)

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

    def uid(self, uid: int, package: str) -> None:
        """Note which package has a uid, for records that name the uid alone."""
        self._shared.note(uid, package)

    def written(self, line: int | None) -> int | None:
        """When the record was written, in UTC nanoseconds; None where nothing says it.

        Told where it only follows from the file's own date.
        """
        newest = self.clock.newest
        if newest is None:
            self.told("no_date", line)
            return None
        self.zone_needed()
        if not self.clock.dated:
            self.told("date_of_file", line, newest.isoformat(" ", "minutes"))
        at = self.clock.stamp(newest.isoformat(" "))
        return None if at is None else at

    def first(self, what: tuple[str, str, int], at_ns: int | None, log: str) -> bool:
        """Whether this is the first word of something two logs tell: a process that began, its end."""
        return self._shared.first(what, at_ns, log)

    def year_needed(self, line: int) -> None:
        """Told when a year was taken from the file's own date, or from nowhere."""
        newest = self.clock.newest
        if self.clock.year is None and not self._year_told:
            self._year_told = True
            self.told(
                "year_unknown" if newest is None else "year_of_file", line, str(newest.year if newest else "")
            )

    def zone_needed(self) -> None:
        """Told when a local time was placed although nobody knows the device's zone."""
        if self.clock.known is None and not self._zone_told:
            self._zone_told = True
            self.told("zone_unknown", None, self.clock.assumed)

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


class Shared:
    """What the sources of one run tell each other: whose uid it is, what was said already."""

    def __init__(self) -> None:
        self._names: dict[int, set[str]] = {}
        self._said: dict[tuple[str, str, int], list[tuple[int, str]]] = {}
        self._waiting: list[tuple[int, Callable[[str], None]]] = []

    def note(self, uid: int, package: str) -> None:
        """Take down whose uid it is."""
        if package and len(self._names) < MAX_KEPT:
            self._names.setdefault(uid, set()).add(package)

    def package(self, uid: int | None) -> str:
        """The only package with that uid; empty where none or several are known."""
        names = self._names.get(uid, ()) if uid is not None else ()
        return next(iter(names)) if len(names) == 1 else ""

    def whose(self, uid: int | None, known: str, hand_on: Callable[[str], None]) -> None:
        """Call `hand_on` with the package that has `uid`: now where it is known, else when all is read."""
        if uid is not None and uid in SYSTEM:
            known = known or SYSTEM[uid]
        name = known or self.package(uid)
        if name or uid is None or len(self._waiting) >= MAX_KEPT:
            hand_on(name)
        else:
            self._waiting.append((uid, hand_on))

    def settle(self) -> None:
        """Hand on what waited for a uid's package."""
        waiting, self._waiting = self._waiting, []
        for uid, hand_on in waiting:
            hand_on(self.package(uid))

    def first(self, what: tuple[str, str, int], at_ns: int | None, log: str) -> bool:
        """False where another log said it within SAME_NS."""
        if at_ns is None:
            return True
        said = self._said.get(what)
        if said is None:
            if len(self._said) >= MAX_KEPT:
                self._said.clear()
            said = self._said[what] = []
        if any(other != log and abs(at - at_ns) <= SAME_NS for at, other in said):
            return False
        if len(said) < 64:
            said.append((at_ns, log))
        return True


def device_of(parts: list[dict[str, object]]) -> Device:
    """The device that several sources describe, the first that names a field winning."""
    whole: dict[str, object] = {}
    for part in parts:
        for name, value in part.items():
            if value not in ("", None):
                whole.setdefault(name, value)
    return Device(**whole)  # type: ignore[arg-type]
