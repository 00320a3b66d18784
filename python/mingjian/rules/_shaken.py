"""Jumps of a sensor trace held against the reference conditions: which are reached, nearly reached, or not.

One condition is enough (TH-08): acceleration, turn, or duration. Everyday motion must never jump, whatever is
reached (TH-32).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mingjian.facts import Facts
from mingjian.facts.once import once
from mingjian.facts.parties import app
from mingjian.facts.sensor import Motion, Trace
from mingjian.model import Evidence, Finding, Series
from mingjian.rules import NotCovered
from mingjian.rules._finding import cite, finding

ACCELERATION, ROTATION, DURATION = "TH-05", "TH-06", "TH-07"
TOGETHER, DAILY = "TH-08", "TH-32"
SHARE = 0.5
"""From this share of both references on, both may have been asked for together (our choice)."""
LONG = 2.0
"""A jump after so many times the reference duration was not made by asking for that duration (our choice)."""
TURNING_MS2 = 4.0
TURNING_DEG = 10.0
"""A movement under the one and over the other is a turn of the phone, not a shake (our choice)."""
TURNS = frozenset({"twist", "tilt", "slide"})
STEP_MS2, STEP_DEG, STEP_S = 0.02, 0.1, 0.005
"""What a phone's sensors and clock tell apart at best; a value short by less has reached its reference (our
choice, from data sheets of phone sensors)."""
MARK_S = 3.0
SHOWN_S = 8.0

NEED_DAILY = "trace_daily"
NEED_LADDER = "trace_ladder"
NEED_EVENTS = "trace_jumps"
NEED_GYROSCOPE = "trace_gyroscope"

Why = Literal["daily", "below", "error", "together", "long", "unclear", "reached"]
SCENES = {
    "walking": ("走路", "walking"),
    "riding": ("乘车", "riding"),
    "picking_up": ("拾起手机", "picking up"),
    "putting_down": ("放下手机", "putting down"),
    "standing": ("静立", "standing"),
}


class Jump(Struct, frozen=True):
    """One jump, the trace it stands in, and how the conditions fared."""

    trace: Trace
    motion: Motion
    why: Why

    @property
    def turning(self) -> bool:
        """The phone was turned, tilted or slid rather than shaken."""
        if self.trace.scene in TURNS:
            return True
        return self.motion.acceleration_ms2 < TURNING_MS2 and (self.motion.angle_deg or 0.0) >= TURNING_DEG


@once
def jumps(facts: Facts) -> tuple[Jump, ...]:
    """Every jump of every trace, judged."""
    traces = facts.sensor.traces if facts.sensor else ()
    return tuple(
        Jump(trace, motion, _why(trace, motion))
        for trace in traces
        for motion in trace.motions
        if motion.at_s is not None
    )


def _why(trace: Trace, motion: Motion) -> Why:
    if trace.daily:
        return "daily"
    acceleration, rotation, duration = map(reference, (ACCELERATION, ROTATION, DURATION))
    acceleration, rotation, duration = acceleration - STEP_MS2, rotation - STEP_DEG, duration - STEP_S
    turn = motion.angle_deg
    if motion.acceleration_ms2 >= acceleration or (turn or 0.0) >= rotation:
        # gravity that could not be taken off rightly reads as acceleration
        sure = motion.acceleration_ms2 - motion.acceleration_error_ms2 >= acceleration * 0.9
        return "reached" if sure or (turn or 0.0) >= rotation else "unclear"
    if motion.duration_s >= duration:
        return "reached" if trace.daily is False or motion.duration_s <= LONG * duration else "long"
    if motion.duration_s + motion.duration_error_s >= duration:
        return "error"
    if motion.acceleration_ms2 + motion.acceleration_error_ms2 >= acceleration:
        return "error"
    if turn is None or motion.angle_by != "gyroscope" or turn + motion.angle_error_deg >= rotation:
        return "error"
    if motion.acceleration_ms2 >= SHARE * acceleration and turn >= SHARE * rotation:
        return "together"
    return "below"


def reference(threshold: str) -> float:
    """The number of a threshold that has one."""
    return float(cite(threshold).value)


def uncovered(facts: Facts) -> NotCovered | None:
    """What a run that showed no breach did not try; None when it tried all."""
    sensor = facts.sensor
    missing: list[str] = []
    if sensor is None or not any(trace.jumps_known for trace in sensor.traces):
        missing.append(NEED_EVENTS)
    covered = sensor.covered if sensor else ()
    if "daily" not in covered:
        missing.append(NEED_DAILY)
    if "ladder" not in covered:
        missing.append(NEED_LADDER)
    if any(jump.why == "unclear" for jump in jumps(facts)):
        missing.append(NEED_GYROSCOPE)
    return NotCovered(tuple(missing)) if missing else None


def findings(facts: Facts, *, turning: bool) -> Iterator[Finding]:
    """A finding for each scene and reason, with its first jumps."""
    groups: dict[tuple[str, Why], list[Jump]] = {}
    for jump in jumps(facts):
        if jump.turning is turning and jump.why not in ("reached", "unclear"):
            scene = jump.trace.scene if jump.why == "daily" else ""
            groups.setdefault((scene, jump.why), []).append(jump)
    for (scene, why), found in sorted(groups.items(), key=lambda item: item[0]):
        zh, en = _said(scene, why, found[0].motion)
        yield finding(
            zh,
            en,
            key=("jump", scene, why),
            party=app(facts),
            verdict="violates" if why in ("daily", "below") else "suspected",
            threshold=DAILY if why == "daily" else _nearest(found[0].motion, why),
            evidence=[evidence(jump) for jump in found[:3]],
        )


def _nearest(motion: Motion, why: Why) -> str:
    """The reference the movement came nearest to, as a share of it."""
    if why == "together":
        return TOGETHER
    if why == "long":
        return DURATION
    shares = {
        ACCELERATION: motion.acceleration_ms2 / reference(ACCELERATION),
        ROTATION: (motion.angle_deg or 0.0) / reference(ROTATION),
        DURATION: motion.duration_s / reference(DURATION),
    }
    return max(shares, key=lambda name: shares[name])


def measured(motion: Motion) -> tuple[str, str]:
    """`14.9 m/s²、34°、2.9 s`."""
    turn = ("转角不明", "turn unknown") if motion.angle_deg is None else (f"{motion.angle_deg:.1f}°",) * 2
    parts = f"{motion.acceleration_ms2:.1f} m/s²", f"{motion.duration_s:.2f} s"
    return f"{parts[0]}、{turn[0]}、{parts[1]}", f"{parts[0]}, {turn[1]}, {parts[1]}"


def _said(scene: str, why: Why, motion: Motion) -> tuple[str, str]:
    zh, en = measured(motion)
    if why == "daily":
        scene_zh, scene_en = SCENES.get(scene, (scene, scene))
        return (
            f"{scene_zh}时即跳转（{zh}）：日常动作不得触发",
            f"Jumps while {scene_en} ({en}); everyday motion must never trigger",
        )
    tail = {
        "below": ("三项参考条件均未达到", "none of the three reference conditions is reached"),
        "error": (
            "与参考值之差在测量误差内",
            "short of a reference value by no more than the measurement's error",
        ),
        "together": (
            "单项均未达到，可能是加速度与转角同时考虑",
            "no single condition is reached; acceleration and turn may be asked for together",
        ),
        "long": (
            "持续运动中才跳转，时长之外的条件均未达到，场景未注明",
            "jumps amid lasting motion, nothing but its length is reached, and no scene is noted",
        ),
    }[why]
    return f"{zh} 的动作即跳转：{tail[0]}", f"Jumps at a movement of {en}: {tail[1]}"


def evidence(jump: Jump) -> Evidence:
    """The trace around the jump, with what was measured."""
    motion, trace = jump.motion, jump.trace
    at = motion.at_s or 0.0
    place = trace.source if motion.line is None else f"{trace.source}:{motion.line}"
    errors = f"±{motion.acceleration_error_ms2:g} m/s², ±{motion.duration_error_s:g} s"
    if motion.angle_deg is not None:
        errors += f", ±{motion.angle_error_deg:g}° ({motion.angle_by})"
    told = f"jump at {at:.2f} s → {motion.target or '?'}; {measured(motion)[1]} ({errors})"
    if motion.axes:
        told += f"; {' '.join(motion.axes)}"
    if trace.scene:
        told += f"; scene {trace.scene}"
    told += f"; {trace.rate_hz:g} Hz, gravity {'included' if trace.gravity_included else 'left out'}"
    return Evidence(kind="sensor", location=place, excerpt=told, series=_around(trace, at))


def _around(trace: Trace, at: float) -> Series | None:
    series = trace.acceleration
    if series is None:
        return None
    points = tuple(point for point in series.points if at - SHOWN_S <= point[0] <= at + MARK_S)
    marks = tuple(mark for mark in series.marks if at - SHOWN_S <= mark[0] <= at + MARK_S)
    return Series(series.unit, points or series.points, marks or series.marks)
