"""Odd packages that Android installs are read; the others are refused with a typed error, quickly."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mingjian.artifacts.apk import Apk
from mingjian.errors import ArtifactError
from mingjian.scan import examine
from tests.running import mingjian


def malformed(shared: Path) -> list[Path]:
    return sorted(path for path in (shared / "data" / "malformed").rglob("*") if path.is_file())


def aapt_package(path: Path) -> str | None:
    """The package name aapt reads from a whole APK, None where it reads none."""
    done = subprocess.run(["aapt", "dump", "badging", str(path)], capture_output=True, check=False)
    first = done.stdout.decode("utf-8", "replace").partition("\n")[0]
    return first.split("'")[1] if first.startswith("package: name='") else None


def test_what_aapt_reads_is_read(shared: Path) -> None:
    checked = 0
    for path in malformed(shared):
        name = aapt_package(path)
        if name:
            examined = examine(str(path))
            assert examined.report.subject.package == name, path
            assert not examined.incomplete, (path, examined.facts.broken)
            checked += 1
    assert checked > 0


def test_every_other_file_ends_in_a_typed_error_or_a_report(shared: Path) -> None:
    ran = mingjian("scan", *malformed(shared), "--format", "jsonl")
    assert ran.code in (0, 1, 3, 4)
    assert "Traceback" not in ran.stderr
    assert len(ran.stdout.splitlines()) + len(ran.stderr.splitlines()) >= len(malformed(shared))


def test_a_refusal_names_the_file(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.apk"
    path.write_bytes(b"\0" * 100)
    with pytest.raises(ArtifactError) as caught:
        Apk(path)
    assert caught.value.path == str(path)
    assert str(path) in str(caught.value)
