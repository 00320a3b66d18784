"""`mingjian device …` as a user runs it, against a server double in this process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjian.artifacts.device_log import session as kept
from tests.capture.adb_double import AdbDouble
from tests.capture.phone import FakePhone
from tests.running import Ran, mingjian

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "cn.qinghe.reader"
PLAN = """name = "mine"
title_zh = "我的"
title_en = "mine"
[[step]]
do = "launch"
needed = true
[[step]]
do = "wait"
seconds = {seconds}
[[step]]
do = "agree"
[[step]]
do = "pull"
what = ["appops", "events"]
"""


@pytest.fixture
def double() -> Iterator[AdbDouble]:
    with AdbDouble(FakePhone(ROOT / "capture" / "recordings" / "reader", time.time_ns)) as started:
        started.phone.installed.add(PACKAGE)
        yield started


def environment(double: AdbDouble) -> dict[str, str]:
    return {"ANDROID_ADB_SERVER_PORT": str(double.port), "ANDROID_ADB_SERVER_HOST": "127.0.0.1"}


def device(double: AdbDouble, *words: str) -> Ran:
    return mingjian("device", *words, env=environment(double))


def plan(folder: Path, seconds: float) -> str:
    path = folder / "mine.toml"
    path.write_text(PLAN.format(seconds=seconds), encoding="utf-8")
    return str(path)


def test_a_session_is_recorded_and_read(double: AdbDouble, tmp_path: Path) -> None:
    run = tmp_path / "run"
    ran = device(double, "record", PACKAGE, "--plan", plan(tmp_path, 0), "-o", str(run))
    assert (ran.code, ran.stdout) == (0, f"{run}\n")
    assert "✓ 3/4 agree → 003-ui.xml, 003-screen.png" in ran.stderr
    report = json.loads(mingjian("scan-run", run, "--format", "json", "--fail-on", "never").stdout)
    assert report["subject"]["package"] == PACKAGE


def test_a_killed_session_goes_on(double: AdbDouble, tmp_path: Path) -> None:
    run = tmp_path / "run"
    words = ["device", "record", PACKAGE, "-o", str(run), "--plan", plan(tmp_path, 5)]
    killed = subprocess.Popen(
        [sys.executable, "-m", "mingjian", *words],
        env={**os.environ, **environment(double)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not ((run / kept.NAME).exists() and kept.read(run).steps[1].state == "running"):
        assert killed.poll() is None
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    again = mingjian(*words, env=environment(double))
    assert again.code == 2
    assert "--resume" in again.stderr
    assert mingjian(*words, "--resume", env=environment(double)).code == 0
    session = kept.read(run)
    assert session.complete
    assert [step.tries for step in session.steps] == [1, 2, 1, 1]
    assert [mark.what for mark in session.marks] == ["launch", "consent"]


def test_an_unplugged_device_is_one_sentence(double: AdbDouble, tmp_path: Path) -> None:
    double.state = "unauthorized"
    ran = device(double, "record", PACKAGE, "-o", str(tmp_path / "run"))
    assert ran.code == 5
    assert "confirm the dialog on its screen" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_switches_are_told_and_undone(double: AdbDouble, tmp_path: Path) -> None:
    journal = str(tmp_path / "journal.jsonl")
    ran = device(double, "control", PACKAGE, "--self-start", "off", "--journal", journal)
    assert ran.code == 0
    assert "✓ appop RUN_ANY_IN_BACKGROUND default → ignore" in ran.stdout
    assert device(double, "control", PACKAGE, "--undo", "--journal", journal).code == 0
    assert double.phone.ops[PACKAGE, "RUN_ANY_IN_BACKGROUND"] == "default"
    assert device(double, "control", PACKAGE).code == 2
    double.phone.refusing["cmd appops set"] = (
        "java.lang.SecurityException: uid 2000 does not have MANAGE_APP_OPS_MODES"
    )
    ran = device(double, "control", PACKAGE, "--self-start", "off", "--journal", journal)
    assert ran.code == 4
    assert "uid 2000 does not have" in ran.stdout


def test_a_terminal_is_judged_without_a_device(tmp_path: Path) -> None:
    good = ROOT / "runs" / "terminal_good"
    ran = mingjian("device", "test", "--judge", good, "--format", "json")
    assert ran.code == 0
    report = json.loads(ran.stdout)
    assert report["subject"]["kind"] == "terminal_vendor"
    assert report["subject"]["label"] == "Qinghe QH-16 Android 16"
    measures = {one["id"]: one["verdict"] for one in report["measures"]}
    assert {measures[id_] for id_ in ("2.10", "2.11", "2.12")} == {"passes"}
    assert measures["1.6"] == "not_applicable"

    bad = tmp_path / "bad"
    shutil.copytree(good, bad)
    for path in (ROOT / "runs" / "m2_10_run_control" / "private_install" / "violates").iterdir():
        shutil.copyfile(path, bad / path.name)
    ran = mingjian("device", "test", "--judge", bad, "--format", "html", "-o", tmp_path / "bad.html")
    assert ran.code == 1
    assert "未经用户确认即安装" in (tmp_path / "bad.html").read_text(encoding="utf-8")


def test_what_is_no_test_of_a_terminal_is_said(tmp_path: Path) -> None:
    assert mingjian("device", "test", "--judge", tmp_path).code == 3
    ran = mingjian("device", "test", "--probe", tmp_path)
    assert ran.code == 2
    assert "tools.probe build" in ran.stderr
