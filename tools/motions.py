"""Made-up motion of a phone: walking, riding, picking up, putting down, shakes and turns of given strength.

A body that accelerates and turns is simulated and its sensors are read off: a gyroscope gives the turn, an
accelerometer the acceleration with gravity, in the phone's own frame and from a random attitude. What a trace
is asked to reach (15 m/s², 35°, 3 s) it reaches at a reading, not between two.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

G = 9.80665
Vector = tuple[float, float, float]
Shape = Callable[[float], tuple[Vector, Vector]]
"""Linear acceleration (m/s²) and turn (rad/s) in the phone's frame at a time."""
STILL_S = 1.0
ZERO: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """How the motion is recorded."""

    rate_hz: float = 50.0
    gravity: bool = True
    gyroscope: bool = True
    noise_ms2: float = 0.0
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What the phone does, for how long, and when the app jumps (seconds after the movement began)."""

    shape: Shape
    seconds: float
    jump_s: float | None = None
    scene: str = ""


def _unit(chance: random.Random) -> Vector:
    while True:
        vector = (chance.gauss(0, 1), chance.gauss(0, 1), chance.gauss(0, 1))
        length = math.hypot(*vector)
        if length > 0.1:
            return vector[0] / length, vector[1] / length, vector[2] / length


def _times(vector: Vector, by: float) -> Vector:
    return vector[0] * by, vector[1] * by, vector[2] * by


def _turned(vector: Vector, by: Vector) -> Vector:
    """The vector turned by a rotation vector (Rodrigues)."""
    angle = math.hypot(*by)
    if angle < 1e-12:
        return vector
    k = _times(by, 1 / angle)
    cos, sin = math.cos(angle), math.sin(angle)
    dot = sum(a * b for a, b in zip(k, vector, strict=True))
    cross = (
        k[1] * vector[2] - k[2] * vector[1],
        k[2] * vector[0] - k[0] * vector[2],
        k[0] * vector[1] - k[1] * vector[0],
    )
    return (
        vector[0] * cos + cross[0] * sin + k[0] * dot * (1 - cos),
        vector[1] * cos + cross[1] * sin + k[1] * dot * (1 - cos),
        vector[2] * cos + cross[2] * sin + k[2] * dot * (1 - cos),
    )


def shake(
    acceleration: float,
    angle: float,
    seconds: float,
    recorder: Recorder,
    *,
    jump: bool = True,
    scene: str = "shake",
) -> Movement:
    """To and fro along one direction with a swing about another: peak m/s², largest turn in degrees, seconds.

    The peak and both ends of the swing fall on readings; the phone is never still in between.
    """
    chance = random.Random(recorder.seed)  # noqa: S311
    along, about = _unit(chance), _unit(chance)
    count = max(round(seconds * recorder.rate_hz), 2)
    long = count / recorder.rate_hz
    beats = max(1, round(long * 3))
    # it begins and ends at full strength: the movement is as long as it is said to be
    raw = [math.cos(2 * math.pi * beats * at / count) for at in range(count + 1)]
    top = max(map(abs, raw))
    raw = [value / top for value in raw]
    swing = math.radians(angle)
    half = count // 2

    def shape(t: float) -> tuple[Vector, Vector]:
        at = round(t * recorder.rate_hz)
        if not 0 <= at <= count:
            return ZERO, ZERO
        # from one side to the other in the first half and back: the largest turn stands at reading `half`
        phase = at / half if at <= half else (count - at) / max(count - half, 1)
        side = 1.0 if at <= half else -1.0
        width = (half if at <= half else max(count - half, 1)) / recorder.rate_hz
        steps = round(width * recorder.rate_hz)
        # what the readings add up to, not what the curve between them does
        lost = math.pi / (2 * steps) / math.tan(math.pi / (2 * steps)) if steps > 1 else 1.0
        speed = side * swing / width * math.pi / 2 / lost * math.sin(math.pi * min(phase, 1.0))
        return _times(along, acceleration * raw[at]), _times(about, speed)

    return Movement(shape=shape, seconds=long, jump_s=long if jump else None, scene=scene)


def walking(seconds: float, seed: int, *, jump_s: float | None = None) -> Movement:
    """Two steps a second, the arm swinging; peaks of 3–6 m/s² (about 0.6 g at the hand)."""
    chance = random.Random(seed)  # noqa: S311
    pace, strong, arm = chance.uniform(1.7, 2.2), chance.uniform(3.0, 6.0), chance.uniform(8.0, 20.0)
    up, side = _unit(chance), _unit(chance)

    def shape(t: float) -> tuple[Vector, Vector]:
        beat = math.sin(2 * math.pi * pace * t) * 0.7 + math.sin(4 * math.pi * pace * t + 0.6) * 0.3
        sway = math.radians(arm) * math.pi * pace * math.cos(math.pi * pace * t)
        return _times(up, strong * beat), _times(side, sway * 0.5)

    return Movement(shape=shape, seconds=seconds, jump_s=jump_s, scene="walking")


def riding(seconds: float, seed: int, *, jump_s: float | None = None) -> Movement:
    """A bus: engine and road at 5–15 Hz, a brake now and then, a bump of up to 5 m/s²."""
    chance = random.Random(seed)  # noqa: S311
    road = [(chance.uniform(5, 15), chance.uniform(0.1, 0.5), chance.uniform(0, 6)) for _ in range(4)]
    bumps = [(chance.uniform(0, seconds), chance.uniform(2, 5)) for _ in range(max(1, int(seconds / 6)))]
    up, ahead = _unit(chance), _unit(chance)

    def shape(t: float) -> tuple[Vector, Vector]:
        shaken = sum(size * math.sin(2 * math.pi * f * t + at) for f, size, at in road)
        shaken += sum(size * math.exp(-(((t - at) / 0.08) ** 2)) for at, size in bumps)
        brake = 1.5 * math.sin(2 * math.pi * t / 9)
        a = _times(up, shaken)
        b = _times(ahead, brake)
        return (a[0] + b[0], a[1] + b[1], a[2] + b[2]), _times(up, 0.05 * math.sin(t))

    return Movement(shape=shape, seconds=seconds, jump_s=jump_s, scene="riding")


def picking_up(seed: int, *, jump: bool = False, down: bool = False) -> Movement:
    """From a table to before the face in about a second, turning by 50–80°; or back."""
    chance = random.Random(seed)  # noqa: S311
    long, lift, turn = (
        chance.uniform(0.8, 1.2),
        chance.uniform(2.0, 5.0),
        math.radians(chance.uniform(50, 80)),
    )
    up, side = _unit(chance), _unit(chance)
    sign = -1 if down else 1

    def shape(t: float) -> tuple[Vector, Vector]:
        if not 0 <= t <= long:
            return ZERO, ZERO
        speed = sign * turn / long * math.pi / 2 * math.sin(math.pi * t / long)
        return _times(up, sign * lift * math.sin(2 * math.pi * t / long)), _times(side, speed)

    return Movement(
        shape=shape,
        seconds=long,
        jump_s=long if jump else None,
        scene="putting_down" if down else "picking_up",
    )


def csv(movement: Movement, recorder: Recorder, *, start: float = 0.0) -> str:
    """The recording, in the wide layout: a second of rest, the movement, a second of rest."""
    chance = random.Random(recorder.seed + 1)  # noqa: S311
    gravity = _times(_unit(chance), G)
    step = 1 / recorder.rate_hz
    columns = "t,ax,ay,az,gx,gy,gz,event" if recorder.gyroscope else "t,ax,ay,az,event"
    lines = [f"# scene: {movement.scene}", columns] if movement.scene else [columns]
    still = round(STILL_S * recorder.rate_hz)
    total = still * 2 + round(movement.seconds * recorder.rate_hz) + 1
    jump_at = None if movement.jump_s is None else still + round(movement.jump_s * recorder.rate_hz)
    before: Vector = ZERO
    for number in range(total):
        t = (number - still) * step
        pushed, turn = movement.shape(t) if 0 <= t <= movement.seconds + step / 2 else (ZERO, ZERO)
        middle = _times((before[0] + turn[0], before[1] + turn[1], before[2] + turn[2]), -step / 2)
        gravity, before = _turned(gravity, middle), turn
        read = [
            value
            + (g if recorder.gravity else 0.0)
            + (chance.gauss(0, recorder.noise_ms2) if recorder.noise_ms2 else 0)
            for value, g in zip(pushed, gravity, strict=True)
        ]
        cells = [f"{start + number * step:.6f}", *(f"{value:.6f}" for value in read)]
        if recorder.gyroscope:
            cells += [f"{value:.6f}" for value in turn]
        lines.append(",".join([*cells, "jump:https://ad.example/landing" if number == jump_at else ""]))
    return "\n".join(lines) + "\n"
