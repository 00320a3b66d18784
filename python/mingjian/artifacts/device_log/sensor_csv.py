"""Sensor traces as CSV: long (`timestamp_ns,sensor,x,y,z,event`) and wide (`t,ax,ay,az,gx,gy,gz,event`).

Also what phone recorders export under like headers. Units are taken from the header, else from the readings:
a clock by its usual step, m/s² or g and whether gravity is included by the trace at rest.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mingjian.artifacts.device_log.event import Source
from mingjian.artifacts.device_log.exchange import Hashed, Notes, Recorded, opened
from mingjian.artifacts.device_log.format import Format, Head, Input
from mingjian.artifacts.device_log.lines import lines as lines_of
from mingjian.artifacts.device_log.reading import Reading
from mingjian.artifacts.device_log.sensor_trace import (
    MOST_RATE_RAD_S,
    STANDARD_GRAVITY,
    Happened,
    Samples,
    SensorTrace,
    gravity_of,
    step,
    time_unit,
)
from mingjian.errors import ArtifactError
from mingjian.patterns import late

NAME = "sensor_csv"
MAX_ROWS = 4_000_000
MAX_LINE = 16 << 10
MAX_EVENTS = 10_000
GAP_STEPS = 10
GAP_S = 0.5
EPOCH_FROM_S = 1e9
"""A clock beyond this counts from 1970 (2001 and later)."""

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "seconds": 1.0}
_TIME = late(
    r"^(t|time|timestamp|utc|elapsed|seconds_elapsed|时间)(?:[ _(\[]+(ns|us|µs|ms|s|sec|seconds)[)\]]?)?$",
    re.I,
)
_AXES = (
    (
        "acceleration",
        late(r"^(?:a|acc|acceleration|accel|accelerometer|加速度)[ _]?([xyz])(?:[ _(\[].*)?$", re.I),
    ),
    (
        "linear",
        late(
            r"^(?:la|lin|linear|linear[ _]?acceleration|user[ _]?acceleration)[ _]?([xyz])(?:[ _(\[].*)?$",
            re.I,
        ),
    ),
    ("in_g", late(r"^g[ _]?f(?:orce)?[ _]?([xyz])(?:[ _(\[].*)?$", re.I)),
    (
        "gyroscope",
        late(r"^(?:g|w|gyr|gyro|gyroscope|rotation[ _]?rate|陀螺仪)[ _]?([xyz])(?:[ _(\[].*)?$", re.I),
    ),
)
_SENSORS = {
    "1": "acceleration", "accelerometer": "acceleration", "acceleration": "acceleration",
    "acc": "acceleration",
    "accelerometeruncalibrated": "acceleration", "35": "acceleration",
    "10": "linear", "linearacceleration": "linear", "linear": "linear", "useracceleration": "linear",
    "4": "gyroscope", "gyroscope": "gyroscope", "gyro": "gyroscope", "gyroscopeuncalibrated": "gyroscope",
    "16": "gyroscope",
}  # fmt: skip
"""Names and Android type numbers (android.hardware.Sensor.TYPE_*)."""
_SCENES = (
    ("walking", r"walk|步行|走路"),
    ("riding", r"rid(?:e|ing)|bus|subway|metro|driv|乘车|坐车|骑"),
    ("picking_up", r"pick|拾起|拿起"),
    ("putting_down", r"put|放下"),
    ("standing", r"stand|still|rest|静止"),
    ("ladder", r"ladder|below|阶梯"),
    ("twist", r"twist|turn|扭|转"),
    ("tilt", r"tilt|lean|倾"),
    ("slide", r"slid|滑"),
    ("shake", r"shak|摇"),
)
_DEGREES = late(r"deg|°|dps", re.I)
_IN_G = late(r"[(\[ ]g[)\]]?$", re.I)


def read(data: bytes | Path | BinaryIO, *, shown: str = "", scene: str = "") -> SensorTrace:
    """The trace in a CSV file; `scene` wins over what the file or its name says.

    Raises:
        ArtifactError: `sensor_csv_not_read` with the line: no header that names a time and three axes, or no
            reading.
    """
    shown = shown or (str(data) if isinstance(data, Path) else "")
    file = Hashed(opened(data))
    try:
        return _Reader(shown, scene).read(file)
    finally:
        file.close()


def scene_of(text: str) -> str:
    """`walking`, `riding` … as a file's name or note tells it; empty where it does not."""
    return next((scene for scene, words in _SCENES if re.search(words, text, re.I)), "")


