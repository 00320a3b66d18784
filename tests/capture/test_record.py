"""A session recorded over the adb protocol: what it leaves, and what every fault costs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjian.artifacts.device_log import session as kept
from mingjian.artifacts.device_log.log import open_evidence
from mingjian.artifacts.device_log.session import Session
from mingjian.capture.device import adb, plan
from mingjian.capture.device.record import Recorder
from mingjian.errors import ServiceError, UsageError
from mingjian.platform.runtime import doctor
from mingjian.scan.device_run import Asking, examine_run
from tests.capture.adb_double import AdbDouble, Fault
from tests.capture.phone import Clock, FakePhone

RECORDINGS = Path(__file__).parent / "recordings"
PACKAGE = "cn.qinghe.reader"
START_NS = 1_772_330_400_000_000_000  # 2026-03-01 10:00 in Beijing
OFFSET_NS = -7 * 3600 * 10**9


@pytest.fixture
def clock() -> Clock:
    return Clock(START_NS - OFFSET_NS)


@pytest.fixture
def double(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[AdbDouble]:
    """The reader's phone behind a server; its clock is seven hours behind the host's."""
    monkeypatch.setattr("mingjian.capture.device.adb.time.sleep", lambda _: None)
    with AdbDouble(FakePhone(RECORDINGS / "reader", clock.now_ns, OFFSET_NS)) as started:
        monkeypatch.setenv("ANDROID_ADB_SERVER_HOST", "127.0.0.1")
        monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(started.port))
        monkeypatch.delenv("ANDROID_SERIAL", raising=False)
        yield started


@pytest.fixture
def apk(tmp_path: Path) -> Path:
    path = tmp_path / "reader.apk"
    path.write_bytes(b"PK\3\4 a package" * 1000)
    return path


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def recorder(folder: Path, clock: Clock, apk: Path | None, name: str = "first-run") -> Recorder:
    return Recorder(
        folder,
        plan.load(name),
        package=PACKAGE,
        given={} if apk is None else {"": apk},
        sleep=clock.sleep,
        now_ns=clock.now_ns,
    )


def record(
    folder: Path, clock: Clock, apk: Path | None, *, resume: bool = False, name: str = "first-run"
) -> Session:
    return recorder(folder, clock, apk, name).run(
        lambda serial: adb.connect(serial, now_ns=clock.now_ns), resume=resume
    )


def test_a_first_run_leaves_its_three_timelines(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path
) -> None:
    session = record(tmp_path / "run", clock, apk)
    assert session == kept.read(tmp_path / "run")
    assert session.complete
    assert session.first_run
    assert [mark.what for mark in session.marks] == [
        "clear", "launch", "refusal", "launch", "consent", "background", "foreground", "end",
    ]  # fmt: skip
    assert session.device.model == "QH-14"
    assert session.device.zone == "Asia/Shanghai"
    at = {mark.what: (mark.at_ns - START_NS) / 1e9 for mark in session.marks}
    assert 60 < at["refusal"] < 70  # on the device's clock, though the host's is seven hours ahead
    assert 120 < at["consent"] < 135
    assert at["foreground"] - at["background"] > 30 * 60
    names = {file for step in session.steps for file in step.files}
    assert names == {path.name for path in (tmp_path / "run").iterdir()} - {
        "session.json",
        "plan.toml",
        "getprop.txt",
    }
    assert {name.partition("-")[2] for name in names} == {
        "appops.txt", "appops-history.txt", "events.log", "logcat.txt", "package.txt", "ui.xml", "screen.png",
    }  # fmt: skip
    assert "input tap 300 1760" in double.phone.log  # 不同意, not the sentence that says 同意
    assert "input tap 780 1760" in double.phone.log
    assert "input tap 540 1715" in double.phone.log  # the permission is refused


def test_what_the_device_refused_is_said_and_the_plan_goes_on(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path
) -> None:
    last = record(tmp_path / "run", clock, apk).steps[-1]
    assert last.state == "done"
    assert "usagestats.txt: Can't find service: usagestats" in last.why
    assert not list((tmp_path / "run").glob("*usagestats*"))


@pytest.mark.parametrize("features", ["shell_v2,cmd", "cmd"])
def test_both_shell_protocols_bring_the_same(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path, features: str
) -> None:
    double.features = features
    session = record(tmp_path / "run", clock, apk)
    dump = next(file for step in session.steps for file in step.files if file.endswith("appops.txt"))
    assert (tmp_path / "run" / dump).read_bytes() == (RECORDINGS / "reader" / "appops.txt").read_bytes()


def test_an_old_server_is_spoken_to_in_its_own_way(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path
) -> None:
    double.version = 40
    assert record(tmp_path / "run", clock, apk).complete


@pytest.mark.parametrize("what", ["gone", "offline"])
def test_an_unplugged_device_costs_the_step_it_was_in(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path, what: str
) -> None:
    double.faults.append(Fault("dumpsys appops", what, after=40))  # type: ignore[arg-type]
    with pytest.raises(ServiceError, match=r"not connected|offline"):
        record(tmp_path / "run", clock, apk)
    cut = kept.read(tmp_path / "run")
    assert not cut.complete
    assert "MJ0001" in cut.stopped
    waiting = [step.number for step in cut.steps if step.state == "waiting"]
    assert cut.steps[waiting[0] - 1].do == "pull"
    assert not list((tmp_path / "run").glob("*.part"))
    before = {path: path.read_bytes() for path in (tmp_path / "run").glob("0*")}

    double.state = "device"
    whole = record(tmp_path / "run", clock, apk, resume=True)
    assert whole.complete
    assert whole.stopped == ""
    assert all(path.read_bytes() == data for path, data in before.items())
    assert [step.tries for step in whole.steps if step.do == "install"] == [1]
    assert whole.marks[: len(cut.marks)] == cut.marks


@pytest.mark.parametrize("what", ["drop", "garbage"])
def test_a_dump_that_broke_off_is_asked_for_again(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path, what: str
) -> None:
    double.faults.append(Fault("dumpsys package", what, after=100))  # type: ignore[arg-type]
    session = record(tmp_path / "run", clock, apk)
    step = next(step for step in session.steps if step.do == "pull")
    assert (step.tries, step.state) == (2, "done")
    dump = tmp_path / "run" / step.files[0]
    assert dump.read_bytes() == (RECORDINGS / "reader" / "package.txt").read_bytes()


@pytest.mark.parametrize("features", ["shell_v2,cmd", "cmd"])
def test_half_a_dump_never_lies_under_a_dumps_name(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path, features: str
) -> None:
    double.features = features
    double.faults.append(Fault("dumpsys package", "drop", after=100, times=9))
    with pytest.raises(ServiceError):
        record(tmp_path / "run", clock, apk)
    assert not list((tmp_path / "run").glob("*package*"))


def test_slow_output_is_whole(double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path) -> None:
    double.faults.append(Fault("dumpsys package", "slow"))
    session = record(tmp_path / "run", clock, apk)
    step = next(step for step in session.steps if step.do == "pull")
    assert (step.tries, step.state) == (1, "done")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unauthorized", "not allowed this computer"),
        ("offline", "offline"),
        ("absent", "no device is connected"),
    ],
)
def test_a_device_that_cannot_be_used_is_named(double: AdbDouble, state: str, words: str) -> None:
    double.state = state
    with pytest.raises(ServiceError, match=words):
        adb.connect()


def test_a_server_that_speaks_something_else_is_told(double: AdbDouble) -> None:
    double.faults.append(Fault("host:devices", "garbage"))
    with pytest.raises(ServiceError, match="adb server"):
        adb.connect()


def test_without_server_and_program_the_way_is_told(
    monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(unused_port))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ServiceError, match="apt install adb"):
        adb.connect()


def test_a_session_is_not_written_over(double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path) -> None:
    record(tmp_path / "run", clock, apk)
    with pytest.raises(UsageError, match="--resume"):
        record(tmp_path / "run", clock, apk)
    with pytest.raises(UsageError, match="another plan"):
        record(tmp_path / "run", clock, apk, resume=True, name="refuse-all")
    apk.write_bytes(b"another")
    with pytest.raises(UsageError, match="another file"):
        record(tmp_path / "run", clock, apk, resume=True)


def test_a_needed_step_that_failed_ends_it(double: AdbDouble, clock: Clock, tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="not installed and no file"):
        record(tmp_path / "run", clock, None)
    cut = kept.read(tmp_path / "run")
    assert [step.state for step in cut.steps[:3]] == ["done", "waiting", "waiting"]
    assert "not installed" in cut.steps[1].why


def test_a_restart_is_waited_for_and_marked(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path
) -> None:
    session = record(tmp_path / "run", clock, apk, name="self-start")
    marks = {mark.what: mark.at_ns for mark in session.marks}
    assert marks["end"] - marks["reboot"] > 30 * 60 * 10**9
    assert next(step for step in session.steps if step.do == "reboot").state == "done"


def test_a_screen_that_may_not_be_pictured_keeps_its_view_tree(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path
) -> None:
    double.phone.screens["consent"]["secure"] = True
    session = record(tmp_path / "run", clock, apk)
    step = next(step for step in session.steps if step.do == "dump_ui")
    assert step.state == "done"
    assert [name.partition("-")[2] for name in step.files] == ["ui.xml"]
    assert step.why


def test_an_old_date_is_good_to_half_a_second(double: AdbDouble, clock: Clock) -> None:
    double.phone.fraction = False
    measured = adb.connect(now_ns=clock.now_ns).clock()
    assert measured is not None
    assert abs(measured.offset_ns - OFFSET_NS) <= measured.error_ns
    assert measured.error_ns >= 5 * 10**8


def test_the_folder_names_the_zone_and_not_this_one_device(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path
) -> None:
    record(tmp_path / "run", clock, apk)
    told = (tmp_path / "run" / "getprop.txt").read_text()
    assert "[persist.sys.timezone]: [Asia/Shanghai]" in told
    assert "MJ0001" not in told


def test_the_folder_is_evidence_at_once(double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path) -> None:
    session = record(tmp_path / "run", clock, apk)
    with open_evidence(tmp_path / "run") as log:
        marks = [(event.what, event.at_ns) for event in log.events(PACKAGE) if event.kind == "mark"]
        assert marks == [(mark.what, mark.at_ns) for mark in session.marks]
        assert log.kept(Session) == (session,)
        assert log.device.model == "QH-14"
        assert log.zone == "Asia/Shanghai"
        taps = [event.cause for event in log.events(PACKAGE) if event.what.startswith("tap ")]
        assert taps == ["refuse", "agree", "permission"]
        unread = [source.path for source in log.sources if source.format == "unknown"]
        assert [path for path in unread if path.endswith((".json", ".toml"))] == []


def test_a_files_moment_is_what_was_done_before_it(
    double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path
) -> None:
    session = record(tmp_path / "run", clock, apk)
    views = {name: moment for name, moment in kept.moments(session).items() if name.endswith("ui.xml")}
    assert [moment.step for moment in views.values()][:3] == ["launch", "refuse", "refuse"]
    ats = [moment.at_ns for moment in views.values()]
    assert ats == sorted(ats)


def test_doctor_says_whether_adb_is_there(
    double: AdbDouble, monkeypatch: pytest.MonkeyPatch, unused_port: int
) -> None:
    def said() -> tuple[str, str]:
        (found,) = doctor._adb()  # pyright: ignore[reportPrivateUsage]
        return found.level, found.en + found.remedy_en

    assert said() == ("ok", f"an adb server at 127.0.0.1:{double.port}")
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(unused_port))
    monkeypatch.setenv("PATH", "")
    level, words = said()
    assert level == "warn"
    assert "apt install adb" in words


def test_from_phone_to_finding(double: AdbDouble, clock: Clock, apk: Path, tmp_path: Path) -> None:
    record(tmp_path / "run", clock, apk)
    (done,) = examine_run([str(tmp_path / "run")], Asking())
    assert done.report.subject.package == PACKAGE
    found = {one.rule: one for one in done.report.outcomes if one.findings}
    before = found["1.9/seen-before-consent"]
    assert before.verdict == "violates"
    assert "location" in " ".join(before.findings[0].personal_info)
    assert done.facts.behaviour is not None
    assert done.facts.behaviour.coverage.first_run
