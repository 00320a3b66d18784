"""`open_evidence`: everything handed in about a run, read into one stream of events on one clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeVar

from msgspec import Struct

from mingjian.artifacts.device_log.event import Device, Event, Installed, Source, Told
from mingjian.artifacts.device_log.format import HEAD_BYTES, Format, recognise
from mingjian.artifacts.device_log.inputs import FileInput, Inputs
from mingjian.artifacts.device_log.reading import Reading, Shared, device_of
from mingjian.artifacts.device_log.run_clock import RunClock, zone_of
from mingjian.artifacts.device_log.store import EventStore
from mingjian.errors import ArtifactError, UsageError

T = TypeVar("T", bound=Struct)
_HASH_UNKNOWN_BYTES = 64 << 20
_WHOLE_BYTES = 16 << 20
_ZONE = re.compile(rb"\[persist\.sys\.timezone\]: \[([A-Za-z0-9_+:/-]{1,64})\]")
_NAMED = re.compile(r"(?<!\d)(20[0-4]\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d{3})")
_WRITTEN = re.compile(r"(?:== dumpstate: |ending at: )(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})")


class DeviceLog:
    """A run as recorded: the device, the sources, their events by package and in time's order."""

    def __init__(self, inputs: Inputs, store: EventStore) -> None:
        self.device = Device()
        self.sources: tuple[Source, ...] = ()
        self.zone = ""
        """The device's zone; empty where nobody said, and local times then count as of `assumed`."""
        self.assumed = "UTC"
        self._inputs = inputs
        self._store = store
        self._kept: list[Struct] = []

    def __enter__(self) -> DeviceLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of temporary files and archives; events can no longer be asked for."""
        self._store.close()
        self._inputs.close()

    @property
    def told(self) -> tuple[Told, ...]:
        """What a reader must know, of all sources."""
        return tuple(told for source in self.sources for told in source.told)

    def packages(self) -> dict[str, int]:
        """Packages with events and how many, most first; the system's own and nameless uids left out."""
        counts = self._store.counts
        return dict(
            sorted(((k, v) for k, v in counts.items() if k and ":" not in k), key=lambda kv: (-kv[1], kv[0]))
        )

    def events(self, package: str | None = None) -> Iterator[Event]:
        """Events of one package (`""`: the system's own) or of all, in time's order; without time first.

        What two sources both recorded comes once. Bounded memory, whatever the run's size.
        """
        return self._store.events(package)

    def kept(self, kind: type[T]) -> tuple[T, ...]:
        """Things of one type that readers kept whole: `Installed`, `Setting`, screens, requests."""
        return tuple(thing for thing in self._kept if isinstance(thing, kind))

    def when(self, text: str) -> int:
        """A moment a person names, as UTC nanoseconds; without a zone it is the device's local time.

        Raises:
            UsageError: `text` is no time.
        """
        clock = RunClock(self.zone, assumed=self.assumed)
        at = clock.stamp(
            text.strip() + ":00" if re.fullmatch(r"\S+[ T]\d\d:\d\d", text.strip()) else text.strip()
        )
        if at is None:
            raise UsageError(f"not a time such as 2026-03-01 10:00:05 or 2026-03-01T10:00:05+08:00: {text!r}")
        return at

    def installed(self, package: str) -> Installed | None:
        """What all sources together say of a package's installation, the first that names a field winning."""
        whole: dict[str, object] = {}
        for one in self.kept(Installed):
            if one.package == package:
                for name in one.__struct_fields__:
                    value: object = getattr(one, name)
                    if value not in (None, "", ()):
                        whole.setdefault(name, value)
        return Installed(**whole) if whole else None  # type: ignore[arg-type]

    def data(self, path: str, most: int = 64 << 20) -> bytes:
        """The bytes of a source by its path: a screenshot for the reader of its text.

        Raises:
            ArtifactError: there is none, it cannot be read, or it is larger than `most`.
        """
        for found in self._inputs.found:
            if found.path == path:
                return found.data(most)
        raise ArtifactError("not_found", "no such source", path=path)

    def open(self, path: str) -> BinaryIO:
        """A stream of a source by its path, for what is too large to be kept.

        Raises:
            ArtifactError: there is none, or it cannot be opened.
        """
        for found in self._inputs.found:
            if found.path == path:
                return found.open()
        raise ArtifactError("not_found", "no such source", path=path)

    def read_all(self, zone: str, year: int | None, assumed: str = "UTC") -> None:
        """Read every input once; a source that breaks is told and never stops the rest."""
        taken = [(found, _recognised(found)) for found in self._inputs.found]
        clocks = _Clocks(taken, zone, year, assumed)
        self.zone, self.assumed = clocks.zone, assumed
        shared = Shared()
        done: dict[str, Source] = {}
        readings: list[tuple[FileInput, Format | None, Reading]] = []
        parts: list[dict[str, object]] = []
        for found, known in sorted(taken, key=lambda one: (not (one[1] and one[1].early), one[0].path)):
            reading = Reading(found.path, clocks.of(found), self._store, self._kept, shared)
            _read(found, known, reading)
            readings.append((found, known, reading))
            parts.append(reading.device)
        shared.settle()
        for found, known, reading in readings:
            sha256 = found.sha256(None if known else _HASH_UNKNOWN_BYTES)
            done[found.path] = reading.source(sha256, found.size_bytes)
        for path, code, detail in self._inputs.left_out:
            told = (Told(code=code, source=path, detail=detail),)
            done[path] = Source(path=path, format="unknown", told=told)
        if clocks.several:
            mixed = Told(code="zones_mixed", source="", detail=", ".join(clocks.several))
            done[""] = Source(path="", format="run", told=(mixed,))
        self.sources = tuple(done[path] for path in sorted(done))
        self.device = device_of([*parts, {"zone": self.zone}])


