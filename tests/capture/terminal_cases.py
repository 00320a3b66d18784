"""The stored cases of measures 2.10 to 2.12: what the kit records on a terminal good but for one thing.

`python -m tests.capture.terminal_cases` writes tests/runs/terminal_good (a test of a good terminal, to the
seventh day) and, for every case below, the files in which it differs.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from mingjian.capture.device import adb, plan
from mingjian.capture.device.record import Recorder
from tests.capture.adb_double import AdbDouble
from tests.capture.phone import Clock
from tests.capture.terminal_phone import GOOD, PROBE, RECORDING, TWIN, TerminalPhone, records_csv

RUNS = Path(__file__).resolve().parents[1] / "runs"
BASE = "terminal_good"
GIVEN = ("", "twin", "tampered", "counterfeit", "harmful", "listed", "certified")
START_NS = 1_772_330_400_000_000_000  # 2026-03-01 10:00 in Beijing
KINDS = ("contacts", "microphone", "camera", "location", "clipboard")
PORT = "ANDROID_ADB_SERVER_PORT"


def bad(*what: str) -> dict[str, Any]:
    return {"can": GOOD - set(what)}


CASES: Mapping[str, tuple[str, str, dict[str, Any], tuple[str, ...]]] = {
    "m2_10_run_control/self_start_switch/violates": (
        "终端没有自启动开关",
        "violates",
        bad("self_switch"),
        (),
    ),
    "m2_10_run_control/self_start_switch/violates_2": (
        "关闭后重启仍自启动",
        "violates",
        bad("self_effect"),
        (),
    ),
    "m2_10_run_control/linked_start_switch/violates": (
        "终端没有关联启动开关",
        "violates",
        bad("linked_switch"),
        (),
    ),
    "m2_10_run_control/linked_start_switch/violates_2": (
        "关闭后仍被拉起",
        "violates",
        bad("linked_effect"),
        (),
    ),
    "m2_10_run_control/identifier_reset/violates": ("没有重置选项", "violates", bad("reset"), ()),
    "m2_10_run_control/identifier_reset/violates_2": ("重置后值不变", "violates", bad("reset_effect"), ()),
    "m2_10_run_control/identifier_reset/many_taps": (
        "重置需 5 次点按",
        "suspected",
        {"taps": 5},
        ("2.11/record-view",),
    ),
    "m2_10_run_control/identifier_reset/passes": (
        "重置恰需 4 次点按",
        "passes",
        {"taps": 4},
        ("2.11/record-view",),
    ),
    "m2_10_run_control/silent_download_watch/violates": (
        "静默下载无记录无提示",
        "violates",
        bad("ask_download"),
        ("2.10/private-download",),
    ),
    "m2_10_run_control/silent_download_watch/passes": (
        "下载后有提示",
        "passes",
        {"can": (GOOD - {"ask_download"}) | {"note_download"}},
        ("2.10/private-download",),
    ),
    "m2_10_run_control/hot_update_watch/violates": ("加载代码无记录", "violates", bad("note_code"), ()),
    "m2_10_run_control/private_start/violates": ("后台弹出界面未拦截", "violates", bad("block_start"), ()),
    "m2_10_run_control/private_download/violates": (
        "下载未经询问，只在事后提示",
        "violates",
        {"can": (GOOD - {"ask_download"}) | {"note_download"}},
        (),
    ),
    "m2_10_run_control/private_install/violates": ("安装未经确认", "violates", bad("ask_install"), ()),
    "m2_11_behaviour_record/record_recall/violates": (
        "从不记录短信",
        "violates",
        {"lost": frozenset({"sms"})},
        (),
    ),
    "m2_11_behaviour_record/record_recall/twin_only": (
        "未列入必选的剪切板不记录",
        "passes",
        {"lost": frozenset({"clipboard"})},
        (),
    ),
    "m2_11_behaviour_record/record_retention/violates": (
        "记录只留 5 天",
        "violates",
        {"keeps_days": 5},
        (),
    ),
    "m2_11_behaviour_record/record_protected/violates": (
        "记录可被直接打开",
        "violates",
        bad("protected"),
        (),
    ),
    "m2_11_behaviour_record/record_fair/violates": ("只记录其中一个应用", "violates", bad("fair"), ()),
    "m2_11_behaviour_record/record_view/violates": ("没有查询入口", "violates", bad("view"), ()),
    "m2_11_behaviour_record/record_view/many_taps": ("查询需 4 次点按", "suspected", {"taps": 4}, ()),
    "m2_11_behaviour_record/record_timely/violates": ("记录晚 65 秒", "violates", {"late_s": 65}, ()),
    "m2_11_behaviour_record/record_timely/passes": ("记录晚 45 秒", "passes", {"late_s": 45}, ()),
    **{
        f"m2_11_behaviour_record/in_use_{kind}/violates": ("使用期间没有提示", "violates", bad(kind), ())
        for kind in KINDS
    },
    "m2_12_risk_warning/certification_checked/violates": ("不显示认证标识", "violates", bad("certify"), ()),
    "m2_12_risk_warning/certification_checked/violates_2": (
        "签名被破坏的包无提示",
        "violates",
        bad("tampered"),
        ("2.12/warned-before",),
    ),
    "m2_12_risk_warning/warned_before/violates": (
        "有害应用安装前无预警",
        "violates",
        bad("harmful"),
        ("2.12/harmful-known",),
    ),
    "m2_12_risk_warning/counterfeit_known/violates": (
        "仿冒应用未被识别",
        "violates",
        bad("counterfeit"),
        ("2.12/warned-before",),
    ),
    "m2_12_risk_warning/harmful_known/violates": (
        "有害应用未被识别",
        "violates",
        bad("harmful"),
        ("2.12/warned-before",),
    ),
    "m2_12_risk_warning/listed_known/violates": (
        "被通报的应用未被识别",
        "violates",
        bad("listed"),
        ("2.12/warned-before",),
    ),
}
"""Name → title, verdict, how the terminal differs from a good one, other rules the same difference breaks."""
PASSES = (
    *(
        f"m2_10_run_control/{rule}"
        for rule in (
            "self_start_switch",
            "linked_start_switch",
            "hot_update_watch",
            "private_start",
            "private_download",
            "private_install",
        )
    ),
    *(
        f"m2_11_behaviour_record/{rule}"
        for rule in (
            "record_recall",
            "record_fields",
            "record_retention",
            "record_protected",
            "record_fair",
            "record_view",
            *(f"in_use_{kind}" for kind in KINDS),
        )
    ),
    *(
        f"m2_12_risk_warning/{rule}"
        for rule in (
            "certification_checked",
            "warned_before",
            "counterfeit_known",
            "harmful_known",
            "listed_known",
        )
    ),
)
"""Rules whose lawful twin is the good terminal itself."""


@contextmanager
def _environment(port: int) -> Iterator[None]:
    told = {"ANDROID_ADB_SERVER_HOST": "127.0.0.1", PORT: str(port)}
    with mock.patch.dict(os.environ, told), mock.patch("mingjian.capture.device.adb.time.sleep"):
        os.environ.pop("ANDROID_SERIAL", None)
        yield


def played(folder: Path, *, attended: bool = True, week: bool = False, **terminal: Any) -> Path:
    """The kit's plan, run over adb against a terminal that is played; its own record lies beside."""
    given = {name: folder.parent / f"{name or 'probe'}.apk" for name in GIVEN}
    for path in given.values():
        path.write_bytes(b"PK\3\4" + path.name.encode())
    clock = Clock(START_NS)
    phone = TerminalPhone(RECORDING, clock.now_ns, week=clock.sleep if week else None, **terminal)
    phone.installed |= {PROBE, TWIN}
    with AdbDouble(phone) as double, _environment(double.port):
        Recorder(
            folder,
            plan.load("terminal"),
            package=PROBE,
            given=given,
            ask=phone.ask if attended else None,
            sleep=clock.sleep,
            now_ns=clock.now_ns,
        ).run(lambda serial: adb.connect(serial, now_ns=clock.now_ns))
    (folder / "records.csv").write_text(records_csv(phone), encoding="utf-8")
    return folder


