"""What a trace says of the movement before a moment: linear acceleration, turn, duration, with their errors.

Gravity is followed through the gyroscope's turns and drawn to the accelerometer's mean (a complementary
filter), or taken from slow readings alone where there is no gyroscope. Turns are integrated within one
movement only, the gyroscope's rest taken off, so that drift stays under a degree.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from statistics import median

from msgspec import Struct

from mingjian.artifacts.device_log.sensor_trace import STANDARD_GRAVITY, Samples, step

MOVES_MS2 = 1.0
"""Linear acceleration from which the phone counts as moved, and the turn below (project choice: hands tremble
with about 0.3 m/s²)."""
MOVES_RAD_S = 0.15
PAUSE_S = 0.35
"""A stillness shorter than this is the turning point of a shake, no pause (project choice)."""
REACTS_S = 1.5
"""Most time from the movement to the jump it caused (project choice: an app opens within a second or so)."""
TURN_WINDOW_S = 10.0
SMOOTH_S = 0.3
CALM_MS2 = 0.5
"""Readings that stray less than this from their mean over SMOOTH_S are gravity alone."""
FOLLOWS_S = 0.5
FOLLOWS_MOVED_S = 60.0
"""Time constants with which gravity follows the accelerometer, at rest and while moved: what shakes to and
fro for seconds means nothing, what stays for long is drift of the gyroscope."""
EDGE_MS2 = 0.3
EDGE_RAD_S = 0.04
EDGE_S = 0.15
"""A movement begins before it crosses its limit: with what leads up to it, for at most EDGE_S."""
NOISY = 2.5
"""A movement stands out from the noise at rest by so many times."""
DRIFT_DEG_S = 0.05
"""What a phone's gyroscope drifts once its rest is taken off (project choice; data sheets give 0.01–0.1)."""
LEAST_MS2 = 0.04
LEAST_DEG = 0.5


class Measure(Struct, frozen=True, kw_only=True):
    """The movement before one moment."""

    acceleration_ms2: float = 0.0
    acceleration_error_ms2: float = LEAST_MS2
    axes: tuple[str, ...] = ()
    angle_deg: float | None = None
    angle_error_deg: float = LEAST_DEG
    angle_by: str = ""
    duration_s: float = 0.0
    duration_error_s: float = 0.0
    start_s: float = 0.0
    end_s: float = 0.0


