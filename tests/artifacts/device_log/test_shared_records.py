"""Real records of others: what we count, counted a second way."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
import xlrd

from mingjian.artifacts.device_log.event import Installed, OpMode, Setting
from mingjian.artifacts.device_log.log import read

RUNTIME = Path(os.environ.get("MINGJIAN_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "runtime"
MVT = RUNTIME / "mvt-project+mvt" / "tests" / "artifacts"
SENTRY = RUNTIME / "allenymt+PrivacySentry" / "_history"

pytestmark = pytest.mark.skipif(not RUNTIME.is_dir(), reason="the shared records are not here")


@pytest.mark.parametrize("path", ["android_data/dumpsys_appops.txt", "androidqf/dumpsys.txt"])
def test_app_operations_counted_by_lines(path: str) -> None:
    text = (MVT / path).read_text(errors="replace")
    with read(MVT / path) as log:
        kinds = Counter(event.kind for event in log.events() if event.kind.startswith("permission_"))
        modes = len(log.kept(OpMode))
        assert kinds["permission_use"] == len(re.findall(r"^ +Access: ", text, re.MULTILINE))
        assert kinds["permission_denied"] == len(re.findall(r"^ +Reject: ", text, re.MULTILINE))
        assert modes == len(re.findall(r"^ {6}[A-Z_]+(?: \(\w+\):|: mode=\w+)$", text, re.MULTILINE))
        proxied = [event for event in log.events() if event.caller]
        assert proxied == []  # every proxy of these records is uid 0 without a name


def test_packages_of_a_dump_counted_by_lines() -> None:
    path = MVT / "android_data" / "dumpsys_packages.txt"
    text = path.read_text()
    with read(path) as log:
        kept = {one.package: one for one in log.kept(Installed)}
        assert list(kept) == re.findall(r"^  Package \[([\w.]+)\]", text, re.MULTILINE)
        app = kept["com.sec.android.app.DataCreate"]
        granted = Counter((p.runtime, p.granted) for p in app.permissions)
        assert granted[False, True] == len(re.findall(r": granted=true$", text, re.MULTILINE))
        assert granted[True, False] == len(re.findall(r": granted=false, flags=", text))
        assert app.target_sdk == 29 and app.version_code == 1 and app.stopped is False
        contacts = next(p for p in app.permissions if p.name == "android.permission.READ_CONTACTS")
        assert contacts.flags == ("USER_SENSITIVE_WHEN_GRANTED",)


def test_androidqf() -> None:
    with read(MVT / "androidqf") as log:
        formats = {source.path: source.format for source in log.sources}
        assert formats == {
            "dumpsys.txt": "dumpsys", "files.json": "json_unread", "getprop.txt": "getprop",
            "packages.json": "packages_json", "root_binaries.json": "json_unread",
            "settings_random.txt": "settings",
        }  # fmt: skip
        named = [one for one in log.kept(Installed) if one.source == "packages.json"]
        assert len(named) == 7
        assert {len(digest) for one in named for digest in one.signatures} == {64}
        lines = (MVT / "androidqf" / "settings_random.txt").read_text().split()
        assert [
            f"{s.name}={s.value}" for s in log.kept(Setting) if s.source == "settings_random.txt"
        ] == lines
        properties = [s for s in log.kept(Setting) if s.space == "property"]
        assert len(properties) == len((MVT / "androidqf" / "getprop.txt").read_text().splitlines())


def test_androidqf_zip() -> None:
    with read(MVT / "androidqf.zip") as log:
        assert [(s.path, s.format) for s in log.sources] == [
            ("androidqf.zip!/androidqfzip/getprop.txt", "getprop")
        ]
        assert len(log.kept(Setting)) == 10


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("ios_backup/Info.plist", "plist"),
        ("android_backup/backup.ab", "android_backup"),
        ("android_backup/backup2.ab", "android_backup"),
        ("android_backup/backup3.ab", "android_backup"),
        ("android_data/tombstone_process.pb", "tombstone_pb"),
        ("android_data/bugreport/FS/data/tombstones/tombstone_01", "tombstone"),
        ("android_data/bugreport/main_entry.txt", "bugreport_entry"),
        ("android_data/dumpsys_battery.txt", "battery_history"),
        ("android_data/dumpsys_accessibility.txt", "dump_unread"),
        ("android_data/dumpsys_adb.txt", "dumpsys"),
    ],
)
def test_what_is_no_evidence_says_so(path: str, name: str) -> None:
    with read(MVT / path) as log:
        (source,) = log.sources
        assert (source.format, source.events) == (name, 0)
        assert "not_evidence" in {told.code for told in source.told}
        assert all(told.detail for told in source.told if told.code == "not_evidence")


@pytest.mark.parametrize("path", sorted(SENTRY.glob("*.xls")), ids=lambda path: path.name[:19])
def test_call_records_counted_by_xlrd(path: Path) -> None:
    single, sums = xlrd.open_workbook(str(path)).sheets()
    rows = [single.row_values(number) for number in range(1, single.nrows)]
    consent = [number for number, row in enumerate(rows) if "点击隐私协议确认" in row]
    counted = sum(int(sums.cell_value(number, 3)) for number in range(1, sums.nrows))
    with read(path) as log:
        events = list(log.events())
    calls = [event for event in events if event.kind == "api_call"]
    listed = [event for event in calls if event.line is not None]
    assert len(listed) == len(rows) - len(consent)
    # What the sheet of sums counts beyond the single rows is kept, without a time.
    assert sum(event.count for event in calls) == max(counted, len(listed))
    assert all(event.stack[0].startswith(("android.", "java.")) for event in calls)
    names = [str(cell) for cell in single.row_values(0)].index("函数名")
    assert {event.what for event in listed} == {row[names] for n, row in enumerate(rows) if n not in consent}
    marks = [event for event in events if event.kind == "mark"]
    assert [mark.what for mark in marks] == ["consent"] * len(consent)
    if marks:  # one call before consent, by its row even within the same second
        assert [event.line for event in listed if (event.line or 0) < (marks[0].line or 0)] == [2]
        assert listed[0].what == "getDeviceId"


def test_every_source_of_the_shared_folder_is_named() -> None:
    with read(RUNTIME) as log:
        files = [path for path in RUNTIME.rglob("*") if path.is_file()]
        assert len([source for source in log.sources if source.path]) == len(files)
        assert not [source.path for source in log.sources if source.format == "unknown"]
        assert all(source.sha256 for source in log.sources if source.path)