def files_of(name: str) -> dict[str, bytes]:
    """What lies in the folder of a case, or of the good terminal (`""`)."""
    good = _good()
    if not name:
        return good
    title, verdict, terminal, may = CASES[name]
    with tempfile.TemporaryDirectory() as work:
        differs = _read(played(_below(work, "other"), week=True, **terminal))
    toml = _toml(title, verdict, may)
    return {"case.toml": toml} | {key: data for key, data in differs.items() if good.get(key) != data}


@cache
def _good() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as work:
        return _read(played(_below(work, "good"), week=True))


def _below(work: str, name: str) -> Path:
    folder = Path(work) / name / "run"
    folder.parent.mkdir()
    return folder


def _read(folder: Path) -> dict[str, bytes]:
    """Files of a test without the pictures, which no rule on terminals reads; the session on one line."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".png"}
    files["session.json"] = json.dumps(json.loads(files["session.json"]), ensure_ascii=False).encode()
    return files


def _toml(title: str, verdict: str, may: tuple[str, ...]) -> bytes:
    lines = [f'title = "{title}"', f'verdict = "{verdict}"', f'base = "{BASE}"']
    lines += [f"may = {list(may)!r}".replace("'", '"')] if may else []
    text = "\n".join(lines) + "\n"
    tomllib.loads(text)
    return text.encode()


def stale(name: str) -> list[str]:
    """Files of a case that are not what the kit records today."""
    folder = RUNS / (name or BASE)
    wanted = files_of(name)
    there = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
    return sorted(key for key in {*wanted, *there} if wanted.get(key) != there.get(key))


def main() -> None:
    """Writes everything."""
    for name in ("", *CASES):
        folder = RUNS / (name or BASE)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for key, data in files_of(name).items():
            (folder / key).write_bytes(data)
    for rule in PASSES:
        folder = RUNS / rule / "passes"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "case.toml").write_bytes(_toml("一部合规的终端", "passes", ()))


if __name__ == "__main__":
    main()
