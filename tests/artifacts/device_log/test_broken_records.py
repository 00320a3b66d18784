"""Broken records: cut anywhere, shuffled, stuffed with what is not theirs. Told, never an exception."""

# ruff: noqa: E501 - records as devices write them

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from mingjian.artifacts.device_log.format import Head, recognise
from mingjian.artifacts.device_log.lines import text_of
from mingjian.artifacts.device_log.log import read
from tests.artifacts.device_log.test_appops import STATE_AND_HISTORY
from tests.artifacts.device_log.test_logcat import EVENTS, PLAIN

USAGE = 'user=0\n  Last 24 hour events\n    time="2026-03-01 10:00:00" type=ACTIVITY_RESUMED package=com.a class=com.a.M\n'
PACKAGE = (
    "Packages:\n  Package [com.a.b] (1a2b):\n    userId=10234\n    versionCode=7 minSdk=21 targetSdk=34\n"
    "    versionName=1.2\n    flags=[ HAS_CODE ]\n    firstInstallTime=2026-03-01 10:00:00\n"
    "    lastUpdateTime=2026-03-02 10:00:00\n    installerPackageName=com.huawei.appmarket\n"
    "    requested permissions:\n      android.permission.CAMERA\n    install permissions:\n"
    "      android.permission.INTERNET: granted=true\n"
    "    User 0: ceDataInode=1 installed=true stopped=true notLaunched=true enabled=0\n      runtime permissions:\n"
    "        android.permission.CAMERA: granted=false, flags=[ USER_SET|USER_FIXED]\n"
    "      disabledComponents:\n        com.a.b.Boot\n"
)
ACTIVITY = (
    "ACTIVITY MANAGER BROADCAST STATE (dumpsys activity broadcasts)\n"
    "    BroadcastRecord{8a u0 android.intent.action.BOOT_COMPLETED} to user 0\n    caller=android 900:system/1000\n"
    "    enqueueClockTime=2026-03-01 09:00:30.000 dispatchClockTime=2026-03-01 09:00:31.500\n"
    "    Deliver +12ms #0: (manifest)\n        name=com.a.b.Boot\n        packageName=com.a.b\n"
    "  * ServiceRecord{c0 u0 com.a.b/.Push c:com.c}\n    createTime=-1h0m0s0ms\n"
)
BUGREPORT = (
    "========================================================\n== dumpstate: 2026-03-01 11:00:00\n"
    "------ SYSTEM LOG (logcat -v threadtime) ------\n" + PLAIN
    + "------ 0.5s was the duration of 'SYSTEM LOG' ------\n------ EVENT LOG (logcat -b events) ------\n" + EVENTS
    + "------ 0.5s was the duration of 'EVENT LOG' ------\n------ SYSTEM PROPERTIES (getprop) ------\n"
    "[persist.sys.timezone]: [Asia/Shanghai]\n[ro.product.model]: [M1]\n"
    "-------------------------------------------------------------------------------\nDUMP OF SERVICE CRITICAL appops:\n"
    + STATE_AND_HISTORY
    + "--------- 0.1s was the duration of dumpsys appops, ending at: 2026-03-01 11:00:00\nDUMP OF SERVICE package:\n"
    + PACKAGE + "DUMP OF SERVICE usagestats:\n" + USAGE + "DUMP OF SERVICE activity:\n" + ACTIVITY
)  # fmt: skip
CALLS_CSV = '时间,API,调用堆栈,参数\n2026-03-01 10:00:00,android.telephony.TelephonyManager.getImei,"a.b.C.d(C.java:1)\nx.y.Z.w(Z.java:2)",460001234567890\n'
CALLS_JSON = '[{"time": "2026-03-01 10:00:00", "method": "getImei", "class": "android.telephony.TelephonyManager", "stack": ["a.b.C.d(C.java:1)"]}]'
CAMILLE = (
    "-----------start------------\n[*] 2026-03-01 10:00:00，APP行为：获取电话相关信息、行为描述：获取IMEI、传入参数：无\n"
    "[*] 调用堆栈：\njava.lang.Exception\n\tat android.telephony.TelephonyManager.getImei(Native Method)\n"
    "\tat com.sdk.A.b(A.java:3)\n-----------end------------\n"
)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["时间点", "操作行为", "行为描述", "传入参数", "调用堆栈"])
    sheet.append(
        ["2026-03-01 10:00:00", "电话", "获取IMEI", "", "at android.telephony.TelephonyManager.getImei(N)"]
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


RECORDS: dict[str, tuple[str, bytes, int]] = {
    "bugreport": ("bugreport", BUGREPORT.encode(), 25),
    "appops": ("appops", STATE_AND_HISTORY.encode(), 3),
    "events_log": ("events_log", EVENTS.encode(), 10),
    "logcat": ("logcat", PLAIN.encode(), 8),
    "usage_stats": ("usage_stats", USAGE.encode(), 1),
    "package_dump": ("package_dump", PACKAGE.encode(), 2),
    "activity_dump": ("activity_dump", ACTIVITY.encode(), 2),
    "csv": ("calls_csv", CALLS_CSV.encode("gb18030"), 1),
    "json": ("calls_json", CALLS_JSON.encode(), 1),
    "jsonl": ("calls_jsonl", CALLS_JSON[1:-1].encode() + b"\n", 1),
    "camille": ("calls_text", CAMILLE.encode(), 1),
    "xlsx": ("calls_xlsx", _xlsx(), 1),
    "utf16": ("events_log", EVENTS.encode("utf-16"), 10),
}


@pytest.mark.parametrize("name", RECORDS)
def test_each_record_is_known_by_what_it_holds(name: str, tmp_path: Path) -> None:
    form, data, events = RECORDS[name]
    path = tmp_path / "anything.bin"
    path.write_bytes(data)
    with read(path) as log:
        assert [(source.format, source.events) for source in log.sources] == [(form, events)]


def _survives(path: Path) -> None:
    with read(path) as log:
        assert log.sources
        assert sum(source.events for source in log.sources) >= len(list(log.events()))
        assert all(source.format != "unknown" or source.told for source in log.sources)


@pytest.mark.parametrize("name", RECORDS)
def test_cut_anywhere(name: str, tmp_path: Path) -> None:
    data = RECORDS[name][1]
    path = tmp_path / "cut"
    for end in range(1, len(data), max(1, min(997, len(data) // 25))):
        path.write_bytes(data[:end])
        _survives(path)


@pytest.mark.parametrize("name", RECORDS)
def test_bytes_changed_lines_shuffled_and_joined(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)  # noqa: S311 - a workload, no secret
    data = RECORDS[name][1]
    others = [record[1] for record in RECORDS.values()]
    path = tmp_path / "broken"
    for _ in range(25):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            broken[chance.randrange(len(broken))] = chance.choice(
                (0, 10, 40, 58, 91, 125, 255, chance.randrange(256))
            )
        lines = bytes(broken).split(b"\n")
        if chance.random() < 0.5:
            chance.shuffle(lines)
        if chance.random() < 0.3:
            lines += chance.choice(others).split(b"\n")
        if chance.random() < 0.2:
            lines.insert(0, bytes(chance.randrange(256) for _ in range(300)))
        path.write_bytes(b"\n".join(lines))
        _survives(path)


def test_random_bytes_are_recognised_as_nothing_that_breaks(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 - a workload, no secret
    path = tmp_path / "noise"
    for size in (0, 1, 3, 100, 5000, 70_000):
        path.write_bytes(bytes(chance.randrange(256) for _ in range(size)))
        _survives(path)


def test_a_zip_cut_anywhere(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bugreport-m1.txt", BUGREPORT)
        archive.writestr("main_entry.txt", "bugreport-m1.txt")
    data, path = out.getvalue(), tmp_path / "bugreport.zip"
    path.write_bytes(data)
    with read(path) as log:
        assert [(s.format, s.events) for s in log.sources] == [("bugreport", 25), ("bugreport_entry", 0)]
        assert (log.device.model, log.zone) == ("M1", "Asia/Shanghai")
    for end in range(1, len(data), 97):
        path.write_bytes(data[:end])
        _survives(path)
    for place in range(40, len(data), 41):
        path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])
        _survives(path)


def test_numbers_beyond_all_bounds(tmp_path: Path) -> None:
    big = "9" * 400
    path = tmp_path / "big"
    path.write_text(
        f"03-01 10:00:00.000 {big} {big} I am_proc_start: [{big},{big},{big},com.a,activity,{{com.a/.M}}]\n"
        f"{big}.123 1 1 I am_kill: [0,1,com.a,1,x]\n"
        f"99-99 99:99:99.999 1 1 I am_create_service: [0,1,com.a/.M,1,1]\n"
    )
    _survives(path)
    head = Head(path="x", size_bytes=1, data=b"[" * 60_000, text=text_of(b"[" * 60_000))
    recognise(head)
    path.write_bytes(b"[" * 200_000)
    _survives(path)
    path.write_text(f"  Uid u{big}a{big}:\n    Package com.a:\n      CAMERA: mode={big}; time=+{big}d ago\n")
    _survives(path)