def open_evidence(
    *paths: Path | str, zone: str = "", year: int | None = None, assumed: str = "UTC"
) -> DeviceLog:
    """Read files, folders and archives about one run; `zone` and `year` win over what the records say.

    `assumed` is the zone of times whose zone nobody says, which is told.

    Close it, or use it as a context: large runs wait in a temporary file.

    Raises:
        ArtifactError: nothing is at a path. A file nobody reads is a source of format `unknown`, no error.
        UsageError: `zone` is none.
    """
    for name in (zone, assumed):
        if name and zone_of(name) is None:
            raise UsageError(f"not a time zone such as Asia/Shanghai or +08:00: {name!r}")
    inputs = Inputs()
    log = DeviceLog(inputs, EventStore())
    try:
        for path in paths:
            inputs.add(Path(path))
        log.read_all(zone, year, assumed)
    except BaseException:
        log.close()
        raise
    return log


def read(path: Path | str) -> DeviceLog:
    """`open_evidence` of one path."""
    return open_evidence(path)


def _recognised(found: FileInput) -> Format | None:
    try:
        return recognise(found.head())
    except ArtifactError:
        return None


def _read(found: FileInput, known: Format | None, reading: Reading) -> None:
    found.tell = reading.told
    if known is None:
        try:
            empty = not found.head().data
        except ArtifactError as error:
            reading.told(error.code, None, error.detail)
            return
        reading.told("empty" if empty else "not_evidence")
        return
    reading.format = known.name
    if known.why:
        reading.told("not_evidence", None, known.why)
        return
    try:
        known.read(found, reading)
    except ArtifactError as error:
        reading.told(error.code, None, error.detail)
    except RecursionError:
        reading.told("too_deep")


class _Clocks:
    """Which zone and which newest date count for a source: its own, its archive's, the folder's."""

    def __init__(
        self, taken: list[tuple[FileInput, Format | None]], zone: str, year: int | None, assumed: str
    ) -> None:
        self._given, self._year, self._assumed = zone, year, assumed
        self._zones: dict[str, str] = {}
        self._dates: dict[str, datetime] = {}
        for found, known in taken:
            if known is None or known.why:
                continue
            if known.early and (name := _zone_in(found)):
                self._zones.setdefault(found.path, name)
                self._zones.setdefault(found.scope, name)
            if (date := _date_in(found)) is not None:
                self._dates[found.path] = date
                self._dates[found.scope] = max(date, self._dates.get(found.scope, date))
        names = sorted(set(self._zones.values()))
        self.several = names if len(names) > 1 and not zone else []
        self.zone = zone or self._zones.get("", "") or (names[0] if names else "")
        self._known: dict[tuple[str, datetime | None], RunClock] = {}

    def of(self, found: FileInput) -> RunClock:
        """The clock for one source."""
        zone = self._given or self._zones.get(found.path) or self._zones.get(found.scope) or self.zone
        said = self._dates.get(found.path)
        named = None if said else _date_of_name(found.path)
        if said is None and named is None:  # what its neighbours say counts where it says nothing itself
            said = self._dates.get(found.scope) or max(self._dates.values(), default=None)
        newest = said or named or found.modified
        key = (zone, newest)
        if key not in self._known:
            self._known[key] = RunClock(
                zone, newest, self._year, dated=said is not None, assumed=self._assumed
            )
        return self._known[key]


def _zone_in(found: FileInput) -> str:
    """The zone a property dump or a bugreport names, wherever in it."""
    tail = b""
    try:
        with found.open() as stream:
            while chunk := stream.read(4 << 20):
                if match := _ZONE.search(tail + chunk):
                    name = match[1].decode("ascii")
                    return name if zone_of(name) is not None else ""
                tail = chunk[-200:]
    except ArtifactError:
        return ""
    return ""


def _date_of_name(path: str) -> datetime | None:
    """The end of the day a file's name bears: `2021-11-29_result.xls`, `log_20211129.txt`."""
    found = _NAMED.search(path.rpartition("/")[2])
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), 23, 59) if found else None  # noqa: DTZ001
    except ValueError:
        return None


def _date_in(found: FileInput) -> datetime | None:
    """The local date at which a report says it was written; of large ones only the head is looked at."""
    try:
        text = found.head().text
        match = _WRITTEN.search(text)
        if match is None and HEAD_BYTES < found.size_bytes <= _WHOLE_BYTES:
            match = _WRITTEN.search(found.data().decode("utf-8", "replace"))
        return datetime.fromisoformat(match[1]) if match else None
    except (ArtifactError, ValueError):
        return None
