"""Jumps at a light shake of the phone.

Clause: 26号-1.4.7 高灵敏度“摇一摇”
Needs: calls.
Violates: never from code alone; a motion-sensor listener that leads to another screen, app or page and
    compares acceleration with less than 15 m/s² is suspected when it asks for no rotation of 35° and no
    duration of 3 s either. These are reference values of T/TAF 078.7-2022, not law; replaying
    everyday motion settles it.
Limits: sensitivity fetched from a server, or computed in ways the constants do not show, is not seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mingjian.facts import Facts
from mingjian.facts.calls import Comparison, Hit, SensorListener
from mingjian.facts.parties import owner
from mingjian.model import Evidence, Finding
from mingjian.rules import Rule
from mingjian.rules._evidence import code
from mingjian.rules._finding import cite, finding

RULE = Rule(requirements=("26号-1.4.7",), severity="medium", needs=("calls",), proves=False)
ACCELERATION, ROTATION, DURATION = "TH-05", "TH-06", "TH-07"
ACCELEROMETERS = frozenset({1, 10})
"""Sensor.TYPE_ACCELEROMETER and TYPE_LINEAR_ACCELERATION."""
JUMPS = frozenset(
    f"behaviour:{name}" for name in ("cross_app_jump", "linked_start", "apk_install", "silent_download")
)
LEAST_MEANT = 2.0
"""Below this a constant is a filter weight, an axis index or zero, not an acceleration (project choice)."""
LEAST_SQUARE = 36.0
"""Below it a lone constant is read as an acceleration itself (project choice)."""
STANDARD_GRAVITY = 9.80665


def check(facts: Facts) -> Iterator[Finding]:
    for listener in facts.calls.sensors if facts.calls else ():
        jumps = _jumps(facts, listener)
        if not (listener.reachable and jumps):
            continue
        if listener.sensor_types and not ACCELEROMETERS & set(listener.sensor_types):
            continue
        weakest = _weakest(listener)
        if weakest is not None and not _other_condition(listener, weakest[1]):
            yield _finding(facts, listener, weakest, jumps)


def _jumps(facts: Facts, listener: SensorListener) -> list[Hit]:
    """What it sets going that leads away: another screen, app or page, a download; a mere dialog does not."""
    known = facts.calls.hits if facts.calls else ()
    return [known[index] for index in listener.acts if JUMPS.intersection(known[index].tags)]


def _weakest(listener: SensorListener) -> tuple[float, Comparison] | None:
    """The smallest acceleration the listener reacts to, in m/s², where it is under the reference."""
    least = float(cite(ACCELERATION).value)
    found: list[tuple[float, Comparison]] = []
    ordering = [c for c in listener.comparisons if c.op not in ("==", "!=", "eq", "ne")]
    if len(ordering) == 1 and (root := _squared(ordering[0].value)) is not None and root < least:
        return root, ordering[0]
    for comparison in ordering:
        value = abs(comparison.value)
        if LEAST_MEANT <= value < least and abs(value - STANDARD_GRAVITY) > 0.01:
            found.append((value, comparison))
    return min(found, key=lambda pair: pair[0], default=None)


def _squared(value: float) -> float | None:
    """A lone constant that is the square of a whole acceleration is compared with x²+y²+z²."""
    root = math.isqrt(int(value)) if value > 0 and value == int(value) else 0
    return (
        float(root) if root * root == value and LEAST_MEANT < root < value and value >= LEAST_SQUARE else None
    )


def _other_condition(listener: SensorListener, besides: Comparison) -> bool:
    """Rotation or duration is asked for as well, at the reference or above; or a larger acceleration is."""
    rotation, duration = float(cite(ROTATION).value), float(cite(DURATION).value)
    values = [abs(c.value) for c in listener.comparisons if c is not besides]
    return any(v >= duration * 1000 and v < duration * 100_000 for v in values) or any(
        rotation <= v < 361 for v in values if v == int(v) and v % 5 == 0
    )


def _finding(
    facts: Facts, listener: SensorListener, weakest: tuple[float, Comparison], jumps: list[Hit]
) -> Finding:
    value, comparison = weakest
    place = f"{comparison.dex}!{comparison.method}+{comparison.offset:#x}"
    evidence = [Evidence(kind="code", location=place, excerpt=f"{comparison.op} {value:g} m/s²")]
    evidence += [code(hit) for hit in jumps[:2]]
    return finding(
        f"摇动 {value:g} m/s² 即触发跳转（{listener.owner.rpartition('.')[2]}）",
        f"Jumps at a shake of {value:g} m/s² ({listener.owner.rpartition('.')[2]})",
        key=("shake", listener.owner),
        party=owner(facts, [listener.method, *(hit.caller for hit in jumps)]),
        verdict="suspected",
        threshold=ACCELERATION,
        evidence=evidence,
    )
