"""Records of a run become one file of events, and a timeline that can be asked."""

# ruff: noqa: E501 - records as devices write them

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingjian.artifacts.device_log import export
from mingjian.artifacts.device_log.event import Event
from mingjian.cli.device import command
from mingjian.errors import IncompleteError, UsageError
from tests.running import mingjian

LOG = """--------- beginning of events
03-01 10:00:05.100   900   920 I am_proc_start: [0,4321,10234,com.example.app,broadcast,{com.example.app/.Boot}]
03-01 10:00:06.100   900   920 I am_create_service: [0,123,com.example.app/.Push,10234,4321]
03-01 10:00:07.100   900   920 I am_create_service: [0,124,com.other/.Push,10235,4322]
"""


def _run(*words: str | Path) -> Result:
    result = CliRunner().invoke(command, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "events.txt").write_text(LOG)
    return folder


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_what_is_imported_is_asked_again(records: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    _run(
        "import", records, "-o", out, "--format", form, "--year", "2026", "--zone", "Asia/Shanghai",
        "--consent-at", "2026-03-01T10:00:05.500",
    )  # fmt: skip
    rows = [json.loads(line) for line in _run("timeline", out, "--format", "jsonl").stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["process_start", "mark", "component_start", "component_start"]
    assert rows[0]["at_ns"] == 1772330405_100_000_000 and rows[1]["what"] == "consent"
    table = _run("timeline", out, "--package", "com.example.app", "--from", "2026-03-01 10:00:06").stdout
    assert table == (
        "2026-03-01 10:00:06.100  component_start     com.example.app  com.example.app/com.example.app.Push"
        "  service\n"
    )
    assert json.loads(_run("timeline", out, "--kind", "foreground", "--format", "json").stdout) == []
    again = _run("import", out / f"events.{form}", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["what"] for line in again] == [row["what"] for row in rows]
    summary = json.loads((out / "run.json").read_text())
    assert summary["schema"] == "mingjian.run/1" and summary["packages"] == {
        "com.example.app": 2,
        "com.other": 1,
    }


def test_records_themselves_are_a_timeline_too(records: Path) -> None:
    lines = _run("timeline", records, "--zone", "Asia/Shanghai", "--limit", "2").stdout.splitlines()
    assert len(lines) == 2 and "process_start" in lines[0]


def test_without_a_place_what_was_read_is_listed(records: Path) -> None:
    (records / "backup.ab").write_bytes(b"ANDROID BACKUP\n5\n1\nAES-256\n")
    said = _run("import", records, "--lang", "en").stdout
    assert "events.txt  [events_log]  3 events" in said
    assert "not evidence we read (backup of app data (adb backup)" in said
    assert "不是可读的证据" in _run("import", records).stdout


def test_a_source_that_broke_off_exits_4(records: Path) -> None:
    (records / "bugreport.zip").write_bytes(b"PK\x03\x04 half")
    with pytest.raises(IncompleteError):
        _run("import", records)


def test_times_that_are_none(records: Path) -> None:
    with pytest.raises(UsageError):
        _run("timeline", records, "--from", "yesterday")
    with pytest.raises(UsageError):
        _run("import", records, "--zone", "Mars/Olympus")


def test_a_hostile_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    export.write([Event(at_ns=0, kind="api_call", package="a", what="\x1b[2J\nb' OR 1=1")], path, "parquet")
    said = _run("timeline", path, "--zone", "UTC").stdout
    assert said == "1970-01-01 00:00:00.000  api_call            a  \ufffd[2J\ufffdb' OR 1=1\n"
    assert _run("timeline", path, "--package", "' OR 1=1 --").stdout == ""


def test_the_libraries_say_nothing_at_the_end(records: Path, tmp_path: Path) -> None:
    done = mingjian("device", "import", records, "-o", tmp_path / "out", "--format", "parquet")
    assert done.code == 0 and "leaked" not in done.stdout + done.stderr
