"""The printed forms through the commands: files that open, no bytes thrown at a terminal, fonts asked for."""

from __future__ import annotations

import hashlib
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from tests.running import mingjian
from tools.test_apps import BuiltApp

BAD = ("m1_10_permissions/target_sdk/violates", "")
FORMATS = [part for name in ("pdf", "docx", "xlsx") for part in ("--format", name)]


@pytest.fixture
def bad(built_apps: dict[tuple[str, str], BuiltApp]) -> Path:
    return built_apps[BAD].apk


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_a_scan_writes_each_form_and_the_same_again(bad: Path, tmp_path: Path) -> None:
    ran = mingjian("scan", bad, *FORMATS, "-o", tmp_path / "one")
    assert ran.code == 1, ran.stderr
    document = pypdfium2.PdfDocument(tmp_path / "one" / "report.pdf")
    assert "目标 API 级别为 22" in "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for name in ("report.docx", "report.xlsx"):
        with zipfile.ZipFile(tmp_path / "one" / name) as packed:
            assert packed.testzip() is None
    assert mingjian("scan", bad, *FORMATS, "-o", tmp_path / "two", env={"PYTHONHASHSEED": "7"}).code == 1
    assert _digests(tmp_path / "two") == _digests(tmp_path / "one")
    assert sorted(_digests(tmp_path / "one")) == ["report.docx", "report.pdf", "report.xlsx"]


def test_a_policy_alone_is_printed(tmp_path: Path) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text("隐私政策\n我们不会收集您的通讯录。\n我们会收集您的IMEI等信息。\n", encoding="utf-8")
    ran = mingjian(
        "scan-policy", policy, *FORMATS, "-o", tmp_path / "out", "--lang", "en", "--fail-on", "never"
    )
    assert ran.code == 0, ran.stderr
    document = pypdfium2.PdfDocument(tmp_path / "out" / "report.pdf")
    assert "Privacy policy" in document[0].get_textpage().get_text_range()
    document.close()


def test_no_bytes_are_thrown_at_a_terminal(bad: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "mingjian", "scan", str(bad), "--format", "pdf"],
            stdout=theirs, stderr=subprocess.PIPE, text=True, timeout=120, check=False,
        )  # fmt: skip
    finally:
        os.close(theirs)
        os.close(ours)
    assert ran.returncode == 2
    assert "--format pdf needs -o FILE" in ran.stderr


def test_without_fonts_it_says_what_to_install(bad: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    ran = mingjian("scan", bad, "--format", "pdf", "-o", out, env={"MINGJIAN_FONTS": str(tmp_path)})
    assert ran.code == 2
    assert "fonts-noto-cjk" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not out.exists()