class Replay:
    """One trace made ready: linear acceleration at each reading, stretches of movement, the turns' rest."""

    def __init__(self, acceleration: Samples, gyroscope: Samples, *, gravity_included: bool) -> None:
        self.gyroscope = gyroscope
        self.included = gravity_included
        self.t: Sequence[float] = acceleration.t if len(acceleration) else gyroscope.t
        self.rate = 1 / (step(self.t) or 1.0)
        self.rest = _rest(gyroscope)
        self.raw = acceleration
        self.linear = acceleration
        if gravity_included and len(acceleration):
            self.linear = self._without_gravity(acceleration)
        self.length = array(
            "f",
            (
                math.sqrt(x * x + y * y + z * z)
                for x, y, z in zip(self.linear.x, self.linear.y, self.linear.z, strict=True)
            ),
        )
        self.noise = 0.0
        self.movements = self._movements()
        self.noise = self._noise()
        if self.noise * NOISY > EDGE_MS2:  # once more, with limits that noise does not cross
            self.movements = self._movements()

    def _without_gravity(self, given: Samples) -> Samples:
        made = Samples()
        made.t = given.t
        turns = _Turns(self.gyroscope, self.rest)
        gx, gy, gz = _first_rest(given)
        mx, my, mz = gx, gy, gz
        calm = 0.0
        before = given.t[0]
        last = turns.at(before) if turns.there else (0.0, 0.0, 0.0)
        x_out, y_out, z_out = made.x, made.y, made.z
        for now, x, y, z in zip(given.t, given.x, given.y, given.z, strict=True):
            dt = now - before
            before = now
            if turns.there and dt > 0:
                turn = turns.at(now)
                wx, wy, wz = (turn[0] + last[0]) / 2, (turn[1] + last[1]) / 2, (turn[2] + last[2]) / 2
                last = turn
                # gravity stands still in the world: in the phone's frame it turns against the phone
                wx, wy, wz = wx * dt, wy * dt, wz * dt
                cx, cy, cz = gy * wz - gz * wy, gz * wx - gx * wz, gx * wy - gy * wx
                gx += cx + (cy * wz - cz * wy) / 2
                gy += cy + (cz * wx - cx * wz) / 2
                gz += cz + (cx * wy - cy * wx) / 2
            share = min(1.0, dt / SMOOTH_S)
            mx, my, mz = mx + share * (x - mx), my + share * (y - my), mz + share * (z - mz)
            calm = calm + dt if abs(x - mx) + abs(y - my) + abs(z - mz) < CALM_MS2 else 0.0
            share = min(1.0, dt / (FOLLOWS_S if calm > SMOOTH_S else FOLLOWS_MOVED_S))
            gx, gy, gz = gx + share * (x - gx), gy + share * (y - gy), gz + share * (z - gz)
            x_out.append(x - gx)
            y_out.append(y - gy)
            z_out.append(z - gz)
        return made

    def _movements(self) -> list[tuple[int, int]]:
        """First and last reading of each movement, pauses shorter than PAUSE_S bridged."""
        turns = _Turns(self.gyroscope, self.rest)
        moves, stirs = max(MOVES_MS2, 1.5 * NOISY * self.noise), max(EDGE_MS2, NOISY * self.noise)
        level = bytearray(len(self.t))
        """0 still, 1 stirring, 2 moved."""
        for index, now in enumerate(self.t):
            length = self.length[index] if index < len(self.length) else 0.0
            if length >= moves:
                level[index] = 2
                continue
            turn = 0.0
            if turns.there:
                wx, wy, wz = turns.at(now)
                turn = wx * wx + wy * wy + wz * wz
            if turn >= MOVES_RAD_S * MOVES_RAD_S:
                level[index] = 2
            elif length >= stirs or turn >= EDGE_RAD_S * EDGE_RAD_S:
                level[index] = 1
        found: list[tuple[int, int]] = []
        at = level.find(2)
        while at >= 0:
            start = last = at
            at = level.find(2, last + 1)
            while at >= 0 and self.t[at] - self.t[last] <= PAUSE_S:
                last = at
                at = level.find(2, last + 1)
            first, final = start, last
            while first > 0 and level[first - 1] and self.t[start] - self.t[first - 1] <= EDGE_S:
                first -= 1
            while final + 1 < len(level) and level[final + 1] and self.t[final + 1] - self.t[last] <= EDGE_S:
                final += 1
            found.append((first, final))
        return found

    def _noise(self) -> float:
        """Standard deviation of the acceleration's length at rest, m/s²."""
        held: list[float] = []
        edges = [*self.movements, (len(self.length), len(self.length))]
        at = 0
        for start, end in edges:
            # a margin, so that a movement's first stir is no noise
            held += self.length[at : max(at, start - 2)]
            at = end + 3
            if len(held) > 5_000:
                break
        return math.sqrt(sum(value * value for value in held) / len(held)) if held else 0.1

    def before(self, at_s: float) -> Measure:
        """The movement that went on at `at_s`, or ended within REACTS_S before."""
        at = bisect_right(self.movements, at_s, key=lambda one: self.t[one[0]]) - 1
        if at < 0 or self.t[self.movements[at][1]] + REACTS_S < at_s:
            return Measure(start_s=at_s, end_s=at_s)
        start, end = self.movements[at]
        while end > start and self.t[end] > at_s:
            end -= 1
        return self.measure(start, end)

    def strongest(self) -> tuple[Measure, ...]:
        """Of a trace that never jumped, the three strongest movements by each measure, in time's order."""
        found = [self.measure(start, end) for start, end in self.movements[:2_000]]
        keys: tuple[Callable[[Measure], float], ...] = (
            lambda one: one.acceleration_ms2,
            lambda one: one.angle_deg or 0.0,
            lambda one: one.duration_s,
        )
        best = {id(one): one for key in keys for one in sorted(found, key=key, reverse=True)[:3]}
        return tuple(sorted(best.values(), key=lambda one: one.start_s)) or (Measure(),)

    def measure(self, start: int, end: int) -> Measure:
        """What was measured between two readings."""
        turn, by = self._turn(self.t[start], self.t[end])
        long = self.t[end] - self.t[start]
        peak, axes = 0.0, tuple[str, ...]()
        stop = min(end + 1, len(self.length))
        if start < stop:
            top = max(range(start, stop), key=self.length.__getitem__)
            peak = self.length[top]
            axes = self._axes(start, stop, peak)
        error = max(LEAST_MS2, 2 * self.noise)
        if self.included:
            # gravity that stands wrongly by an angle errs by as much as its sine
            unsure = 1.0 if by == "gyroscope" else (turn or 0.0) + 3.0
            error += (
                STANDARD_GRAVITY
                * math.sin(math.radians(min(unsure, 90.0)))
                * (0.2 if by == "gyroscope" else 1)
            )
        long = self.t[end] - self.t[start]
        return Measure(
            acceleration_ms2=round(peak, 3),
            acceleration_error_ms2=round(error, 3),
            axes=axes,
            angle_deg=None if turn is None else round(turn, 2),
            angle_error_deg=round(
                LEAST_DEG + (DRIFT_DEG_S * min(long, TURN_WINDOW_S) if by == "gyroscope" else 10.0), 2
            ),
            angle_by=by,
            duration_s=round(long, 3),
            duration_error_s=round(1.5 / self.rate + 0.01, 3),
            start_s=self.t[start],
            end_s=self.t[end],
        )

    def _axes(self, start: int, stop: int, peak: float) -> tuple[str, ...]:
        """Directions in which at least seven tenths of the peak were reached."""
        named: list[str] = []
        for name, axis in (("x", self.linear.x), ("y", self.linear.y), ("z", self.linear.z)):
            part = axis[start:stop]
            if max(part) >= 0.7 * peak:
                named.append(f"+{name}")
            if min(part) <= -0.7 * peak:
                named.append(f"-{name}")
        return tuple(named)

    def _turn(self, start_s: float, end_s: float) -> tuple[float | None, str]:
        """Largest turn between any two moments of a movement, degrees, and what it was told by."""
        start_s = max(start_s, end_s - TURN_WINDOW_S)
        if len(self.gyroscope):
            return _swing(self.gyroscope, self.rest, start_s, end_s), "gyroscope"
        if self.included and len(self.raw):
            return self._lean(start_s, end_s), "gravity"
        return None, ""

    def _lean(self, start_s: float, end_s: float) -> float:
        """Largest angle between gravity before the movement and its slow mean until just after it."""
        before = _mean(self.raw, start_s - 0.4, start_s)
        most = 0.0
        at = start_s
        while at <= end_s + 0.3:
            most = max(most, _angle(before, _mean(self.raw, at, at + 0.4)))
            at += 0.1
        return most


