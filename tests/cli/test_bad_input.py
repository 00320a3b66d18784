"""Bad input: one clear line saying what and where, the right exit code, other inputs still scanned."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.running import mingjian
from tools.test_apps import BuiltApp

GOOD = ("m1_06_launch/boot_receiver/passes", "")


@pytest.fixture
def good(built_apps: dict[tuple[str, str], BuiltApp]) -> Path:
    return built_apps[GOOD].apk


def one_line(stderr: str, path: Path) -> str:
    lines = [line for line in stderr.splitlines() if line]
    assert len(lines) == 1, stderr
    assert lines[0].startswith("mingjian: ")
    assert str(path) in lines[0]
    assert "Traceback" not in stderr
    return lines[0]


def test_text_file_named_apk(tmp_path: Path) -> None:
    path = tmp_path / "note.apk"
    path.write_text("not a package")
    ran = mingjian("scan", path, "--format", "json")
    assert ran.code == 3
    assert "zip_no_eocd" in one_line(ran.stderr, path)


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.apk"
    path.touch()
    ran = mingjian("scan", path)
    assert ran.code == 3
    one_line(ran.stderr, path)


def test_truncated_package(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "cut.apk"
    path.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    ran = mingjian("scan", path)
    assert ran.code == 3
    assert "zip_" in one_line(ran.stderr, path)


def test_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "absent.apk"
    ran = mingjian("scan", path)
    assert ran.code == 3
    assert "file_unreadable" in one_line(ran.stderr, path)


def test_directory_without_packages(tmp_path: Path) -> None:
    ran = mingjian("scan", tmp_path)
    assert ran.code == 3
    assert "file_is_directory" in one_line(ran.stderr, tmp_path)


def test_directory_stands_for_its_packages(tmp_path: Path, good: Path) -> None:
    for name in ("a.apk", "b.apk"):
        (tmp_path / name).write_bytes(good.read_bytes())
    ran = mingjian("scan", tmp_path, "--format", "json")
    assert ran.code == 0
    assert [Path(r["subject"]["path"]).name for r in json.loads(ran.stdout)] == ["a.apk", "b.apk"]


def test_archive_that_is_no_package(tmp_path: Path) -> None:
    path = tmp_path / "plain.apk"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    ran = mingjian("scan", path)
    assert ran.code == 3
    assert "apk_no_manifest" in one_line(ran.stderr, path)


def test_package_without_code_is_told_and_read(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "nodex.apk"
    with zipfile.ZipFile(good) as whole, zipfile.ZipFile(path, "w") as cut:
        for info in whole.infolist():
            if not info.filename.endswith(".dex"):
                cut.writestr(info, whole.read(info))
    ran = mingjian("scan", path, "--format", "json")
    assert ran.code == 0
    assert "apk_no_code" in one_line(ran.stderr, path)
    verdicts = {o["rule"]: o["verdict"] for o in json.loads(ran.stdout)["outcomes"]}
    assert verdicts["1.9/collect-before-consent"] == "undetermined"


def test_two_gib_of_zeros(tmp_path: Path) -> None:
    path = tmp_path / "zeros.apk"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    ran = mingjian("scan", path, timeout_s=60)
    assert ran.code == 3
    one_line(ran.stderr, path)


def test_one_bad_file_never_stops_the_rest(tmp_path: Path, good: Path) -> None:
    bad = tmp_path / "bad.apk"
    bad.write_bytes(b"PK\x03\x04 and nothing more")
    ran = mingjian("scan", bad, good, "--format", "json")
    assert ran.code == 3
    assert json.loads(ran.stdout)["subject"]["path"] == str(good)
    one_line(ran.stderr, bad)


def test_several_formats_need_a_folder(good: Path) -> None:
    ran = mingjian("scan", good, "--format", "json", "--format", "html")
    assert ran.code == 2
    assert "-o FOLDER" in ran.stderr


def test_unknown_option_is_usage(good: Path) -> None:
    assert mingjian("scan", good, "--no-such-option").code == 2


def test_broken_dex_is_named_with_its_offset(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "broken.apk"
    with zipfile.ZipFile(good) as whole, zipfile.ZipFile(path, "w") as cut:
        for info in whole.infolist():
            body = whole.read(info)
            cut.writestr(info, b"dex\n035\0" + b"\xff" * 200 if info.filename == "classes.dex" else body)
    ran = mingjian("scan", path, "--format", "json")
    assert ran.code == 4
    line = one_line(ran.stderr, path)
    assert "classes.dex" in line
    assert "dex_" in line


def test_name_that_is_no_utf8(tmp_path: Path, good: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.apk"
    Path(os.fsdecode(path)).write_bytes(good.read_bytes())
    ran = mingjian("scan", os.fsdecode(path), "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.stdout)["subject"]["path"].endswith("caf\ufffd.apk")
