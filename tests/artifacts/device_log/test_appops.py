"""Uses of guarded operations as Android 6 to 16 print them, each counted once."""

# ruff: noqa: E501 - records as devices write them

from __future__ import annotations

from pathlib import Path

import pytest

from mingjian.artifacts.device_log.appops import uid_of
from mingjian.artifacts.device_log.event import Event, OpMode
from mingjian.artifacts.device_log.log import open_evidence

DAY = "2026-03-01"
HEAD = "Current AppOps Service state:\n  Uid u0a234:\n    state=cch\n    Package com.example.app:\n"


def _read(tmp_path: Path, text: str) -> tuple[list[Event], list[str], tuple[OpMode, ...]]:
    path = tmp_path / "ops.txt"
    path.write_text(text)
    with open_evidence(path, zone="Asia/Shanghai") as log:
        assert log.sources[0].format == "appops"
        return list(log.events("com.example.app")), [t.code for t in log.told], log.kept(OpMode)


def test_android_10(tmp_path: Path) -> None:
    events, told, modes = _read(
        tmp_path,
        HEAD
        + "      READ_CONTACTS (allow):\n"
        + f"          Access: [top-s] {DAY} 10:00:00.125 (-4h50m) duration=+33ms\n"
        + f"          Reject: [bg-s]{DAY} 10:00:01.000 (-4h50m)\n"
        + "      COARSE_LOCATION (allow / switch COARSE_LOCATION=foreground):\n"
        + f"          Access: [fgsvc-tpd] {DAY} 10:00:02.000 (-4h) proxy[uid=10001, pkg=com.google.android.gms]\n",
    )
    assert [(e.kind, e.what, e.foreground, e.cause, e.caller) for e in events] == [
        ("permission_use", "READ_CONTACTS", True, "last top-s", ""),
        ("permission_denied", "READ_CONTACTS", False, "last bg-s", ""),
        ("permission_use", "COARSE_LOCATION", None, "last fgsvc-tpd", "com.google.android.gms"),
    ]
    # 10:00 in Shanghai is 02:00 in Greenwich.
    assert events[0].at_ns == 1772330400_125_000_000 and events[0].duration_ns == 33_000_000
    assert (events[0].uid, events[0].line) == (10234, 6)
    assert [(m.op, m.mode) for m in modes] == [("READ_CONTACTS", "allow"), ("COARSE_LOCATION", "allow")]
    assert told == []


def test_android_11_attributions_and_running(tmp_path: Path) -> None:
    events, _, _ = _read(
        tmp_path,
        HEAD
        + "      RECORD_AUDIO (allow):\n        null=[\n"
        + f"          Access: [top-s] {DAY} 10:00:00.000 (-1m0s0ms)\n        ]\n        voice.search=[\n"
        + f"          Access: [bg-s] {DAY} 10:00:30.000 (-30s0ms)\n"
        + "          Running start at: +30s0ms\n        ]\n"
        + f"--------- 0.1s was the duration of dumpsys appops, ending at: {DAY} 10:01:00\n",
    )
    assert [(e.args, e.foreground) for e in events] == [((), True), (("attribution=voice.search",), False)]


def test_android_6_to_8_ages(tmp_path: Path) -> None:
    events, told, modes = _read(
        tmp_path,
        "Current AppOps Service state:\n  Uid u0a234:\n    Package com.example.app:\n"
        + "      FINE_LOCATION: mode=0; time=+1h0m0s0ms ago; duration=+2s0ms\n"
        + "      READ_SMS: mode=1; rejectTime=+30s0ms ago\n      CAMERA: mode=0\n"
        + f"--------- 0.1s was the duration of dumpsys appops, ending at: {DAY} 11:00:00\n",
    )
    assert [(e.kind, e.what, e.at_ns, e.duration_ns) for e in events] == [
        ("permission_use", "FINE_LOCATION", 1772330400 * 10**9, 2 * 10**9),
        ("permission_denied", "READ_SMS", 1772333970 * 10**9, None),
    ]
    assert [(m.op, m.mode) for m in modes] == [
        ("FINE_LOCATION", "allow"), ("READ_SMS", "ignore"), ("CAMERA", "allow"),
    ]  # fmt: skip
    assert told == []


STATE_AND_HISTORY = (
    HEAD
    + "      FINE_LOCATION (allow):\n        null=[\n"
    + f"          Access: [top-s] {DAY} 10:00:40.500 (-1m0s0ms)\n        ]\n"
    + "  Historical ops:\n\n    snapshot:\n"
    + f"      begin = {DAY} 09:45:00.000  (-30m)\n      end = {DAY} 10:15:00.000  (-1m)\n\n"
    + "      Uid u0a234:\n        Package com.example.app:\n          FINE_LOCATION:\n"
    + "            [top-s] = access=5, reject=2, duration=+3s0ms\n"
)


def test_what_the_history_counts_is_given_once(tmp_path: Path) -> None:
    discrete = (
        "  Discrete accesses: \n    Uid: 10234\n      Package: com.example.app\n        FINE_LOCATION\n"
        + "          Attribution: null\n"
        + f"            Access [top-s] at {DAY} 10:00:00.000 for 1000 milliseconds \n"
        + f"            Access [top-s] at {DAY} 10:02:00.000\n"
    )
    events, _, _ = _read(tmp_path, STATE_AND_HISTORY + discrete)
    uses = [e for e in events if e.kind == "permission_use"]
    # Five in all: one to the millisecond, one more to the minute, three only counted.
    assert sum(e.count for e in uses) == 5
    assert sorted((e.cause.split()[0], e.count, e.precision_ns) for e in uses) == [
        ("discrete", 1, 60 * 10**9), ("history", 3, 900 * 10**9), ("last", 1, 10**6),
    ]  # fmt: skip
    assert [(e.count, e.cause) for e in events if e.kind == "permission_denied"] == [(2, "history top-s")]


def test_android_16_table(tmp_path: Path) -> None:
    table = (
        "  Discrete accesses: \n  Largest chain id: 3\n"
        "UID|PACKAGE_NAME|DEVICE_ID|OP_NAME|ATTRIBUTION_TAG|UID_STATE|OP_FLAGS|ATTR_FLAGS|CHAIN_ID|ACCESS_TIME|DURATION\n"
        f"10234|com.example.app|default:0|CAMERA|null|bg|s|0|-1|{DAY} 10:00:00.000|-1\n"
        f"10234|com.example.app|default:0|CAMERA|tag|top|tp|0|-1|{DAY} 10:01:00.000|1500\n"
    )
    events, _, _ = _read(tmp_path, HEAD + table)
    assert [(e.what, e.foreground, e.cause, e.duration_ns, e.args) for e in events] == [
        ("CAMERA", False, "discrete bg-s", None, ()),
        ("CAMERA", True, "discrete top-tp", 1_500_000_000, ("attribution=tag",)),
    ]


def test_operations_nobody_knows_are_kept_and_told(tmp_path: Path) -> None:
    events, told, _ = _read(
        tmp_path, HEAD + f"      MIUIOP(10021) (ignore):\n          Reject: [bg-s]{DAY} 10:00:00.000 (-1h)\n"
    )
    assert [e.what for e in events] == ["MIUIOP(10021)"]
    assert told == ["op_unknown"]


@pytest.mark.parametrize(
    ("text", "uid"), [("u0a103", 10103), ("u10i5", 1099005), ("1000", 1000), ("u0s1", None), ("x", None)]
)
def test_uids(text: str, uid: int | None) -> None:
    assert uid_of(text) == (1 if text == "u0s1" else uid)