class _Columns:
    """Where a header puts what."""

    def __init__(self, names: list[str], time: int, unit: float | None) -> None:
        self.names, self.time, self.unit = names, time, unit
        self.event: int | None = None
        self.sensor: int | None = None
        self.scene: int | None = None
        self.axes: dict[str, list[int]] = {}
        self.degrees = False
        self.in_g = False

    @classmethod
    def of(cls, cells: list[str]) -> _Columns | None:
        """The columns of a header row; None where it names no time or no three axes."""
        names = [cell.strip().strip('"') for cell in cells]
        made: _Columns | None = None
        for index, name in enumerate(names):
            found = _TIME.match(name)
            if found:
                made = cls(
                    names,
                    index,
                    1.0 if name.lower() == "seconds_elapsed" else _UNITS.get((found[2] or "").lower()),
                )
                break
        if made is None:
            return None
        places: dict[str, dict[str, int]] = {}
        for index, name in enumerate(names):
            low = name.lower()
            if low in ("event", "events", "事件", "mark"):
                made.event = index
            elif low in ("sensor", "sensor_type", "type", "传感器"):
                made.sensor = index
            elif low in ("scene", "场景"):
                made.scene = index
            elif low in ("x", "y", "z"):
                places.setdefault("any", {})[low] = index
            for kind, pattern in _AXES:
                axis = pattern.match(name)
                if axis:
                    places.setdefault(kind, {})[axis[1].lower()] = index
                    made.degrees |= kind == "gyroscope" and bool(_DEGREES.search(name))
                    made.in_g |= kind != "gyroscope" and bool(_IN_G.search(name))
                    break
        made.axes = {kind: [at[axis] for axis in "xyz"] for kind, at in places.items() if len(at) == 3}
        wide = {"acceleration", "linear", "in_g"} & made.axes.keys()
        return made if wide or ("any" in made.axes) else None


def _cells(line: str) -> list[str]:
    most = max(",;\t", key=line.count)
    return next(csv.reader([line], delimiter=most), list[str]())


