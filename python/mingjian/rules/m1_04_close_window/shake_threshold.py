"""Jumps at a light shake of the phone.

Clause: 26号-1.4.7 高灵敏度“摇一摇”
Needs: calls.
Violates: never from code alone; a motion-sensor listener that leads to another screen, app or page and
    compares acceleration with less than 15 m/s² is suspected when it asks for no rotation of 35° and no
    duration of 3 s either. These are reference values of T/TAF 078.7-2022, not law; replaying
    everyday motion settles it.
Limits: of sensitivity fetched from a server only the default in code is seen; a number made in ways the
    code does not show (kept across events, over time) is read as an acceleration only where it is a float.
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
STANDARD_GRAVITY = 9.80665
SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


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
    for comparison in listener.comparisons:
        value = _acceleration(comparison)
        if value is not None and LEAST_MEANT <= value < least and abs(value - STANDARD_GRAVITY) > 0.01:
            found.append((value, comparison))
    return min(found, key=lambda pair: pair[0], default=None)


def _acceleration(comparison: Comparison) -> float | None:
    """The constant in m/s², where what is compared with it can be an acceleration."""
    if comparison.op in ("==", "!=") or comparison.elapsed or comparison.angle:
        return None
    if comparison.sensor is not None and comparison.sensor not in ACCELEROMETERS:
        return None
    if comparison.number in ("int", "long") and not comparison.axes:
        return None
    value = abs(comparison.value)
    if comparison.squared:
        value = math.sqrt(value)
    return value * STANDARD_GRAVITY if comparison.in_g else value


def _other_condition(listener: SensorListener, besides: Comparison) -> bool:
    """Rotation or duration is asked for as well, at the reference or above."""
    rotation, duration = float(cite(ROTATION).value), float(cite(DURATION).value)
    for comparison in listener.comparisons:
        if comparison is besides:
            continue
        value = abs(comparison.value)
        if comparison.elapsed:
            if value * SECONDS[comparison.elapsed] >= duration:
                return True
        elif comparison.angle:
            if (math.degrees(value) if comparison.angle == "rad" else value) >= rotation:
                return True
        elif _time_or_angle(value, rotation, duration) and not comparison.squared:
            return True
    return False


def _time_or_angle(value: float, rotation: float, duration: float) -> bool:
    """A number of unknown make that reads as milliseconds or as whole degrees."""
    return duration * 1000 <= value < duration * 100_000 or (rotation <= value < 361 and value % 5 == 0)


def _finding(
    facts: Facts, listener: SensorListener, weakest: tuple[float, Comparison], jumps: list[Hit]
) -> Finding:
    value, comparison = weakest
    name, default = listener.owner.rpartition(".")[2], comparison.from_settings
    place = f"{comparison.dex}!{comparison.method}+{comparison.offset:#x}"
    evidence = [Evidence(kind="code", location=place, excerpt=_excerpt(comparison, value))]
    evidence += [code(hit) for hit in jumps[:2]]
    return finding(
        f"摇动 {value:g} m/s² 即触发跳转（{name}{'，云端或本地配置的默认值' if default else ''}）",
        f"Jumps at a shake of {value:g} m/s² ({name}{', the default of a setting' if default else ''})",
        key=("shake", listener.owner),
        party=owner(facts, [listener.method, *(hit.caller for hit in jumps)]),
        verdict="suspected",
        threshold=ACCELERATION,
        evidence=evidence,
    )


def _excerpt(comparison: Comparison, value: float) -> str:
    """The comparison as the code makes it, and the acceleration it stands for where that differs."""
    parts = [f"{comparison.op} {comparison.value:g}"]
    if comparison.squared or comparison.in_g:
        kind = ("(m/s²)²", "g²") if comparison.squared else ("m/s²", "g")
        parts += [kind[comparison.in_g], f"= {value:g} m/s²"]
    else:
        parts.append("m/s²")
    return " ".join(parts)