class _Turns:
    """The gyroscope's reading at a time, its rest taken off; asked in time's order."""

    def __init__(self, gyroscope: Samples, rest: tuple[float, float, float]) -> None:
        self._samples = gyroscope
        self._rest = rest
        self._at = 0
        self.there = len(gyroscope) > 0

    def at(self, now: float) -> tuple[float, float, float]:
        samples, times = self._samples, self._samples.t
        last = len(times) - 1
        while self._at < last and times[self._at + 1] <= now:
            self._at += 1
        index = self._at
        return (
            samples.x[index] - self._rest[0],
            samples.y[index] - self._rest[1],
            samples.z[index] - self._rest[2],
        )


def _first_rest(given: Samples) -> tuple[float, float, float]:
    """Mean of the first still third of a second in the first ten, else of the first two seconds."""
    start = 0
    for index, now in enumerate(given.t):
        if now - given.t[start] >= SMOOTH_S:
            parts = [axis[start:index] for axis in (given.x, given.y, given.z)]
            if all(max(part) - min(part) < CALM_MS2 for part in parts):
                return _mean(given, given.t[start], now)
            start = index
        if now > 10.0:
            break
    return _mean(given, given.t[0], given.t[0] + 2.0)


def _rest(gyroscope: Samples) -> tuple[float, float, float]:
    """What the gyroscope says while nothing turns: the middle of its quiet readings, at most 3°/s."""
    quiet = [
        (x, y, z)
        for x, y, z in zip(gyroscope.x[:200_000], gyroscope.y[:200_000], gyroscope.z[:200_000], strict=True)
        if abs(x) < 0.05 and abs(y) < 0.05 and abs(z) < 0.05
    ]
    if len(quiet) < 10:
        return 0.0, 0.0, 0.0
    return median(one[0] for one in quiet), median(one[1] for one in quiet), median(one[2] for one in quiet)


def _swing(gyroscope: Samples, rest: tuple[float, float, float], start_s: float, end_s: float) -> float:
    """Largest angle between two orientations: the rotation vector is summed, its extremes compared."""

    begin, stop = bisect_left(gyroscope.t, start_s - 0.05), bisect_right(gyroscope.t, end_s + 0.05)
    x = y = z = 0.0
    low, high = [(0.0, 0.0, 0.0)] * 3, [(0.0, 0.0, 0.0)] * 3
    for index in range(max(begin, 1), stop):
        dt = gyroscope.t[index] - gyroscope.t[index - 1]
        if dt <= 0 or dt > 0.5:
            continue
        x += ((gyroscope.x[index] + gyroscope.x[index - 1]) / 2 - rest[0]) * dt
        y += ((gyroscope.y[index] + gyroscope.y[index - 1]) / 2 - rest[1]) * dt
        z += ((gyroscope.z[index] + gyroscope.z[index - 1]) / 2 - rest[2]) * dt
        now = (x, y, z)
        for axis in range(3):
            if now[axis] < low[axis][axis]:
                low[axis] = now
            if now[axis] > high[axis][axis]:
                high[axis] = now
    ends = [(0.0, 0.0, 0.0), *low, *high]
    return math.degrees(max(math.dist(one, other) for one in ends for other in ends))


def _mean(samples: Samples, start_s: float, end_s: float) -> tuple[float, float, float]:

    begin, stop = bisect_left(samples.t, start_s), bisect_right(samples.t, end_s)
    if stop <= begin:
        begin = max(min(begin, len(samples) - 1), 0)
        stop = begin + 1
    count = stop - begin
    return (
        sum(samples.x[begin:stop]) / count,
        sum(samples.y[begin:stop]) / count,
        sum(samples.z[begin:stop]) / count,
    )


def _angle(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    if lengths < 1e-6:
        return 0.0
    cosine = sum(a * b for a, b in zip(one, other, strict=True)) / lengths
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
