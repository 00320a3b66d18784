"""Jumps when the phone is turned a little.

Clause: 26号-1.4.8 等易造成误触发的方式诱导用户操作
Needs: calls.
Violates: never from code alone; a listener to the gyroscope, rotation vector or orientation that leads to
    another screen, app or page and compares an angle of less than 35° (degrees, or radians up to 0.61) is
    suspected when it asks for no larger angle and no duration of 3 s either. These are reference values of
    T/TAF 078.7-2022, not law; replaying everyday motion settles it.
Limits: angles computed from more than one reading, and sensitivity fetched from a server, are not seen. A
    listener to the accelerometer as well is judged by 1.4/shake-threshold.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Comparison, SensorListener
from mingjian.facts.parties import owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import code
from mingjian.rules._finding import cite, finding
from mingjian.rules._motion import jumping, kinds

RULE = Rule(requirements=("26号-1.4.8",), severity="medium", needs=("calls",), proves=False)
ROTATION, DURATION = "TH-06", "TH-07"
TURNING = frozenset({3, 4, 11, 15, 16, 20})
"""Sensor.TYPE_ORIENTATION, GYROSCOPE, (GAME_, GEOMAGNETIC_)ROTATION_VECTOR, GYROSCOPE_UNCALIBRATED."""
ACCELEROMETERS = frozenset({1, 10})
LEAST_DEGREES = 3.0
"""Below this a constant is an axis, a filter weight or radians (project choice)."""
LEAST_RADIANS = 0.08
MOST_DEGREES = 361.0
MOST_MS = 60_000.0


def check(facts: Facts) -> Iterator[Finding]:
    for listener, jumps in jumping(facts):
        types = kinds(facts, listener)
        if not types & TURNING or types & ACCELEROMETERS:
            continue
        weakest = _weakest(listener)
        if weakest is None:
            continue
        degrees, comparison = weakest
        place = f"{comparison.dex}!{comparison.method}+{comparison.offset:#x}"
        yield finding(
            f"转动约 {degrees:.0f}° 即触发跳转（{listener.owner.rpartition('.')[2]}）",
            f"Jumps when turned by about {degrees:.0f}° ({listener.owner.rpartition('.')[2]})",
            key=("turn", listener.owner),
            party=owner(facts, [listener.method, *(hit.caller for hit in jumps)]),
            verdict="suspected",
            threshold=ROTATION,
            evidence=[
                Evidence(kind="code", location=place, excerpt=f"{comparison.op} {comparison.value:g}"),
                *(code(hit) for hit in jumps[:2]),
            ],
        )


def _weakest(listener: SensorListener) -> tuple[float, Comparison] | None:
    """The smallest angle it reacts to, in degrees; None when a condition at the reference is asked too."""
    least, duration_ms = float(cite(ROTATION).value), float(cite(DURATION).value) * 1000
    small: list[tuple[float, Comparison]] = []
    for comparison in listener.comparisons:
        value = abs(comparison.value)
        if comparison.op in ("==", "!=", "eq", "ne"):
            continue
        if duration_ms <= value <= MOST_MS or least <= value < MOST_DEGREES:
            return None
        if math.radians(least) - 0.005 <= value < math.pi and value != int(value):
            return None
        if LEAST_DEGREES <= value < least:
            small.append((value, comparison))
        elif LEAST_RADIANS <= value < math.radians(least):
            small.append((math.degrees(value), comparison))
    return min(small, key=lambda pair: pair[0], default=None)
