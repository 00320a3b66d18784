"""Shakes, turns and everyday motion of known strength are measured as they were made and judged as the
thresholds say, whatever the sampling, the attitude, the noise and whether gravity is in the readings."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from mingjian.artifacts.device_log import sensor_csv
from mingjian.artifacts.device_log.log import open_evidence
from mingjian.facts import Facts
from mingjian.facts.sensor import Motion, SensorFacts, Trace
from mingjian.facts.sensor.build import from_log, from_traces
from mingjian.facts.subject import SubjectFacts
from mingjian.rules import NotCovered
from mingjian.rules._shaken import SHARE, jumps, uncovered
from mingjian.rules.m1_04_close_window import seen_shake, seen_turn
from tools.motions import Movement, Recorder, csv, picking_up, riding, shake, walking

ACCELERATIONS, ANGLES, DURATIONS = (5.0, 14.9, 15.0), (3.0, 34.0, 35.0), (0.8, 2.9, 3.0)
COMBINED = list(itertools.product(ACCELERATIONS, ANGLES, DURATIONS))
RATES = (20.0, 50.0, 200.0)


def facts(*made: tuple[Movement, Recorder]) -> Facts:
    traces = (
        sensor_csv.read(csv(movement, recorder).encode(), shown=f"{n}.csv")
        for n, (movement, recorder) in enumerate(made)
    )
    return judged(from_traces(traces))


def judged(sensor: SensorFacts) -> Facts:
    return Facts(subject=SubjectFacts(kind="device_run", path="run", sha256="", size_bytes=0), sensor=sensor)


def verdict(made: Facts) -> str:
    """`violates`, `suspected`, or `none` of the two rules together."""
    found = [
        one for rule in (seen_shake, seen_turn) if isinstance(told := rule.check(made), list) for one in told
    ]
    verdicts = {one.verdict for one in found}
    return "violates" if "violates" in verdicts else "suspected" if verdicts else "none"


def expected(acceleration: float, angle: float, seconds: float) -> str:
    """TH-08: one of 15 m/s², 35°, 3 s is enough; both nearly reached may have been asked for together."""
    if acceleration >= 15 or angle >= 35 or seconds >= 3:
        return "none"
    return "suspected" if acceleration >= 15 * SHARE and angle >= 35 * SHARE else "violates"


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("gravity", [True, False], ids=["with gravity", "without"])
def test_every_combination_at_and_below_the_references(rate: float, gravity: bool) -> None:
    for number, (acceleration, angle, seconds) in enumerate(COMBINED):
        recorder = Recorder(rate_hz=rate, gravity=gravity, seed=number + int(rate))
        made = facts((shake(acceleration, angle, seconds, recorder), recorder))
        assert made.sensor is not None
        (trace,) = made.sensor.traces
        (motion,) = trace.motions
        assert trace.gravity_included is gravity
        assert motion.acceleration_ms2 == pytest.approx(acceleration, abs=motion.acceleration_error_ms2)
        assert motion.angle_deg == pytest.approx(angle, abs=motion.angle_error_deg)
        assert motion.duration_s == pytest.approx(seconds, abs=motion.duration_error_s)
        wanted = expected(acceleration, angle, seconds)
        got = verdict(made)
        # twenty readings a second tell 2.9 s from 3 s no better than by their step
        if wanted == "violates" and seconds == 2.9 and rate == 20:
            assert got in ("violates", "suspected")
        else:
            assert got == wanted, (acceleration, angle, seconds, motion)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("noise", [0.05, 0.15])
def test_noise_widens_the_grey_zone_and_never_turns_a_verdict_over(rate: float, noise: float) -> None:
    for number, (acceleration, angle, seconds) in enumerate(COMBINED):
        recorder = Recorder(rate_hz=rate, gravity=bool(number % 2), noise_ms2=noise, seed=number)
        made = facts((shake(acceleration, angle, seconds, recorder), recorder))
        wanted, got = expected(acceleration, angle, seconds), verdict(made)
        # a noisy 14.9 may read 15, which is what the app read too; nothing lawful ever violates
        assert {wanted, got} != {"none", "violates"} or acceleration == 14.9, (acceleration, angle, seconds)
        assert (wanted, got) != ("none", "violates")


@pytest.mark.parametrize(
    ("values", "errors", "why"),
    [
        ((14.9, 3.0, 0.8), (0.05, 0.5, 0.02), "below"),
        ((14.9, 3.0, 0.8), (0.15, 0.5, 0.02), "error"),
        ((15.0, 3.0, 0.8), (0.15, 0.5, 0.02), "reached"),
        ((5.0, 34.0, 0.8), (0.05, 0.5, 0.02), "below"),
        ((5.0, 34.0, 0.8), (0.05, 1.0, 0.02), "error"),
        ((5.0, 35.0, 0.8), (0.05, 1.0, 0.02), "reached"),
        ((5.0, 3.0, 2.9), (0.05, 0.5, 0.02), "below"),
        ((5.0, 3.0, 2.9), (0.05, 0.5, 0.1), "error"),
        ((5.0, 3.0, 3.0), (0.05, 0.5, 0.1), "reached"),
        ((7.6, 17.6, 0.8), (0.05, 0.5, 0.02), "together"),
        ((7.4, 17.6, 0.8), (0.05, 0.5, 0.02), "below"),
    ],
)
def test_the_grey_zone_is_as_wide_as_the_measurement_errs(
    values: tuple[float, float, float], errors: tuple[float, float, float], why: str
) -> None:
    motion = Motion(
        at_s=5.0,
        acceleration_ms2=values[0],
        angle_deg=values[1],
        duration_s=values[2],
        acceleration_error_ms2=errors[0],
        angle_error_deg=errors[1],
        duration_error_s=errors[2],
        angle_by="gyroscope",
    )
    trace = Trace(
        source="x.csv", daily=False, seconds=9, rate_hz=50, gravity_included=False, motions=(motion,)
    )
    (jump,) = jumps(judged(SensorFacts(traces=(trace,))))
    assert jump.why == why


def test_without_a_gyroscope_a_light_shake_is_suspected_at_most() -> None:
    for number, (acceleration, angle, seconds) in enumerate(COMBINED):
        for gravity in (True, False):
            recorder = Recorder(gravity=gravity, gyroscope=False, seed=number)
            made = facts((shake(acceleration, angle, seconds, recorder), recorder))
            assert verdict(made) != "violates"
            if (acceleration, angle, seconds) == (5.0, 3.0, 0.8):
                assert verdict(made) == "suspected"


def test_an_acceleration_that_may_be_gravity_leaves_the_run_uncovered() -> None:
    recorder = Recorder(gyroscope=False, seed=3)
    made = facts((shake(15.0, 34.0, 0.8, recorder), recorder))
    (jump,) = jumps(made)
    assert jump.why == "unclear"
    told = uncovered(made)
    assert told is not None
    assert "trace_gyroscope" in told.missing


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("gyroscope", [True, False])
@pytest.mark.parametrize("gravity", [True, False])
def test_a_jump_in_everyday_motion_violates_whatever_is_reached(
    seed: int, gyroscope: bool, gravity: bool
) -> None:
    recorder = Recorder(
        rate_hz=(20, 50, 100, 200)[seed % 4], gyroscope=gyroscope, gravity=gravity, noise_ms2=0.05, seed=seed
    )
    for movement in (
        walking(12, seed, jump_s=9),
        riding(20, seed, jump_s=15),
        picking_up(seed, jump=True),
        picking_up(seed, jump=True, down=True),
    ):
        made = facts((movement, recorder))
        assert verdict(made) == "violates"
        assert all(jump.why == "daily" for jump in jumps(made))


def test_lasting_motion_without_a_scene_is_no_three_seconds_of_shaking() -> None:
    recorder = Recorder(noise_ms2=0.05)
    nameless = Movement(shape=walking(30, 5).shape, seconds=30, jump_s=20)
    assert verdict(facts((nameless, recorder))) == "suspected"
    meant = shake(6.0, 8.0, 3.4, recorder, scene="")
    assert verdict(facts((meant, recorder))) == "none"


def test_a_turn_of_the_phone_is_the_other_rules() -> None:
    recorder = Recorder(rate_hz=100)
    for angle, wanted in ((20.0, "violates"), (34.0, "violates"), (35.0, "none")):
        made = facts((shake(0.0, angle, 0.8, recorder, scene="twist"), recorder))
        assert verdict(made) == wanted
        assert not isinstance(seen_shake.check(made), list) or not seen_shake.check(made)


def ladder(*, jump_on: int = -1) -> list[tuple[Movement, Recorder]]:
    recorder = Recorder(rate_hz=100)
    rungs = [(14.0, 5.0, 0.8), (6.0, 33.0, 0.8), (4.0, 5.0, 2.8), (14.0, 15.0, 2.8)]
    daily = [walking(12, 1), riding(12, 1), picking_up(1), picking_up(1, down=True)]
    made = [shake(*rung, recorder, jump=at == jump_on, scene="ladder") for at, rung in enumerate(rungs)]
    return [(one, recorder) for one in [*daily, *made]]


def test_silence_counts_where_everyday_motion_and_a_ladder_were_tried() -> None:
    whole = facts(*ladder())
    assert whole.sensor is not None
    assert whole.sensor.covered == ("daily", "ladder")
    assert seen_shake.check(whole) == ()
    assert verdict(facts(*ladder(jump_on=0))) == "violates"
    for lacking, need in ((slice(1, None), "trace_daily"), (slice(0, 5), "trace_ladder")):
        told = seen_shake.check(facts(*ladder()[lacking]))
        assert isinstance(told, NotCovered)
        assert told.missing == (need,)


def test_traces_that_note_no_jumps_prove_nothing() -> None:
    traces = [
        csv(movement, recorder).replace(",event\n", "\n").replace(",\n", "\n")
        for movement, recorder in ladder()
    ]
    made = judged(from_traces(sensor_csv.read(text.encode(), shown="x.csv") for text in traces))
    told = seen_shake.check(made)
    assert isinstance(told, NotCovered)
    assert "trace_jumps" in told.missing


def test_jumps_of_the_log_are_those_of_a_trace_on_the_same_clock(tmp_path: Path) -> None:
    recorder = Recorder(rate_hz=100)
    movement = shake(6.0, 5.0, 0.8, recorder, jump=False)
    (tmp_path / "shake.csv").write_text(csv(movement, recorder, start=1767294240.0))
    event = '{"at_ns":%d,"kind":"jump","package":"cn.qinghe.notes","what":"com.shop"}\n'
    (tmp_path / "events.jsonl").write_text(event % 1767294241_900_000_000 + event % 1767294290_000_000_000)
    with open_evidence(tmp_path) as log:
        seen = [one for one in log.events("cn.qinghe.notes") if one.kind == "jump"]
        assert len(seen) == 2
        made = from_log(log, seen)
    assert made is not None
    assert [motion.target for motion in made.traces[0].motions] == ["com.shop"]
    assert verdict(judged(made)) == "violates"


def test_the_series_is_thinned_and_keeps_the_peaks_and_the_jump() -> None:
    recorder = Recorder(rate_hz=200)
    made = facts((Movement(shape=walking(60, 2).shape, seconds=60, jump_s=30, scene="walking"), recorder))
    assert made.sensor is not None
    (trace,) = made.sensor.traces
    assert trace.acceleration is not None
    assert len(trace.acceleration.points) <= 800
    assert max(value for _, value in trace.acceleration.points) >= trace.motions[0].acceleration_ms2 - 0.01
    assert trace.acceleration.marks[0][0] == pytest.approx(31.0, abs=0.01)
