"""`mingjian scan-run` as a person runs it: what could not be read is said, and weighs."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.running import mingjian

LOG = "11-22 10:00:0{n}.000  900  920 I am_proc_start: [0,42,10234,com.example.a,activity,com.example.a/.M]\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    lines = [LOG.format(n=n) for n in range(5)]
    (folder / "events.txt").write_text("--------- beginning of events\n" + "".join(lines))
    return folder


def _run(*words: str) -> tuple[int, str, str]:
    done = mingjian("scan-run", *words, "--format", "json", "--fail-on", "never")
    return done.code, done.stdout, done.stderr


def test_what_is_no_evidence_is_said_and_does_not_weigh(records: Path) -> None:
    (records / "backup.ab").write_bytes(b"ANDROID BACKUP\n5\n1\nnone\n" + b"\0" * 40)
    code, out, told = _run(str(records), "--lang", "en")
    assert code == 0, told
    assert json.loads(out)["subject"]["package"] == "com.example.a"
    assert "backup.ab: not evidence we read" in told and "[not_evidence]" in told


def test_half_a_bugreport_is_read_as_far_as_it_goes_and_the_scan_is_incomplete(records: Path) -> None:
    whole = records / "bugreport.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bugreport.txt", "DUMP OF SERVICE appops:\n" * 4000)
    whole.write_bytes(whole.read_bytes()[:-60])
    code, out, told = _run(str(records))
    assert code == 4, told
    assert "bugreport.zip" in told and "[half_file]" in told
    assert json.loads(out)["subject"]["kind"] == "device_run"


def test_nothing_to_read_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of a run")
    code, _, told = _run(str(tmp_path))
    assert code == 3 and "no_run" in told


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("getprop.txt", "[ro.build.version.release]: [14]\n[ro.product.model]: [X]\n", "(getprop)"),
        ("broken.har", '{"log": {"version": "1.2", "entries": [', "har_not_read"),
    ],
    ids=["the device alone", "a broken capture"],
)
def test_records_in_which_no_app_does_anything_are_no_run(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    code, out, told = _run(str(tmp_path / name))
    assert (code, out) == (3, "")
    assert said in told and "[no_run]" in told


def test_the_zone_a_person_names_counts(records: Path) -> None:
    assert "[zone_unknown]" in _run(str(records))[2]
    code, _, told = _run(str(records), "--zone", "Europe/Berlin")
    assert code == 0 and "[zone_unknown]" not in told
    assert _run(str(records), "--zone", "Nowhere")[0] == 2
