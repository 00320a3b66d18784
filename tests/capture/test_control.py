"""Switches over adb: set, read again, refused plainly, put back from the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjian.capture.device import adb
from mingjian.capture.device.control import Changed, Control
from mingjian.capture.device.control_journal import Journal
from mingjian.errors import ArtifactError, ServiceError, UsageError
from tests.capture.adb_double import AdbDouble, Fault
from tests.capture.phone import Clock, FakePhone

RECORDINGS = Path(__file__).parent / "recordings"
PACKAGE = "cn.qinghe.reader"


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[AdbDouble]:
    phone = FakePhone(RECORDINGS / "switches", Clock(1_772_330_400_000_000_000).now_ns)
    with AdbDouble(phone) as started:
        monkeypatch.setenv("ANDROID_ADB_SERVER_HOST", "127.0.0.1")
        monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(started.port))
        monkeypatch.delenv("ANDROID_SERIAL", raising=False)
        yield started


def control(folder: Path) -> Control:
    phone = adb.connect()
    return Control(phone, PACKAGE, Journal(folder / "journal.jsonl", phone.serial))


def states(changes: list[Changed]) -> dict[str, str]:
    return {change.what: change.state for change in changes}


def test_self_start_is_closed_and_put_back(double: AdbDouble, tmp_path: Path) -> None:
    got = states(list(control(tmp_path).self_start(False)))
    assert got == {
        "appop RUN_ANY_IN_BACKGROUND": "done",
        "appop RUN_IN_BACKGROUND": "done",
        "appop 10008": "done",
        "appop 10007": "absent",
        "bucket": "done",
        "component cn.qinghe.reader/.BootReceiver": "done",
    }
    assert double.phone.ops[PACKAGE, "RUN_ANY_IN_BACKGROUND"] == "ignore"
    assert double.phone.buckets[PACKAGE] == "45"

    back = states(list(control(tmp_path).undo()))
    assert set(back.values()) == {"done"}
    assert next(iter(back)) == "component cn.qinghe.reader/.BootReceiver"  # newest first
    assert double.phone.ops[PACKAGE, "RUN_ANY_IN_BACKGROUND"] == "default"
    assert double.phone.buckets[PACKAGE] == "10"
    assert list(control(tmp_path).undo()) == []


def test_what_was_so_already_is_not_written_down(double: AdbDouble, tmp_path: Path) -> None:
    double.phone.ops[PACKAGE, "RUN_IN_BACKGROUND"] = "ignore"
    got = states(list(control(tmp_path).self_start(False)))
    assert got["appop RUN_IN_BACKGROUND"] == "unchanged"
    assert "RUN_IN_BACKGROUND" not in (tmp_path / "journal.jsonl").read_text().replace("ANY_IN", "")


def test_a_refusal_is_told_in_the_systems_words(double: AdbDouble, tmp_path: Path) -> None:
    why = "java.lang.SecurityException: Shell cannot change component state for cn.qinghe.reader/.Boot to 3"
    double.phone.refusing["pm disable-user"] = f"Exception occurred while executing 'disable-user':\n{why}"
    got = {one.what: one for one in control(tmp_path).self_start(False)}
    refused = got["component cn.qinghe.reader/.BootReceiver"]
    assert (refused.state, refused.said) == ("refused", why)
    assert "component" not in "".join(one.what for one in control(tmp_path).undo())


def test_an_order_that_is_taken_and_not_followed_is_refused(double: AdbDouble, tmp_path: Path) -> None:
    double.phone.deaf.add("set-standby-bucket")
    got = {one.what: one for one in control(tmp_path).self_start(False)}
    assert got["bucket"].state == "refused"
    assert "active" in got["bucket"].said


def test_a_permission_goes_and_comes_back(double: AdbDouble, tmp_path: Path) -> None:
    changed = control(tmp_path).permission("ACCESS_COARSE_LOCATION", False)
    assert (changed.state, changed.before, changed.after) == ("done", "granted", "revoked")
    assert states(list(control(tmp_path).undo())) == {
        "permission android.permission.ACCESS_COARSE_LOCATION": "done"
    }
    assert double.phone.granted[PACKAGE, "android.permission.ACCESS_COARSE_LOCATION"] is True
    assert control(tmp_path).permission("CAMERA", False).state == "absent"


def test_an_identifier_is_reset_without_its_value_being_kept(double: AdbDouble, tmp_path: Path) -> None:
    (changed,) = control(tmp_path).reset_identifier()
    assert changed.state == "done"
    assert changed.before != changed.after
    assert double.phone.settings["global", "pps_oaid"] not in (tmp_path / "journal.jsonl").read_text()
    assert list(control(tmp_path).undo()) == []  # nobody can bring an identifier back


def test_where_no_shell_may_reset_it_the_page_is_opened(double: AdbDouble, tmp_path: Path) -> None:
    double.phone.settings.clear()
    (changed,) = control(tmp_path).reset_identifier()
    assert changed.state == "by_hand"
    double.phone.refusing["am start"] = "Error: Activity not started, unable to resolve Intent"
    (changed,) = control(tmp_path).reset_identifier()
    assert changed.state == "refused"


def test_a_vendors_own_switch_is_named(double: AdbDouble, tmp_path: Path) -> None:
    double.phone.properties["ro.product.manufacturer"] = "HUAWEI"
    got = list(control(tmp_path).linked_start(False))
    assert got[-1].state == "by_hand"
    assert "应用启动管理" in got[-1].said


def test_a_cut_between_order_and_answer_can_still_be_undone(double: AdbDouble, tmp_path: Path) -> None:
    double.faults.append(Fault("appops set", "gone", after=1))
    with pytest.raises(ServiceError):
        list(control(tmp_path).self_start(False))
    double.state = "device"
    assert double.phone.ops[PACKAGE, "RUN_ANY_IN_BACKGROUND"] == "ignore"
    assert states(list(control(tmp_path).undo())) == {"appop RUN_ANY_IN_BACKGROUND": "done"}


def test_a_line_that_was_cut_spoils_nothing_after_it(double: AdbDouble, tmp_path: Path) -> None:
    list(control(tmp_path).self_start(False))
    path = tmp_path / "journal.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"number":99,"at":"2026')
    assert len(list(control(tmp_path).undo())) == 5
    assert list(control(tmp_path).undo()) == []
    path.write_bytes(whole.replace(b'{"number":2', b"garbage", 1))
    with pytest.raises(ArtifactError, match="journal_line"):
        control(tmp_path)


def test_another_device_has_its_own_past(double: AdbDouble, tmp_path: Path) -> None:
    list(control(tmp_path).self_start(False))
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    (tmp_path / "journal.jsonl").write_text(
        "".join(json.dumps({**line, "serial": "X"}) + "\n" for line in lines)
    )
    assert list(control(tmp_path).undo()) == []


def test_a_package_that_is_not_there_is_named(double: AdbDouble, tmp_path: Path) -> None:
    phone = adb.connect()
    with pytest.raises(UsageError, match="not installed"):
        Control(phone, "cn.other.app", Journal(tmp_path / "journal.jsonl", phone.serial))
    with pytest.raises(UsageError, match="no package name"):
        Control(phone, "cn.other;reboot", Journal(tmp_path / "journal.jsonl", phone.serial))