class _Reader:
    def __init__(self, shown: str, scene: str) -> None:
        self.notes = Notes(shown)
        self.shown = shown
        self.scene = scene
        self.kinds = {kind: Samples() for kind in ("acceleration", "linear", "gyroscope")}
        self.events: list[tuple[float, str, int]] = []
        self.line = 0
        self.delimiter = ","

    def read(self, file: Hashed) -> SensorTrace:
        lines = self._lines(file)
        columns = self._header(lines)
        self._rows(lines, columns)
        while file.read(1 << 20):
            pass
        if not any(len(one) for one in self.kinds.values()):
            raise ArtifactError(
                "sensor_csv_not_read", "a header and no reading", path=self.shown, entry=f"line {self.line}"
            )
        return self._made(columns, file)

    def _lines(self, file: Hashed) -> Iterator[str]:
        """Lines, each with its end; what is longer than a line may be is cut and told."""
        for number, text in lines_of(file, self.notes.tell):
            self.line = number
            yield text + "\n"

    def _header(self, lines: Iterator[str]) -> _Columns:
        for line in lines:
            text = line.strip()
            if not text:
                continue
            if text.startswith("#"):
                found = re.search(r"(?:scene|场景)\s*[:=：]\s*(.+)", text, re.I)
                self.scene = self.scene or (scene_of(found[1]) if found else "")
                continue
            columns = _Columns.of(_cells(text))
            if columns is None:
                break
            self.delimiter = max(",;\t", key=text.count)
            return columns
        raise ArtifactError(
            "sensor_csv_not_read",
            "not evidence we read: no header that names a time and three axes",
            path=self.shown,
            entry=f"line {max(self.line, 1)}",
        )

    def _rows(self, lines: Iterator[str], columns: _Columns) -> None:
        rows = csv.reader(lines, delimiter=self.delimiter)
        read = 0
        while True:
            try:
                row = next(rows, None)
            except csv.Error as wrong:
                self.notes.tell("line_unreadable", self.line, str(wrong)[:80])
                continue
            if row is None:
                return
            if not row or row[0].startswith("#"):
                continue
            read += 1
            if read > MAX_ROWS:
                self.notes.tell("samples_cut", self.line, f"{MAX_ROWS} rows are read")
                return
            self._row(row, columns)

    def _row(self, row: list[str], columns: _Columns) -> None:
        at = _number(row, columns.time)
        if at is None:
            self.notes.tell("time_unreadable", self.line)
            return
        if columns.event is not None and columns.event < len(row) and row[columns.event].strip():
            if len(self.events) < MAX_EVENTS:
                self.events.append((at, row[columns.event].strip()[:200], self.line))
            else:
                self.notes.tell("events_cut", self.line)
        if columns.scene is not None and not self.scene and columns.scene < len(row):
            self.scene = scene_of(row[columns.scene])
        if "any" in columns.axes:
            kind = "acceleration"
            if columns.sensor is not None:
                name = row[columns.sensor].strip().lower() if columns.sensor < len(row) else ""
                short = re.sub(r"[^a-z0-9]", "", name.removeprefix("android.sensor.").removeprefix("type_"))
                kind = _SENSORS.get(short, "")
                if not kind:
                    if name:
                        self.notes.tell("sensor_left_out", self.line, name[:40])
                    return
            self._reading(kind, at, row, columns.axes["any"])
            return
        for kind, places in columns.axes.items():
            self._reading("acceleration" if kind == "in_g" else kind, at, row, places)

    def _reading(self, kind: str, at: float, row: list[str], places: list[int]) -> None:
        x, y, z = (_number(row, place) for place in places)
        if x is None or y is None or z is None:
            if any(place < len(row) and row[place].strip() for place in places):
                self.notes.tell("reading_not_a_number", self.line)
            return
        self.kinds[kind].add(at, x, y, z)

    def _made(self, columns: _Columns, file: Hashed) -> SensorTrace:
        given = self.kinds["acceleration"]
        linear = self.kinds["linear"]
        chosen = given if len(given) else linear
        base = chosen if len(chosen) else self.kinds["gyroscope"]
        unit = self._unit(base, columns)
        begin = min(min(one.t) for one in self.kinds.values() if len(one))
        for kind, one in self.kinds.items():
            for index, at in enumerate(one.t):
                one.t[index] = (at - begin) * unit
            late = one.sort()
            if late:
                self.notes.tell("out_of_order", None, f"{kind}: {late}")
            self._gaps(kind, one)
        if "in_g" in columns.axes or columns.in_g:
            chosen.scaled(STANDARD_GRAVITY)
            gravity: bool | None = gravity_of(chosen)[0]
        else:
            gravity, in_g = gravity_of(chosen)
            if in_g:
                chosen.scaled(STANDARD_GRAVITY)
                self.notes.tell("unit_g", None, "readings at rest are 1: taken as g")
        if chosen is linear:
            gravity = False
        if gravity is None and len(chosen):
            self.notes.tell("gravity_unknown", None, "the trace never rests")
        gyroscope = self.kinds["gyroscope"]
        fastest = max((abs(v) for axis in (gyroscope.x, gyroscope.y, gyroscope.z) for v in axis), default=0.0)
        if columns.degrees or fastest > MOST_RATE_RAD_S:
            gyroscope.scaled(math.pi / 180)
            self.notes.tell("unit_degrees", None, "the gyroscope speaks in degrees")
        read = sum(len(one) for one in self.kinds.values())
        started = begin * unit
        return SensorTrace(
            scene=self.scene or scene_of(Path(self.shown).name),
            acceleration=chosen,
            gravity_included=gravity,
            gyroscope=gyroscope,
            happened=tuple(
                Happened((at - begin) * unit, what, line) for at, what, line in sorted(self.events)
            ),
            has_events=columns.event is not None,
            sensors=tuple(sorted(kind for kind, one in self.kinds.items() if len(one))),
            started_ns=int(started * 1e9) if EPOCH_FROM_S < started < 1e10 else None,
            source=Source(
                path=self.shown,
                format=NAME,
                sha256=file.digest.hexdigest(),
                size_bytes=file.size,
                events=read,
                told=self.notes.told(),
            ),
        )

    def _unit(self, base: Samples, columns: _Columns) -> float:
        usual = step(base.t)
        found = time_unit(usual) if usual else None
        if columns.unit is not None:
            if found is not None and found != columns.unit:
                self.notes.tell("time_unit_contradicts", None, f"steps of {usual:g}: taken as {found:g} s")
                return found
            return columns.unit
        if found is None:
            self.notes.tell("time_unit_unknown", None, f"steps of {usual:g}: taken as seconds")
            return 1.0
        return found

    def _gaps(self, kind: str, one: Samples) -> None:
        usual = step(one.t)
        limit = max(GAP_STEPS * usual, GAP_S)
        gaps = [one.t[i] - one.t[i - 1] for i in range(1, len(one)) if one.t[i] - one.t[i - 1] > limit]
        if gaps:
            self.notes.tell("gap", None, f"{kind}: {len(gaps)}, longest {max(gaps):.2f} s")


def _number(row: list[str], place: int) -> float | None:
    try:
        value = float(row[place])
    except (IndexError, ValueError):
        return None
    return value if math.isfinite(value) and abs(value) < 1e20 else None


def _sniff(head: Head) -> int:
    lines = head.text.removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    try:
        return 85 if _Columns.of(_cells(first[:MAX_LINE])) is not None else 0
    except csv.Error:
        return 0


def _take(found: Input, reading: Reading) -> None:
    trace = read(found.open(), shown=found.path)
    for told in trace.source.told:
        reading.told(told.code, told.line, told.detail, told.count)
    reading.events = trace.source.events
    if trace.started_ns is not None:
        reading.from_ns = trace.started_ns
        reading.to_ns = trace.started_ns + int(trace.seconds * 1e9)
    reading.keep(Recorded(path=found.path, format=NAME))


FORMAT = Format(name=NAME, sniff=_sniff, read=_take)
