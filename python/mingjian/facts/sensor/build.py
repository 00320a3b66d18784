"""From the traces of a run to facts: each jump with the movement before it, and what silence is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, cast

from msgspec.structs import replace

from mingjian import law
from mingjian.artifacts.device_log import sensor_csv
from mingjian.artifacts.device_log.event import Event, Source
from mingjian.artifacts.device_log.exchange import Recorded
from mingjian.artifacts.device_log.log import DeviceLog
from mingjian.artifacts.device_log.sensor_trace import Happened, SensorTrace
from mingjian.facts.sensor import Motion, SensorFacts, Trace
from mingjian.facts.sensor.replay import Measure, Replay
from mingjian.model import Series

DAILY = frozenset({"walking", "riding", "picking_up", "putting_down", "standing"})
TRIED = frozenset({"walking", "riding", "picking_up"})
DELIBERATE = frozenset({"shake", "ladder", "twist", "tilt", "slide"})
JUMP = re.compile(
    r"(?:jump|redirect|open|deeplink|landing|跳转|打开)\w*\s*[:=：]?\s*(.*)", re.IGNORECASE | re.DOTALL
)
MAX_TRACES = 200
MAX_JUMPS = 200
MOST_POINTS = 800
NEAR = 0.8
"""A rung of the ladder: at least this share of a threshold and still below it (project choice)."""
ACCELERATION, ANGLE, DURATION = "TH-05", "TH-06", "TH-07"


def from_log(log: DeviceLog, jumps: Iterable[Event] = ()) -> SensorFacts | None:
    """Facts of every trace of a run; `jumps` are the app's in the run's log. None where there is no trace."""
    kept = [one for one in log.kept(Recorded) if one.format == sensor_csv.NAME]
    if not kept:
        return None
    seen = [event for event in jumps if event.at_ns is not None]
    traces = (sensor_csv.read(log.open(one.path), shown=one.path) for one in kept[:MAX_TRACES])
    return from_traces(traces, seen, dropped=max(0, len(kept) - MAX_TRACES))


def from_traces(
    traces: Iterable[SensorTrace], jumps: Sequence[Event] = (), *, dropped: int = 0
) -> SensorFacts:
    """Facts of traces, each let go of before the next is taken."""
    made: list[Trace] = []
    sources: list[Source] = []
    for one in traces:
        made.append(_trace(one, jumps))
        sources.append(one.source)
    return SensorFacts(traces=tuple(made), covered=_covered(made), sources=tuple(sources), dropped=dropped)


def _trace(one: SensorTrace, logged: Sequence[Event]) -> Trace:
    # a trace that never rests has gravity: those that leave it out come from a virtual sensor and rest near 0
    included = one.gravity_included is not False
    replay = Replay(one.acceleration, one.gyroscope, gravity_included=included)
    jumps = sorted([*_noted(one), *_logged(one, logged)], key=lambda each: each.at_s)[:MAX_JUMPS]
    motions = tuple(_motion(replay.before(each.at_s), each) for each in _apart(jumps))
    if not motions:
        motions = tuple(_motion(measure, None) for measure in replay.strongest())
    if one.gravity_included is None:
        motions = tuple(
            replace(each, acceleration_error_ms2=round(each.acceleration_error_ms2 + 2.0, 3))
            for each in motions
        )
    scene = one.scene
    return Trace(
        source=one.source.path,
        scene=scene,
        daily=True if scene in DAILY else False if scene in DELIBERATE else None,
        seconds=round(one.seconds, 3),
        rate_hz=round(replay.rate, 1),
        gravity_included=included,
        sensors=one.sensors,
        motions=motions,
        acceleration=_series(replay, jumps),
        jumps_known=one.has_events or bool(logged and one.started_ns is not None),
        told=tuple(sorted({told.code for told in one.source.told})),
    )


def _noted(one: SensorTrace) -> Iterator[Happened]:
    for each in one.happened:
        found = JUMP.match(each.what)
        if found:
            yield Happened(each.at_s, found[1].strip(), each.line)


def _logged(one: SensorTrace, logged: Sequence[Event]) -> Iterator[Happened]:
    """Jumps of the run's log that fall into the trace, where its clock counts from 1970."""
    if one.started_ns is None:
        return
    for event in logged:
        if event.at_ns is not None and 0 <= event.at_ns - one.started_ns <= one.seconds * 1e9:
            yield Happened((event.at_ns - one.started_ns) / 1e9, event.what, 0)


def _apart(jumps: Sequence[Happened]) -> Iterator[Happened]:
    """Each jump once: what two records tell of within a second is one."""
    last = -10.0
    for each in jumps:
        if each.at_s - last > 1.0:
            yield each
        last = each.at_s


def _motion(measure: Measure, jump: Happened | None) -> Motion:
    return Motion(
        at_s=None if jump is None else round(jump.at_s, 3),
        target="" if jump is None else jump.what[:200],
        acceleration_ms2=measure.acceleration_ms2,
        angle_deg=measure.angle_deg,
        duration_s=measure.duration_s,
        axes=measure.axes,
        acceleration_error_ms2=measure.acceleration_error_ms2,
        angle_error_deg=measure.angle_error_deg,
        duration_error_s=measure.duration_error_s,
        angle_by=cast('Literal["gyroscope", "gravity", ""]', measure.angle_by),
        line=None if jump is None or not jump.line else jump.line,
    )


def _series(replay: Replay, jumps: Sequence[Happened]) -> Series:
    """The greatest acceleration of each of MOST_POINTS stretches."""
    size = len(replay.length)
    width = max(1, -(-size // MOST_POINTS))
    points = tuple(
        (round(replay.t[at], 3), round(max(replay.length[at : at + width]), 3))
        for at in range(0, size, width)
    )
    return Series("m/s²", points, tuple((round(each.at_s, 3), each.what or "jump") for each in jumps))


def _covered(traces: Sequence[Trace]) -> tuple[Literal["daily", "ladder"], ...]:
    known = [one for one in traces if one.jumps_known]
    covered: list[Literal["daily", "ladder"]] = []
    if {one.scene for one in known} >= TRIED:
        covered.append("daily")
    below = [
        motion
        for one in known
        if one.daily is not True
        for motion in one.motions
        if motion.acceleration_ms2 < _value(ACCELERATION)
        and (motion.angle_deg or 0.0) < _value(ANGLE)
        and motion.duration_s < _value(DURATION)
    ]
    rungs = (
        any(motion.acceleration_ms2 >= NEAR * _value(ACCELERATION) for motion in below),
        any((motion.angle_deg or 0.0) >= NEAR * _value(ANGLE) for motion in below),
        any(motion.duration_s >= NEAR * _value(DURATION) for motion in below),
    )
    if all(rungs):
        covered.append("ladder")
    return tuple(covered)


def _value(threshold: str) -> float:
    found = law.threshold(threshold).value
    assert isinstance(found, int | float)  # noqa: S101 - the table's own
    return float(found)
