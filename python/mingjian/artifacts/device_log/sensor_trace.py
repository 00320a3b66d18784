"""A recording of motion sensors in one unit each, and how its units are told where nobody names them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from statistics import median

from msgspec import Struct

from mingjian.artifacts.device_log.event import Source

STANDARD_GRAVITY = 9.80665
"""m/s² (3rd CGPM, 1901)."""
QUIET_MS2 = 0.6
"""A second whose acceleration strays less than this from its mean is rest (project choice)."""
WINDOW_S = 0.5
MOST_RATE_RAD_S = 36.0
"""What a phone's gyroscope can say (±2000 °/s); more is degrees."""


class Samples:
    """Readings of one sensor: seconds from the trace's beginning and three axes, in time order."""

    __slots__ = ("t", "x", "y", "z")

    def __init__(self) -> None:
        self.t: array[float] = array("d")
        self.x: array[float] = array("f")
        self.y: array[float] = array("f")
        self.z: array[float] = array("f")

    def __len__(self) -> int:
        return len(self.t)

    def add(self, t: float, x: float, y: float, z: float) -> None:
        self.t.append(t)
        self.x.append(x)
        self.y.append(y)
        self.z.append(z)

    def scaled(self, by: float) -> None:
        """Multiply every axis."""
        for axis in (self.x, self.y, self.z):
            for index, value in enumerate(axis):
                axis[index] = value * by

    def sort(self) -> int:
        """Put the readings in time order; how many were out of it."""
        late = sum(1 for index in range(1, len(self.t)) if self.t[index] < self.t[index - 1])
        if late:
            order = sorted(range(len(self.t)), key=self.t.__getitem__)
            self.t = array("d", (self.t[index] for index in order))
            self.x, self.y, self.z = (
                array("f", (axis[index] for index in order)) for axis in (self.x, self.y, self.z)
            )
        return late


class Happened(Struct, frozen=True):
    """What the recorder noted beside a reading."""

    at_s: float
    what: str
    line: int


class SensorTrace(Struct, frozen=True, kw_only=True):
    """Motion of the phone over time, m/s² and rad/s."""

    scene: str = ""
    acceleration: Samples
    """As the accelerometer gives it, or without gravity (`gravity_included`)."""
    gravity_included: bool | None
    """None: the trace never rests and nothing else tells."""
    gyroscope: Samples
    happened: tuple[Happened, ...] = ()
    sensors: tuple[str, ...] = ()
    started_ns: int | None = None
    """UTC, where the record's clock counts from 1970."""
    has_events: bool = False
    """It has a column in which jumps would be noted."""
    source: Source

    @property
    def seconds(self) -> float:
        """Length of the recording."""
        return max((one.t[-1] for one in (self.acceleration, self.gyroscope) if len(one)), default=0.0)


def step(times: Sequence[float]) -> float:
    """The usual distance of two readings, 0 for fewer than two."""
    some = [
        times[index] - times[index - 1]
        for index in range(1, min(len(times), 20_000))
        if times[index] > times[index - 1]
    ]
    return median(some) if some else 0.0


def time_unit(usual: float) -> float | None:
    """Seconds in one unit of a clock whose readings are `usual` apart, taking 4 to 1000 readings a second."""
    for unit in (1.0, 1e-3, 1e-6, 1e-9):
        if 0.00099 <= usual * unit <= 0.2501:
            return unit
    return None


def windows(samples: Samples) -> Iterator[tuple[int, int]]:
    """Beginning and end of stretches of WINDOW_S."""
    start = 0
    for index in range(len(samples)):
        if samples.t[index] - samples.t[start] >= WINDOW_S:
            yield start, index
            start = index


def at_rest(samples: Samples) -> tuple[float | None, float | None]:
    """Median length of the mean acceleration, over stretches at rest and over all, in the trace's unit."""
    quiet: list[float] = []
    every: list[float] = []
    for start, end in windows(samples):
        count = end - start
        if count < 2:
            continue
        means = [sum(axis[start:end]) / count for axis in (samples.x, samples.y, samples.z)]
        length = math.sqrt(sum(mean * mean for mean in means))
        every.append(length)
        strays = max(
            max(axis[start:end]) - min(axis[start:end]) for axis in (samples.x, samples.y, samples.z)
        )
        if strays < QUIET_MS2 or (0.8 < length < 1.2 and strays < QUIET_MS2 / STANDARD_GRAVITY):
            quiet.append(length)
    return (median(quiet) if quiet else None), (median(every) if every else None)


def gravity_of(samples: Samples) -> tuple[bool | None, bool]:
    """Whether gravity is in the readings, and whether they are in g rather than m/s²."""
    quiet, every = at_rest(samples)
    for length in (quiet, every):
        if length is None:
            continue
        if 8.8 <= length <= 10.8:
            return True, False
        if 0.9 <= length <= 1.1 and _never_above(samples, 4.5):
            return True, True
        if length < 0.5:
            return False, False
    return None, False


def _never_above(samples: Samples, most: float) -> bool:
    """Readings stay in what an accelerometer of a few g says; in m/s² one gravity would show."""
    return all(
        max(axis, default=0.0) < most * 4 and min(axis, default=0.0) > -most * 4
        for axis in (samples.x, samples.y, samples.z)
    )
