"""Sensor traces: both layouts, units told or found, and what a careless recorder writes."""

from __future__ import annotations

import math

import pytest

from mingjian.artifacts.device_log import sensor_csv
from mingjian.artifacts.device_log.format import Head
from mingjian.artifacts.device_log.sensor_trace import SensorTrace
from mingjian.errors import ArtifactError

G = 9.80665


def sniff(text: str) -> int:
    return sensor_csv.FORMAT.sniff(Head(path="a.csv", size_bytes=1, data=text.encode(), text=text))


def codes(trace: SensorTrace) -> set[str]:
    return {told.code for told in trace.source.told}


def wide(
    rows: int = 200, *, unit: float = 1.0, gravity: float = G, header: str = "t,ax,ay,az,gx,gy,gz,event"
) -> str:
    return header + "\n" + "".join(f"{n * 0.02 / unit:.6f},0.01,0,{gravity},0,0,0.1,\n" for n in range(rows))


@pytest.mark.parametrize("unit", [1.0, 1e-3, 1e-6, 1e-9])
def test_the_clock_is_told_by_its_step(unit: float) -> None:
    trace = sensor_csv.read(wide(unit=unit).encode())
    assert trace.acceleration.t[-1] == pytest.approx(199 * 0.02)
    assert trace.gravity_included is True
    assert len(trace.gyroscope) == 200
    assert codes(trace) == set()


def test_a_header_that_contradicts_its_clock_is_told() -> None:
    trace = sensor_csv.read(wide(header="t_ms,ax,ay,az,gx,gy,gz,event").encode())
    assert trace.acceleration.t[-1] == pytest.approx(199 * 0.02)
    assert codes(trace) == {"time_unit_contradicts"}


def test_the_long_layout_with_names_and_numbers_of_sensors() -> None:
    lines = ["timestamp_ns,sensor,x,y,z,event"]
    for n in range(100):
        at = 1_700_000_000_000_000_000 + n * 20_000_000
        lines += [
            f"{at},android.sensor.accelerometer,0,0,{G},",
            f"{at},TYPE_GYROSCOPE,0,0,1,",
            f"{at},4,0,0,1,",
            f"{at},light,3,0,0,",
        ]
    lines.append("1700000001000000000,,,,,jump:com.shop")
    trace = sensor_csv.read("\n".join(lines).encode())
    assert (len(trace.acceleration), len(trace.gyroscope)) == (100, 200)
    assert trace.sensors == ("acceleration", "gyroscope")
    assert [(one.at_s, one.what, one.line) for one in trace.happened] == [(1.0, "jump:com.shop", 402)]
    assert trace.started_ns == pytest.approx(1_700_000_000_000_000_000, abs=1e6)
    (told,) = trace.source.told
    assert (told.code, told.count, told.detail) == ("sensor_left_out", 100, "light")


@pytest.mark.parametrize(
    ("gravity", "included", "factor", "note"),
    [(G, True, 1, ""), (1.0, True, G, "unit_g"), (0.0, False, 1, "")],
)
def test_gravity_and_unit_are_told_at_rest(gravity: float, included: bool, factor: float, note: str) -> None:
    trace = sensor_csv.read(wide(gravity=gravity).encode())
    assert trace.gravity_included is included
    assert trace.acceleration.z[5] == pytest.approx(gravity * factor, rel=1e-5)
    assert codes(trace) == ({note} if note else set())


def test_a_trace_that_never_rests_leaves_gravity_open() -> None:
    rows = "".join(f"{n * 0.02},{6 * math.sin(n)},{3 + 2 * math.cos(n / 40)},3\n" for n in range(300))
    trace = sensor_csv.read(("t,ax,ay,az\n" + rows).encode())
    assert trace.gravity_included is None
    assert "gravity_unknown" in codes(trace)


@pytest.mark.parametrize(
    ("header", "degrees"),
    [
        (
            "Time (s),Acceleration x (m/s^2),Acceleration y (m/s^2),Acceleration z (m/s^2),"
            "Gyroscope x (rad/s),Gyroscope y (rad/s),Gyroscope z (rad/s),event",
            False,
        ),
        ("time;gFx;gFy;gFz;wx;wy;wz;event", False),
        ("seconds_elapsed,acc_x,acc_y,acc_z,gyro_x (deg/s),gyro_y (deg/s),gyro_z (deg/s),event", True),
    ],
)
def test_headers_of_recorders(header: str, degrees: bool) -> None:
    text = wide(header=header, gravity=1 if "gF" in header else G)
    if ";" in header:
        text = text.replace(",", ";")
    trace = sensor_csv.read(text.encode())
    assert trace.gravity_included is True
    assert trace.acceleration.z[0] == pytest.approx(G)
    assert trace.gyroscope.z[0] == pytest.approx(math.radians(0.1) if degrees else 0.1)


def test_a_careless_recorder_is_read_and_every_flaw_told() -> None:
    rows = [f"{n * 0.02:.2f},0,0,{G}" for n in range(300)]
    rows[10], rows[11] = rows[11], rows[10]
    rows[20] = "0.40,NaN,0,9"
    rows[21] = "now,0,0,9"
    del rows[100:200]
    trace = sensor_csv.read(("\ufefft,ax,ay,az\n" + "\n".join(rows)).encode())
    assert len(trace.acceleration) == 198
    assert list(trace.acceleration.t) == sorted(trace.acceleration.t)
    assert codes(trace) == {"reading_not_a_number", "time_unreadable", "out_of_order", "gap"}


@pytest.mark.parametrize(
    "data", [b"", b"a,b,c\n1,2,3\n", b"t,ax,ay\n1,2,3\n", b"t,ax,ay,az\n", b"\x00\xff" * 900]
)
def test_what_is_no_trace(data: bytes) -> None:
    with pytest.raises(ArtifactError) as raised:
        sensor_csv.read(data, shown="x.csv")
    assert raised.value.code == "sensor_csv_not_read"
    assert raised.value.entry.startswith("line ")


def test_a_line_without_end_is_cut() -> None:
    data = b"t,ax,ay,az\n0,0,0,9.8\n" + b"1" * 3_000_000 + b"\n0.02,0,0,9.8\n"
    trace = sensor_csv.read(data)
    assert len(trace.acceleration) == 2
    assert "line_cut" in codes(trace)


@pytest.mark.parametrize(
    ("name", "scene"), [("walking-3.csv", "walking"), ("乘车.csv", "riding"), ("trace.csv", "")]
)
def test_the_scene_is_named_by_the_file_a_note_or_a_person(name: str, scene: str) -> None:
    assert sensor_csv.read(wide().encode(), shown=f"run/{name}").scene == scene
    assert sensor_csv.read(("# scene: 拾起\n" + wide()).encode(), shown=name).scene == "picking_up"
    assert sensor_csv.read(wide().encode(), shown=name, scene="shake").scene == "shake"


def test_a_header_tells_the_format() -> None:
    assert sniff(wide()) == 85
    assert sniff("time,api,stack,args\n") == 0
